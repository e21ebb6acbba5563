"""
The text of a cell as people see it: what was deleted under tracked changes is left out, what was
inserted is read, and so are content controls, which other readers pass over.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pathway.documents.word_forms.anchors import PLACEHOLDERS, TICKED, UNTICKED, w

if TYPE_CHECKING:
    from lxml.etree import _Element as Element  # pyright: ignore[reportPrivateUsage] - it has no other


FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
PROPERTIES = ("pPr", "rPr", "sdtPr", "sdtEndPr", "tcPr", "tblPr", "trPr", "sectPr")
# A tracked change takes these away, or they are no text.
GONE = ("del", "moveFrom", "delText", "instrText", "delInstrText")
SKIPPED = frozenset([FALLBACK, *(w(name) for name in (*PROPERTIES, *GONE))])
SIGNS = {w("tab"): "\t", w("br"): "\n", w("cr"): "\n", w("noBreakHyphen"): "\u2011"}
TEXT, PARAGRAPH, SYMBOL, CONTROL, CELL, ROW = (
    w(name) for name in ("t", "p", "sym", "sdt", "tc", "tr")
)
# Boxes of the font Wingdings, by the number of the letter.
WINGDINGS = {"F0FE": TICKED, "F0FD": TICKED, "F0A8": UNTICKED, "F06F": UNTICKED}


def paragraphs_of(cell: Element) -> list[str]:
    """
    Return the paragraphs of a cell, each with its line breaks, without those at the ends that are
    empty and without placeholders.
    """
    texts: list[str] = []
    goes_on = False
    for paragraph in _inside(cell):
        text = "".join(_pieces(paragraph))
        if goes_on and texts:
            texts[-1] += text
        else:
            texts.append(text)
        goes_on = _end_is_deleted(paragraph)
    return _without_empty_ends(texts)


def rows_of(table: Element) -> list[Element]:
    """Return the rows of a table that are there, those of tables inside it not among them."""
    rows = [row for row in table.iter(ROW) if next(row.iterancestors(w("tbl"))) is table]
    return [row for row in rows if row.find(f"{w('trPr')}/{w('del')}") is None]


def cells_of(row: Element) -> list[tuple[int, Element]]:
    """Return the cells of a row, each with the number of the column in which it begins."""
    before = row.find(f"{w('trPr')}/{w('gridBefore')}")
    column = _number(before)
    cells: list[tuple[int, Element]] = []
    for cell in row.iter(CELL):
        if next(cell.iterancestors(ROW)) is not row:
            continue
        cells.append((column, cell))
        column += max(1, _number(cell.find(f"{w('tcPr')}/{w('gridSpan')}")))
    return cells


def _inside(cell: Element) -> Iterator[Element]:
    """Return the paragraphs that are there, in order."""
    for child in cell:
        if child.tag in SKIPPED or not isinstance(child.tag, str):
            continue
        if child.tag == PARAGRAPH:
            yield child
        elif not (child.tag == CONTROL and _shows_placeholder(child)):
            yield from _inside(child)


def _pieces(holder: Element) -> Iterator[str]:
    for child in holder:
        tag = child.tag
        if tag in SKIPPED or not isinstance(tag, str):
            continue
        if tag == TEXT:
            yield _without_placeholders(child.text or "")
        elif tag in SIGNS:
            yield SIGNS[tag]
        elif tag == SYMBOL:
            yield WINGDINGS.get((child.get(w("char")) or "").upper(), "")
        elif not (tag == CONTROL and _shows_placeholder(child)):
            yield from _pieces(child)


def _shows_placeholder(control: Element) -> bool:
    shown = control.find(f"{w('sdtPr')}/{w('showingPlcHdr')}")
    return shown is not None and shown.get(w("val")) not in ("0", "false", "off")


def _end_is_deleted(paragraph: Element) -> bool:
    """Return whether the paragraph runs into the next, its end deleted under tracked changes."""
    mark = f"{w('pPr')}/{w('rPr')}"
    return any(paragraph.find(f"{mark}/{w(change)}") is not None for change in ("del", "moveFrom"))


def _without_placeholders(text: str) -> str:
    for words in PLACEHOLDERS:
        text = text.replace(words, "")
    return text


def _without_empty_ends(texts: list[str]) -> list[str]:
    while texts and not texts[-1].strip():
        texts.pop()
    while texts and not texts[0].strip():
        texts.pop(0)
    return texts


def _number(holder: Element | None) -> int:
    value = holder.get(w("val")) if holder is not None else None
    # A column beyond those that Word has is a mistake, or an attack.
    return int(value) if value is not None and value.isdecimal() and len(value) < 3 else 0
