"""
The rows of a workbook (.xlsx). What openpyxl gets to see is a small copy: only tables, none of them
too large, and no XML that declares entities.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

from pathway.errors import WrongUsage
from pathway.service.people.unreadable import UnreadableRows

if TYPE_CHECKING:
    from openpyxl import Workbook

MAX_UNPACKED = 8_000_000
MAX_PARTS = 2_000
MAX_ROW, MAX_COLUMNS = 1_048_576, 100
OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
NO_WORKBOOK = "this is not an Excel workbook (.xlsx)"
TOO_LARGE = (
    f"unpacked, the workbook has more than {MAX_UNPACKED // 1_000_000} MB; copy the rows of people "
    "into a new one, or save it as CSV"
)
TABLES = (".xml", ".rels")
# Charts, pictures, formats and what else is not a table of cells.
LEFT_OUT = (
    "docprops/",
    "xl/chartsheets/",
    "xl/charts/",
    "xl/comments",
    "xl/drawings/",
    "xl/externallinks/",
    "xl/pivotcache/",
    "xl/pivottables/",
    "xl/styles.xml",
    "xl/tables/",
    "xl/theme/",
)
# Strict Open XML has other names for the same things.
STRICT, USUAL = b"http://purl.oclc.org/ooxml/", b"http://schemas.openxmlformats.org/"
NAMESPACES = {
    STRICT + b"spreadsheetml/main": USUAL + b"spreadsheetml/2006/main",
    STRICT + b"officeDocument/": USUAL + b"officeDocument/2006/",
}


def lines_of(content: bytes, sheet: str | None, most: int) -> list[tuple[int, Sequence[object]]]:
    """
    Return the rows of a sheet that hold something, each with its number in the sheet.

    Args:
        sheet: The sheet's name; the first one that is shown and holds cells if left out.
        most: No more rows than that are read.

    Raises:
        UnreadableRows: It is damaged, too large, or has no such sheet.
        WrongUsage: Nothing that reads workbooks is installed.
    """
    load_workbook = _reader()
    try:
        with closing(load_workbook(_copy(content), read_only=True, data_only=True)) as book:
            return list(islice(_filled(_rows(book, sheet)), most))
    except UnreadableRows:
        raise
    # A file of whatever kind may be named .xlsx, and openpyxl checks little of what it reads.
    except Exception as error:
        raise UnreadableRows(NO_WORKBOOK) from error


def _reader() -> Any:
    try:
        from openpyxl import load_workbook
    except ModuleNotFoundError as error:
        sentence = (
            "Spreadsheets are read by openpyxl: install `practice-review-pathway[spreadsheet]`, "
            "or save it as CSV."
        )
        raise WrongUsage(sentence) from error
    return load_workbook


def _copy(content: bytes) -> io.BytesIO:
    """Return the workbook with nothing but its tables."""
    if content.startswith(OLD_OR_LOCKED):
        raise UnreadableRows(
            "this is a workbook of an old kind (.xls), or has a password; save it as .xlsx without"
        )
    copy = io.BytesIO()
    left = MAX_UNPACKED
    with ZipFile(io.BytesIO(content)) as archive, ZipFile(copy, "w") as tables:
        names = archive.namelist()
        if len(names) > MAX_PARTS or len(set(names)) < len(names):
            raise BadZipFile
        for name in names:
            if not name.lower().endswith(TABLES) or name.lower().startswith(LEFT_OUT):
                continue
            # What the archive says of a part's size need not be so.
            with archive.open(name) as part:
                xml = part.read(left + 1)
            left -= len(xml)
            if left < 0:
                raise UnreadableRows(TOO_LARGE)
            tables.writestr(name, _usual(xml))
    return copy


def _usual(xml: bytes) -> bytes:
    """Return a part in the usual names; one that declares entities is in no workbook."""
    if b"<!DOCTYPE" in xml.replace(b"\0", b""):
        raise UnreadableRows(NO_WORKBOOK)
    for strict, usual in NAMESPACES.items():
        xml = xml.replace(strict, usual)
    # Without a size openpyxl reads the whole sheet to find one.
    return xml.replace(b"<sheetData", b'<dimension ref="A1"/><sheetData', 1)


def _rows(book: Workbook, sheet: str | None) -> Iterable[Sequence[object]]:
    """Return the rows of a sheet from the first on; empty where the sheet has none."""
    sheets = {worksheet.title: worksheet for worksheet in book.worksheets}
    if not sheets:
        raise UnreadableRows("there is no sheet with cells in the workbook")
    if sheet is not None and sheet not in sheets:
        raise UnreadableRows(f"there is no sheet {sheet}; there are {', '.join(sheets)}")
    visible = [name for name, listed in sheets.items() if listed.sheet_state == "visible"]
    worksheet: Any = sheets[sheet or [*visible, *sheets][0]]
    # The size that is noted in a sheet may be that of an earlier state.
    worksheet.reset_dimensions()
    rows: Iterable[Sequence[object]] = worksheet.iter_rows(max_col=MAX_COLUMNS, values_only=True)
    return rows


def _filled(rows: Iterable[Sequence[object]]) -> Iterator[tuple[int, Sequence[object]]]:
    """Return the rows that hold something; a formatted last row comes after a million empty ones."""
    for number, row in enumerate(rows, start=1):
        if number > MAX_ROW:
            raise UnreadableRows(f"no sheet has a row beyond {MAX_ROW}", number)
        if row.count(None) < len(row):
            yield number, row
