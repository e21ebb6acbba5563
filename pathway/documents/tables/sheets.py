"""A table as a workbook (.xlsx) that people sort, filter and fill in."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import TYPE_CHECKING, Any

from pathway.documents.tables.escapes import escaped
from pathway.documents.tables.row_heights import height_of
from pathway.documents.tables.rows import LAST_ROW
from pathway.errors import WrongUsage

if TYPE_CHECKING:
    from openpyxl.cell import Cell

# What no XML may contain, and so no cell.
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# More does not fit into a cell.
MAX_CELL = 32_767
TOO_MANY = (
    f"The table has more than {LAST_ROW - 1:,} rows, too many for a sheet of Excel: name a file that "
    "ends in .csv."
)
CUT = " [cut off: the rest does not fit into a cell]"
# A list to choose from is written into the workbook as text of at most this length.
MAX_CHOICES = 255
DAY_FORMAT = "d mmm yyyy"
HEADING_FILL = "EDEDED"
# That of the other cells, which a font without a name does not have in every program.
FONT, FONT_SIZE = "Calibri", 11
# Characters that a page of A3 on its side holds in a row, so small that they can still be read.
MAX_ON_PAGE = 280


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """
    A column of a sheet.

    Args:
        width: In characters.
        choices: What may be chosen in its cells, where it is to be chosen.
    """

    title: str
    width: float
    choices: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    A table on a sheet.

    Args:
        rows: Its rows, each with a value for each column.
        fills: The colour behind each cell as RRGGBB, or nothing; empty if no cell has one.
        repeated: How many columns tell the rows apart, and are repeated where it is wider than a
            page.
    """

    title: str
    columns: Sequence[SheetColumn]
    rows: Sequence[Sequence[str | int | date]]
    fills: Sequence[Sequence[str]] = ()
    repeated: int = 1


def sheet_as_xlsx(sheet: Sheet) -> bytes:
    """
    Return a table as a workbook: its headings stay in view and on each page, its texts are never
    formulas.

    Raises:
        WrongUsage: It has more rows than a sheet of Excel, or nothing that writes workbooks is
            installed.
    """
    if len(sheet.rows) > LAST_ROW - 1:
        raise WrongUsage(TOO_MANY)
    try:
        from openpyxl import Workbook
    except ModuleNotFoundError as error:
        sentence = (
            "Spreadsheets are written by openpyxl: install `practice-review-pathway[spreadsheet]`, "
            "or name a file that ends in .csv."
        )
        raise WrongUsage(sentence) from error
    book = Workbook()
    worksheet: Any = book.worksheets[0]
    worksheet.title = sheet.title
    _write_headings(worksheet, sheet)
    for number, row in enumerate(sheet.rows):
        _write_row(worksheet, number + 2, row, sheet.fills[number] if sheet.fills else ())
        widths = [column.width for column in sheet.columns]
        texts = [value if isinstance(value, str) else "" for value in row]
        worksheet.row_dimensions[number + 2] = height_of(zip(texts, widths, strict=True))
    _lay_out(worksheet, sheet)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def fitting(text: str) -> str:
    """Return a text as a cell can hold it: without control characters, and not too long."""
    plain = NO_XML.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    return plain if len(plain) <= MAX_CELL else plain[: MAX_CELL - len(CUT)] + CUT


def _write_headings(worksheet: Any, sheet: Sheet) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    for place, column in enumerate(sheet.columns, start=1):
        cell: Cell = worksheet.cell(row=1, column=place, value=column.title)
        cell.font = Font(name=FONT, size=FONT_SIZE, bold=True)
        cell.fill = PatternFill("solid", fgColor=HEADING_FILL)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    titles = [(column.title, column.width) for column in sheet.columns]
    worksheet.row_dimensions[1] = height_of(titles)


def _write_row(
    worksheet: Any, number: int, row: Sequence[str | int | date], fills: Sequence[str]
) -> None:
    from openpyxl.styles import Alignment, PatternFill

    for place, value in enumerate(row, start=1):
        cell: Any = worksheet.cell(row=number, column=place)
        # Days too are read from the left, so that none runs into what is beside it.
        cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")
        if fills and fills[place - 1]:
            cell.fill = PatternFill("solid", fgColor=fills[place - 1])
        if isinstance(value, str):
            _write_text(cell, fitting(escaped(value)))
        else:
            cell.value = value
        if isinstance(value, date):
            cell.number_format = DAY_FORMAT


def _write_text(cell: Any, text: str) -> None:
    if not text:
        return
    cell.value = text
    # Text that begins with = is no formula, and stays text when somebody edits it.
    cell.data_type = "s"
    cell.quotePrefix = True


def _lay_out(worksheet: Any, sheet: Sheet) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for place, column in enumerate(sheet.columns, start=1):
        letter = get_column_letter(place)
        worksheet.column_dimensions[letter].width = column.width
        choices = f'"{",".join(column.choices)}"'
        if column.choices and len(choices) <= MAX_CHOICES:
            choice: Any = DataValidation("list", formula1=choices, allow_blank=True)
            choice.add(f"{letter}2:{letter}{max(len(sheet.rows) + 1, 2) + ROOM}")
            worksheet.add_data_validation(choice)
    last = get_column_letter(len(sheet.columns))
    worksheet.freeze_panes = "A2"
    worksheet.auto_filter.ref = f"A1:{last}{len(sheet.rows) + 1}"
    worksheet.print_title_rows = "1:1"
    worksheet.page_setup.orientation = "landscape"
    worksheet.page_setup.paperSize = worksheet.PAPERSIZE_A3
    worksheet.page_setup.fitToHeight = 0
    worksheet.print_options.gridLines = True
    pages = ceil(sum(column.width for column in sheet.columns) / MAX_ON_PAGE)
    worksheet.page_setup.fitToWidth = pages
    if pages > 1:
        worksheet.print_title_cols = f"A:{get_column_letter(sheet.repeated)}"
    worksheet.sheet_properties.pageSetUpPr.fitToPage = True


# Rows below the last in which choices are offered too.
ROOM = 100
