"""The tables of a file that somebody sends as a chronology, whatever kind of file it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from pathway.documents import office
from pathway.documents.chronologies.reading.columns import names_by_heading
from pathway.documents.office import UnreadableOffice
from pathway.documents.tables.delimited import rows_in
from pathway.documents.tables.harmless import as_meant
from pathway.documents.tables.rows import Row, Table
from pathway.documents.tables.unreadable import UnreadableRows
from pathway.text_files import text_of
from pathway.workflows.definitions.chronology_format import Headings, plain_heading

MAX_BYTES = 100_000_000
MAX_UNPACKED = 250_000_000
Reader = Callable[[bytes, Headings], Iterator[Table]]
ZIP, PDF = b"PK", b"%PDF"
KINDS = "an Excel workbook (.xlsx), a Word file with a table (.docx) or CSV"


def tables_of(content: bytes, headings: Headings) -> Iterator[Table]:
    """
    Yield the tables of a file; what is in them is read while it is asked for.

    Args:
        headings: By which the separator of CSV is known.

    Raises:
        UnreadableRows: It is none of the kinds that are read, or damaged; also while it is read.
        WrongUsage: Nothing that reads workbooks is installed.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableRows(f"the file is larger than {MAX_BYTES // 1_000_000} MB")
    yield from _kind(content)(content, headings)


def _kind(content: bytes) -> Reader:
    if content.startswith(office.OLD_OR_LOCKED):
        raise UnreadableRows(f"the file is of an old kind, or has a password; save it as {KINDS}")
    if content.startswith(PDF):
        raise UnreadableRows(f"no table can be read from a PDF; send {KINDS}")
    if not content.startswith(ZIP):
        return _csv
    try:
        with office.opened(content, MAX_UNPACKED) as file:
            for part, kind in OFFICE_KINDS.items():
                if part in file.parts:
                    return kind
    except UnreadableOffice as error:
        raise UnreadableRows(f"the file cannot be read: {error}") from error
    raise UnreadableRows(f"the file is not {KINDS}")


def _csv(content: bytes, headings: Headings) -> Iterator[Table]:
    try:
        # What is not UTF-8 was written by an older Excel.
        text = text_of(content, legacy="cp1252", limit=MAX_BYTES)
    except ValueError as error:
        raise UnreadableRows(f"this is {error}") from error
    names = names_by_heading(headings)
    lines = rows_in(text, lambda cell: plain_heading(cell) in names)
    yield Table(Row(number, [as_meant(cell) for cell in cells]) for number, cells in lines)


def _workbook(content: bytes, _headings: Headings) -> Iterator[Table]:
    from pathway.documents.tables import workbooks

    return workbooks.tables_in(content, MAX_UNPACKED)


def _word(content: bytes, _headings: Headings) -> Iterator[Table]:
    from pathway.documents.tables import word_tables

    return word_tables.tables_in(content, MAX_UNPACKED)


OFFICE_KINDS: Mapping[str, Reader] = {
    "xl/workbook.xml": _workbook,
    "word/document.xml": _word,
}
