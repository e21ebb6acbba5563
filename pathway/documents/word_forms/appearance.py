"""How a form looks: quiet, black on white, readable in print."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from docx import document as word
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Emu, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Row  # pyright: ignore[reportPrivateUsage] - it has no other name

from pathway.documents.printing.word_xml import child, xml_of
from pathway.documents.word_forms.controls import cell_end, element, paragraph, run

if TYPE_CHECKING:
    from docx.table import _Cell  # pyright: ignore[reportPrivateUsage] - it has no other name
    from lxml.etree import _Element as Element  # pyright: ignore[reportPrivateUsage] - it has no other

FONT = "Arial"
SIDE, TOP = Mm(18), Mm(16)
WIDTH, HEIGHT = Mm(210), Mm(297)
ANSWER_SHARE = 0.62
LANGUAGE = "en-GB"
HEADING_SIZES = {1: 18, 2: 13, 3: 11}
GREY, DARK = "F0F0F0", RGBColor(0x11, 0x11, 0x11)
BORDERS = ("top", "left", "bottom", "right", "insideH", "insideV")
# Word 2013 and later; before that, boxes to tick are dead.
MODE = "15"
# In twentieths of a point.
ROOM = "800"


def dress(
    document: word.Document, title: str, *, footer: str, at: datetime | None, lies: bool
) -> None:
    """Give a document its paper, fonts, language, title and footer."""
    section = document.sections[0]
    _lay(section, lies=lies)
    section.left_margin = section.right_margin = SIDE
    section.top_margin = section.bottom_margin = TOP
    _set_styles(document)
    _set_language(document)
    properties = document.core_properties
    properties.title, properties.language = title, LANGUAGE
    properties.author = properties.last_modified_by = properties.comments = ""
    if at is not None:
        properties.created = properties.modified = at.replace(tzinfo=None, microsecond=0)
    line = xml_of(section.footer.paragraphs[0])
    line.append(run(f"{footer}. Page ", style=small()))
    for name, before in (("PAGE", ""), ("NUMPAGES", " of ")):
        if before:
            line.append(run(before, style=small()))
        line.append(element("fldSimple", run("1", style=small()), instr=name))


def begin_page(document: word.Document, *, lies: bool) -> None:
    """Begin a new page, upright or on its side."""
    _lay(document.add_section(WD_SECTION.NEW_PAGE), lies=lies)


def heading(document: word.Document, words: str, level: int) -> None:
    """Write a heading."""
    document.add_heading(words, level)


def note(document: word.Document, words: str) -> None:
    """Write a paragraph between the questions."""
    document.add_paragraph(words)


def bullets(document: word.Document, lines: Sequence[str]) -> None:
    """Write lines with a bullet before each."""
    for words in lines:
        made = document.add_paragraph(words, style="List Bullet")
        made.paragraph_format.space_after = Pt(2)


def warning_box(document: word.Document, lines: Sequence[str]) -> None:
    """Write lines in a frame, the first one in bold."""
    for number, words in enumerate(lines):
        made = document.add_paragraph()
        made.add_run(words).bold = number == 0
        sides = ("top", "left", "bottom", "right")
        frame = [element(side, val="single", sz="12", space="4", color="111111") for side in sides]
        made.paragraph_format.space_after = Pt(0 if number < len(lines) - 1 else 10)
        # The frame comes before the space in a paragraph's properties.
        child(xml_of(made), "w:spacing").addprevious(element("pBdr", *frame))


def empty_table(
    document: word.Document, headings: Sequence[str], *, caption: str, shares: Sequence[float]
) -> Table:
    """
    Return a new table that has only its first row, which is repeated on each page.

    Args:
        caption: What it holds, for those to whom it is read.
        shares: The share of the width that each column has.
    """
    table: Table = document.add_table(1, len(headings))
    table.autofit = False
    section = document.sections[-1]
    inner = (section.page_width or WIDTH) - 2 * SIDE
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Emu(int(inner * share))
    about = child(xml_of(table), "w:tblPr")
    _frame(about)
    about.append(element("tblCaption", val=caption))
    about.append(element("tblDescription", val=f"The first row has the headings: {caption}."))
    first = table.rows[0]
    xml_of(first).insert(0, element("trPr", element("cantSplit"), element("tblHeader")))
    for cell, words in zip(first.cells, headings, strict=True):
        own = child(xml_of(cell), "w:tcPr")
        own.append(element("shd", val="clear", color="auto", fill=GREY))
        fill(cell, [paragraph(run(words, style=strong()))])
    return table


def fill(cell: _Cell, content: Sequence[Element]) -> None:
    """Put content into a cell in place of what is there."""
    holder = xml_of(cell)
    for old in holder.findall(qn("w:p")):
        holder.remove(old)
    holder.extend(content)
    if content[-1].tag != qn("w:p"):
        holder.append(cell_end())


def new_row(table: Table, *, whole: bool = True, high: bool = False) -> Sequence[_Cell]:
    """
    Return the cells of a new last row of a table.

    Args:
        whole: It is not divided between two pages.
        high: It has room for more than a line.
    """
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]
    about = element("trPr")
    if whole:
        about.append(element("cantSplit"))
    if high:
        about.append(element("trHeight", val=ROOM, hRule="atLeast"))
    xml_of(row).insert(0, about)
    return list(row.cells)


def strong() -> list[Element]:
    """Return the style of questions."""
    return [element("b")]


def small() -> list[Element]:
    """Return the style of what is said about a question."""
    return [element("sz", val="18")]


def _lay(section: Section, *, lies: bool) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if lies else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (HEIGHT, WIDTH) if lies else (WIDTH, HEIGHT)


def _frame(about: Element) -> None:
    """Give a table lines around its cells, and some room in them."""
    lines = [element(side, val="single", sz="4", space="0", color="767676") for side in BORDERS]
    margins = [element(side, w="80", type="dxa") for side in ("left", "right")]
    layout = about.find(qn("w:tblLayout"))
    place = about.index(layout) if layout is not None else len(about)
    about.insert(place, element("tblBorders", *lines))
    look = about.find(qn("w:tblLook"))
    place = about.index(look) if look is not None else len(about)
    about.insert(place, element("tblCellMar", *margins))


def _set_styles(document: word.Document) -> None:
    normal = _style(document, "Normal")
    _set_font(normal, "22")
    normal.paragraph_format.space_after = Pt(6)
    for level, size in HEADING_SIZES.items():
        style = _style(document, f"Heading {level}")
        _set_font(style, str(2 * size))
        style.font.color.rgb = DARK


def _style(document: word.Document, name: str) -> ParagraphStyle:
    style = document.styles[name]
    if not isinstance(style, ParagraphStyle):
        raise KeyError(name)
    return style


def _set_font(style: ParagraphStyle, size: str) -> None:
    # For the sake of its properties, which it then has.
    style.font.name = FONT
    about = child(xml_of(style.font), "w:rPr")
    for name in ("w:rFonts", "w:sz", "w:szCs"):
        for old in about.findall(qn(name)):
            about.remove(old)
    about.insert(0, element("rFonts", ascii=FONT, hAnsi=FONT, cs=FONT, eastAsia=FONT))
    about.append(element("sz", val=size))
    about.append(element("szCs", val=size))


def _set_language(document: word.Document) -> None:
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
    settings = document.settings.element
    for language in settings.iter(qn("w:themeFontLang")):
        language.set(qn("w:val"), LANGUAGE)
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), MODE)
