"""
A paper as PDF, tagged for screen readers (PDF/UA-1), by Typst.

All texts are handed over as data: nothing that somebody wrote is read as markup.
"""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import Any, Literal

from pathway.documents.paper import Block, Bullets, Cell, Grid, Heading, Paper, Paragraph, Picture
from pathway.documents.printing import look
from pathway.documents.printing.breaks import with_breaks
from pathway.documents.printing.characters import JOINERS, in_words, paragraphs_of
from pathway.documents.printing.extra import needs_documents_extra
from pathway.documents.printing.look import footer, front_lines
from pathway.documents.printing.pictures import printed_width
from pathway.documents.printing.prepared import LONG_CELL, cell_of, prepared, shares_of

STANDARD: Literal["ua-1"] = "ua-1"
UNKNOWN = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
# Selects how the character before it looks; without that character it is nothing.
VARIATION_SELECTORS = "\ufe0e\ufe0f"
# Letters of which no font is ever short.
LATIN = 0x250
MAX_ATTEMPTS = 5

Data = dict[str, Any]


def paper_as_pdf(paper: Paper) -> bytes:
    """
    Return a paper as PDF; the same paper gives the same bytes.

    A character that none of the fonts has, such as most emoji, is printed as its name in brackets.

    Raises:
        WrongUsage: The packages for papers are not installed.
    """
    data = json.dumps(_paper(prepared(paper)), ensure_ascii=False)
    for _ in range(MAX_ATTEMPTS):
        pdf, unknown = _compiled(data)
        if pdf is not None:
            return pdf
        data = data.translate(_stand_ins(unknown))
    raise RuntimeError("The paper could not be printed: its characters have no font.")


def _compiled(data: str) -> tuple[bytes | None, set[str]]:
    """Return the PDF, or else the characters that the fonts do not have."""
    with needs_documents_extra():
        import typst
    template = files("pathway.documents.printing").joinpath("paper.typ").read_bytes()
    look_data = {"shades": look.SHADES, "lines": look.LINES, "header": look.HEADER}
    inputs = {"paper": data, "look": json.dumps(look_data)}
    try:
        # The fonts of the package alone, so that a paper looks the same wherever it is printed.
        pdf = typst.compile(
            template, sys_inputs=inputs, pdf_standards=STANDARD, ignore_system_fonts=True
        )
    except typst.TypstError as error:
        unknown = _unknown_characters(error.diagnostic)
        if not unknown:
            raise
        return None, unknown
    return pdf, set()


def _unknown_characters(diagnostic: str) -> set[str]:
    characters: set[str] = set()
    for text in UNKNOWN.findall(diagnostic):
        characters |= set(ESCAPED.sub(lambda match: chr(int(match[1], 16)), text))
    return {character for character in characters if ord(character) >= LATIN}


def _stand_ins(unknown: set[str]) -> dict[int, str]:
    stand_ins = {ord(character): "" for character in JOINERS + VARIATION_SELECTORS}
    for character in unknown:
        stand_ins.setdefault(ord(character), in_words(character))
    return stand_ins


def _paper(paper: Paper) -> Data:
    return {
        "title": paper.title,
        "marking": paper.marking,
        "watermark": paper.watermark,
        "wide": paper.is_wide,
        "footer": footer(paper),
        "facts": [with_breaks(line) for line in front_lines(paper)],
        "blocks": [_block(block, is_wide=paper.is_wide) for block in paper.blocks],
    }


def _block(block: Block, *, is_wide: bool) -> Data:
    match block:
        case Heading(text=text, level=level):
            return {"kind": "heading", "text": with_breaks(text), "level": level}
        case Paragraph():
            return _paragraph(block)
        case Bullets(entries=entries, numbered=numbered):
            kind = "numbered" if numbered else "bullets"
            return {"kind": kind, "entries": [with_breaks(entry) for entry in entries]}
        case Grid():
            return _table(block)
        case Picture(png=png, alternative=alternative):
            width = printed_width(png, is_wide=is_wide)
            return {"kind": "picture", "png": list(png), "alternative": alternative, "width": width}
        case _:
            return {"kind": "page"}


def _paragraph(paragraph: Paragraph) -> Data:
    return {
        "kind": "paragraph",
        "text": _prose(paragraph.text),
        "shade": look.TONE_SHADES[paragraph.tone],
        "prefix": look.TONES[paragraph.tone],
    }


def _table(grid: Grid) -> Data:
    return {
        "kind": "table",
        "caption": with_breaks(grid.caption),
        "columns": [with_breaks(column) for column in grid.columns],
        "shares": shares_of(grid),
        "rows": [[_cell(cell) for cell in map(cell_of, row)] for row in grid.rows],
    }


def _cell(cell: Cell) -> Data:
    return {
        "text": _prose(cell.text),
        "shade": cell.shade,
        "long": len(cell.text) > LONG_CELL,
    }


def _prose(text: str) -> list[str]:
    return [with_breaks(paragraph) for paragraph in paragraphs_of(text)]
