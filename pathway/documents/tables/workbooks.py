"""
The rows of a workbook (.xlsx). What openpyxl gets to see is a small copy: only tables, none of them
too large, and no XML that declares entities.
"""

from __future__ import annotations

import io
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import IO, TYPE_CHECKING, Any, TypeVar
from xml.etree.ElementTree import fromstring
from zipfile import ZIP_DEFLATED, ZipFile

from pathway.documents import office
from pathway.documents.office import UnreadableOffice
from pathway.documents.tables.escapes import unescaped
from pathway.documents.tables.row_sizes import MAX_IN_ROW, TOO_LONG, has_long_row, most_elements
from pathway.documents.tables.rows import LAST_ROW, CellFault, Row, Table, text_of_cell
from pathway.documents.tables.sheet_cells import LONGEST_SIGN, cell_faults, has_signs
from pathway.documents.tables.unreadable import UnreadableRows
from pathway.errors import WrongUsage, shown

if TYPE_CHECKING:
    from openpyxl import Workbook

# Of a list of some hundred people.
MAX_UNPACKED = 8_000_000
MAX_COLUMNS = 100
NO_WORKBOOK = "this is not an Excel workbook (.xlsx)"
OLD_OR_LOCKED = (
    "this is a workbook of an old kind (.xls), or has a password; save it as .xlsx without"
)
BROKEN_CELL = "this row cannot be read, or the sheet is damaged from here on; type the row anew, or save it as CSV"
TOO_LARGE = (
    "unpacked, the workbook has more than {} MB; copy the rows into a new one, or save it as CSV"
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
WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
# Strict Open XML has other names for the same things.
STRICT, USUAL = b"http://purl.oclc.org/ooxml/", b"http://schemas.openxmlformats.org/"
NAMESPACES = {
    STRICT + b"spreadsheetml/main": USUAL + b"spreadsheetml/2006/main",
    STRICT + b"officeDocument/": USUAL + b"officeDocument/2006/",
}
Item = TypeVar("Item")


def tables_in(
    content: bytes, most_unpacked: int = MAX_UNPACKED, sheet: str | None = None
) -> Generator[Table]:
    """
    Yield the table on each sheet that is shown; its rows are read while they are asked for.

    Args:
        most_unpacked: How many bytes all parts of the workbook may have when unpacked.
        sheet: Only this one, shown or not.

    Raises:
        UnreadableRows: It is damaged, too large, or has no such sheet; also while the rows are
            asked for.
        WrongUsage: Nothing that reads workbooks is installed.
    """
    with _book(content, most_unpacked) as (book, parts):
        visible = [listed.title for listed in book.worksheets if listed.sheet_state == "visible"]
        wanted = visible if sheet is None else [sheet]
        for name in wanted:
            where = f"sheet {shown(name)}" if len(wanted) > 1 else ""
            yield Table(
                _numbered(_rows(book, name), where),
                where,
                since_1904=book.epoch.year == 1904,
                faults=_translated(parts.faults(name)),
            )


def _numbered(rows: Iterable[Sequence[object]], where: str) -> Iterator[Row]:
    for number, row in _translated(_filled(rows)):
        yield Row(number, _texts(row), where)


class _Parts:
    """The parts of a workbook that may hold cells which look other than what is in them."""

    def __init__(self, copy: io.BytesIO, with_signs: set[str]) -> None:
        self._copy, self._with_signs = copy, with_signs

    def faults(self, sheet: str) -> Iterator[CellFault]:
        """Yield such cells of a sheet."""
        with ZipFile(self._copy) as archive:
            part = self._part_of(archive, sheet)
            if part in self._with_signs:
                with archive.open(part) as xml:
                    yield from cell_faults(xml)

    def _part_of(self, archive: ZipFile, sheet: str) -> str:
        """Return the name of the part in which a sheet is."""
        targets = {
            relation.get("Id"): relation.get("Target", "")
            for relation in fromstring(archive.read(RELATIONS))  # noqa: S314 - without entities
        }
        for listed in fromstring(archive.read(WORKBOOK)).iterfind(".//{*}sheet"):  # noqa: S314
            if listed.get("name") != sheet:
                continue
            for name, value in listed.items():
                if name.endswith("}id"):
                    return "xl/" + targets[value].removeprefix("/").removeprefix("xl/")
        return ""


@contextmanager
def _book(content: bytes, most_unpacked: int) -> Generator[tuple[Workbook, _Parts]]:
    load_workbook = _reader()
    try:
        copy, with_signs = _copied(content, most_unpacked)
        with closing(load_workbook(copy, read_only=True, data_only=True)) as book:
            yield book, _Parts(copy, with_signs)
    except UnreadableOffice as error:
        is_large = str(error) == office.too_large(most_unpacked)
        too_large = TOO_LARGE.format(most_unpacked // 1_000_000)
        raise UnreadableRows(too_large if is_large else NO_WORKBOOK) from error
    except UnreadableRows:
        raise
    # A file of whatever kind may be named .xlsx, and openpyxl checks little of what it reads.
    except Exception as error:
        raise UnreadableRows(NO_WORKBOOK) from error


def _translated(items: Iterable[Item]) -> Iterator[Item]:
    """Yield what is read later than the workbook is opened, with the errors of reading."""
    try:
        yield from items
    except UnreadableRows:
        raise
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


def _copied(content: bytes, most_unpacked: int) -> tuple[io.BytesIO, set[str]]:
    """Return the workbook with nothing but its tables, and those with signs of unusual cells."""
    if content.startswith(office.OLD_OR_LOCKED[:4]):
        raise UnreadableRows(OLD_OR_LOCKED)
    copy, with_signs, large = io.BytesIO(), set[str](), list[str]()
    with (
        office.opened(content, most_unpacked) as file,
        ZipFile(copy, "w", ZIP_DEFLATED, compresslevel=1) as tables,
    ):
        for name in file.names:
            pieces = file.checked_pieces(name)
            if not _is_table(name):
                _pass_over(pieces)
                continue
            with tables.open(name, "w") as part:
                elements, is_unusual = _copy(pieces, part)
            if elements > MAX_IN_ROW:
                large.append(name)
            if is_unusual:
                with_signs.add(name)
    _check_rows(copy, large)
    return copy, with_signs


def _pass_over(pieces: Iterable[bytes]) -> None:
    """Unpack what is not copied, so that it is checked too."""
    for _ in pieces:
        pass


def _copy(pieces: Iterable[bytes], part: IO[bytes]) -> tuple[int, bool]:
    """
    Copy a part in the usual names; return how many elements it has at most, and whether there are
    signs of unusual cells.
    """
    elements, is_unusual, end = 0, False, b""
    for piece in pieces:
        part.write(_usual(piece))
        elements += most_elements(piece)
        # A sign may begin in the piece before.
        is_unusual = is_unusual or has_signs(end + piece)
        end = piece[-LONGEST_SIGN:]
    return elements, is_unusual


def _is_table(name: str) -> bool:
    lower = name.lower()
    return lower.endswith(TABLES) and not lower.startswith(LEFT_OUT)


def _check_rows(copy: io.BytesIO, names: Iterable[str]) -> None:
    """Refuse a row that is too long, in those parts that are large enough to have one."""
    with ZipFile(copy) as archive:
        for name in names:
            with archive.open(name) as part:
                if has_long_row(part, "row"):
                    raise UnreadableRows(TOO_LONG)


def _usual(piece: bytes) -> bytes:
    """Return a piece of a part in the usual names."""
    for strict, usual in NAMESPACES.items():
        piece = piece.replace(strict, usual)
    # Without a size openpyxl reads the whole sheet to find one.
    return piece.replace(b"<sheetData", b'<dimension ref="A1"/><sheetData', 1)


def _rows(book: Workbook, sheet: str) -> Iterable[Sequence[object]]:
    """Return the rows of a sheet from the first on; empty where the sheet has none."""
    sheets = {worksheet.title: worksheet for worksheet in book.worksheets}
    if sheet not in sheets:
        raise UnreadableRows(f"there is no sheet {sheet}; there are {', '.join(sheets)}")
    worksheet: Any = sheets[sheet]
    # The size that is noted in a sheet may be that of an earlier state.
    worksheet.reset_dimensions()
    rows: Iterable[Sequence[object]] = worksheet.iter_rows(max_col=MAX_COLUMNS, values_only=True)
    return rows


def _texts(row: Sequence[object]) -> list[str]:
    """Return a row as texts, up to the last cell in which there is something."""
    texts: list[str] = []
    left = len(row) - row.count(None)
    for value in row:
        if not left:
            break
        left -= value is not None
        # Most cells are texts already.
        texts.append(unescaped(value) if isinstance(value, str) else text_of_cell(value))
    return texts


def _filled(rows: Iterable[Sequence[object]]) -> Iterator[tuple[int, Sequence[object]]]:
    """Return the rows that hold something; a formatted last row comes after a million empty ones."""
    number = 0
    try:
        for number, row in enumerate(rows, start=1):
            if number > LAST_ROW:
                raise UnreadableRows(f"no sheet has a row beyond {LAST_ROW}", number)
            if row.count(None) < len(row):
                yield number, row
    except UnreadableRows:
        raise
    except Exception as error:
        raise UnreadableRows(BROKEN_CELL, number + 1) from error
