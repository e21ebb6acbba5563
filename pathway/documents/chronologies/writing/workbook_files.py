"""The integrated chronology as a workbook (.xlsx), written row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

from pathway.documents.chronologies.integrated import MarkedEntry
from pathway.documents.chronologies.reading.columns import COLUMNS
from pathway.documents.chronologies.writing.written_rows import headings_row, row_of
from pathway.documents.tables.day_numbers import day_of_number
from pathway.documents.tables.escapes import escaped
from pathway.documents.tables.row_heights import height_of
from pathway.documents.tables.sheets import FONT, FONT_SIZE, HEADING_FILL, MAX_CELL, fitting
from pathway.errors import WrongUsage
from pathway.workflows.definitions.chronology_format import Headings

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.styles import Alignment

SHEET = "Chronology"
WIDTHS = {
    "date": 16,
    "source": 22,
    "about": 16,
    "event": 50,
    "response": 40,
    "comment": 40,
    "agency": 24,
    "seen": 14,
}
USUAL_WIDTH = 12
DAY_FORMAT = "ddd d mmm yyyy"
DATE = COLUMNS.index("date")
# Read again, a number of fewer digits may be a year. This is a day in 1927.
FIRST_NUMBERED = day_of_number(10_000)


def write_workbook(
    entries: Iterable[MarkedEntry],
    headings: Headings,
    agency_names: Mapping[str, str],
    file: BinaryIO,
) -> None:
    """
    Write entries as a workbook: days that are certain as days, all else as text, never a formula.

    Raises:
        WrongUsage: Nothing that writes workbooks is installed.
    """
    try:
        from openpyxl import Workbook
    except ModuleNotFoundError as error:
        sentence = (
            "Spreadsheets are written by openpyxl: install `practice-review-pathway[documents]`, "
            "or export CSV."
        )
        raise WrongUsage(sentence) from error
    book: Any = Workbook(write_only=True)
    _wrap_text(book)
    sheet = book.create_sheet(SHEET)
    titles = headings_row(headings)
    widths = [_width(place) for place in range(len(titles))]
    _lay_out(sheet, widths)
    sheet.row_dimensions[1] = height_of(zip(titles, widths, strict=True))
    sheet.append(_heading_cells(sheet, titles))
    # A row is written at once, so that its cell may be used for the next.
    day = _day_cell(sheet)
    number = 1
    for number, marked in enumerate(entries, start=2):
        texts = row_of(marked, agency_names)
        sheet.row_dimensions[number] = height_of(zip(texts, widths, strict=True))
        sheet.append(_filled(day, marked, texts))
        # Of a hundred thousand rows nothing is kept.
        del sheet.row_dimensions[number]
    sheet.auto_filter.ref = f"A1:{_letter(len(titles) - 1)}{number}"
    book.save(file)


def _wrap_text(book: Any) -> None:
    """
    Make wrapped text the style of every cell that has none of its own.

    A cell with its own takes twice as long to be written, and openpyxl lets nobody name that of
    the others.
    """
    book._cell_styles[0].alignmentId = book._alignments.add(_wrapped())


def _filled(day: Cell, marked: MarkedEntry, texts: Iterable[str]) -> list[Cell | str | None]:
    """
    Return a row with its texts and its day; None for what is empty.

    Args:
        day: The cell for a day that is certain.
    """
    row = [_value(day.parent, text) for text in texts]
    certain = marked.entry.certain_day
    if certain is not None and certain >= FIRST_NUMBERED:
        day.value = certain
        row[DATE] = day
    return row


def _value(sheet: Any, text: str) -> Cell | str | None:
    """Return what a cell holds: text, also where openpyxl would take it for a formula or an error."""
    from openpyxl.cell import WriteOnlyCell

    text = escaped(text)
    if len(text) > MAX_CELL:  # or openpyxl cuts it off without a word
        text = fitting(text)
    if not text.startswith(("=", "#")):
        return text or None
    cell: Cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell


def _width(place: int) -> float:
    name = COLUMNS[place] if place < len(COLUMNS) else ""
    return WIDTHS.get(name, USUAL_WIDTH)


def _letter(place: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(place + 1)


def _lay_out(sheet: Any, widths: Sequence[float]) -> None:
    from openpyxl.worksheet.worksheet import Worksheet

    for place, width in enumerate(widths):
        column = sheet.column_dimensions[_letter(place)]
        column.width = width
        # LibreOffice shows a cell without a style in that of its column.
        column.alignment = _wrapped()
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A3
    sheet.page_setup.fitToHeight = 0
    sheet.print_options.gridLines = True
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _heading_cells(sheet: Any, titles: list[str]) -> list[Cell]:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font, PatternFill

    cells: list[Cell] = []
    for title in titles:
        cell = WriteOnlyCell(sheet, title)
        cell.font = Font(name=FONT, size=FONT_SIZE, bold=True)
        cell.fill = PatternFill("solid", fgColor=HEADING_FILL)
        cell.alignment = _wrapped()
        cells.append(cell)
    return cells


def _day_cell(sheet: Any) -> Cell:
    """Return a cell for days, which are read from the left too: none runs into the time beside it."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet)
    cell.number_format = DAY_FORMAT
    cell.alignment = _wrapped()
    return cell


def _wrapped() -> Alignment:
    from openpyxl.styles import Alignment

    return Alignment(wrap_text=True, vertical="top", horizontal="left")
