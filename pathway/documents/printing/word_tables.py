"""Tables in Word: with a header row on each page, rows that stay whole, and alternative text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from docx.document import Document
from docx.shared import Cm, Length, Pt
from docx.table import Table

from pathway.documents.paper import Cell, Grid
from pathway.documents.printing import look
from pathway.documents.printing.characters import paragraphs_of
from pathway.documents.printing.pictures import WIDE_WIDTH, WIDTH
from pathway.documents.printing.prepared import LONG_CELL, cell_of, shares_of
from pathway.documents.printing.word_xml import child, element, shading, xml_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Xml  # pyright: ignore[reportPrivateUsage] - it has no other

# Styles that `word_pages` makes, by their id.
TEXT_STYLE, HEADING_STYLE = "TableText", "TableHeading"
KEEP_SPACES = "{http://www.w3.org/XML/1998/namespace}space"


def add_table(document: Document, grid: Grid, *, is_wide: bool) -> None:
    """Write a table that takes the whole width, with its caption above it."""
    if grid.caption:
        caption = document.add_paragraph()
        caption.add_run(grid.caption).bold = True
        caption.paragraph_format.keep_with_next = True
        caption.paragraph_format.space_after = Pt(3)
    table = document.add_table(rows=0, cols=len(grid.columns))
    table.autofit = False
    _describe(table, grid)
    room = WIDE_WIDTH if is_wide else WIDTH
    widths = [Cm(room * share) for share in shares_of(grid)]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    # python-docx adds rows too, but takes a second for a few hundred.
    rows = xml_of(table)
    rows.append(_row([Cell(column) for column in grid.columns], widths, is_header=True))
    for row in grid.rows:
        rows.append(_row([cell_of(cell) for cell in row], widths))
    # Word joins two tables that nothing parts.
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _describe(table: Table, grid: Grid) -> None:
    """Draw the lines between the rows, and say what the table shows to those who hear it."""
    properties = child(xml_of(table), "w:tblPr")
    columns = ", ".join(grid.columns)
    lines = element("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        lines.append(element(f"w:{side}", val="single", sz="4", space="0", color=look.LINES))
    child(properties, "w:tblW").addnext(lines)
    properties.append(element("w:tblCaption", val=grid.caption or columns))
    properties.append(element("w:tblDescription", val=f"Columns: {columns}"))


def _row(cells: Sequence[Cell], widths: Sequence[Length], *, is_header: bool = False) -> Xml:
    row, properties = element("w:tr"), element("w:trPr")
    if all(len(cell.text) <= LONG_CELL for cell in cells):
        properties.append(element("w:cantSplit"))
    if is_header:
        properties.append(element("w:tblHeader"))
    row.append(properties)
    for cell, width in zip(cells, widths, strict=True):
        row.append(_cell(cell, width, is_header=is_header))
    return row


def _cell(cell: Cell, width: Length, *, is_header: bool) -> Xml:
    made, properties = element("w:tc"), element("w:tcPr")
    properties.append(element("w:tcW", w=str(width.twips), type="dxa"))
    if is_header or cell.shade != "none":
        properties.append(shading(look.HEADER if is_header else look.SHADES[cell.shade]))
    made.append(properties)
    # A cell without a paragraph would be no valid one.
    for text in paragraphs_of(cell.text) or [""]:
        made.append(_paragraph(text, HEADING_STYLE if is_header else TEXT_STYLE))
    return made


def _paragraph(text: str, style: str) -> Xml:
    paragraph, properties, run = element("w:p"), element("w:pPr"), element("w:r")
    properties.append(element("w:pStyle", val=style))
    for number, line in enumerate(text.split("\n")):
        if number:
            run.append(element("w:br"))
        words = element("w:t", line)
        words.set(KEEP_SPACES, "preserve")
        run.append(words)
    paragraph.append(properties)
    paragraph.append(run)
    return paragraph
