"""The rows of a partnership's own tracker, from a workbook or CSV, below the row of its headings."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice

from pathway.documents.tables import delimited
from pathway.documents.tables.harmless import as_meant
from pathway.documents.tables.rows import Row, Table
from pathway.documents.tables.unreadable import UnreadableRows
from pathway.errors import ImportRefused, Reason, WrongUsage
from pathway.text_files import text_of, without_mark

MAX_ROWS, MAX_COLUMNS = 1_000, 100
# Above its headings a tracker may have a title and what else people write there.
ROWS_ABOVE = 20
MOST_LINES = ROWS_ABOVE + MAX_ROWS + 2
SOURCE = "The file"
EMPTY = Table(iter(()))
NO_LETTER = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Tracker:
    """
    A table of actions: its headings as they are written, and the rows below them.

    Args:
        since_1904: Days that are numbers are counted from 1904.
    """

    headings: Sequence[str]
    rows: Sequence[Row]
    since_1904: bool = False


def read_tracker(content: bytes, kind: str, sheet: str | None, known: Collection[str]) -> Tracker:
    """
    Return the rows of a file.

    Args:
        kind: csv or xlsx.
        sheet: The sheet of a workbook; the first that is shown if left out.
        known: The headings by which the row of headings is known, as `plain_heading` gives them.

    Raises:
        ImportRefused: It cannot be read, has no row of headings, too many rows, or none; or cells
            that are merged over rows, or formulas without a value.
        WrongUsage: There is no such kind, or nothing that reads workbooks is installed.
    """
    if kind not in ("csv", "xlsx"):
        raise WrongUsage(f"A plan is read from csv or xlsx, not from {kind}.")
    try:
        if kind == "csv":
            return _below_headings(_csv(content, known), known)
        return _xlsx(content, sheet, known)
    except UnreadableRows as error:
        where = f"row {error.row}" if error.row else None
        raise refused(str(error), where) from error


def plain_heading(heading: str) -> str:
    """Return what tells a heading from others: no case, no signs, single spaces."""
    return NO_LETTER.sub(" ", heading.casefold()).strip()


def text_of_cell(cell: str) -> str:
    """Return a cell with the usual ends of lines, and without space around it."""
    return cell.replace("\r\n", "\n").replace("\r", "\n").strip()


def refused(message: str, where: str | None) -> ImportRefused:
    """Return the refusal of a file for one reason."""
    return ImportRefused(SOURCE, [Reason("input", message, where)])


def _csv(content: bytes, known: Collection[str]) -> Table:
    try:
        text = without_mark(text_of(content, legacy="cp1252"))
    except ValueError as error:
        raise UnreadableRows(f"this is {error}") from error
    lines = delimited.rows_in(text, lambda cell: plain_heading(cell) in known)
    return Table(Row(number, [as_meant(cell) for cell in cells]) for number, cells in lines)


def _xlsx(content: bytes, sheet: str | None, known: Collection[str]) -> Tracker:
    from pathway.documents.tables import workbooks

    with closing(workbooks.tables_in(content, sheet=sheet)) as tables:
        return _below_headings(next(tables, EMPTY), known)


def _below_headings(table: Table, known: Collection[str]) -> Tracker:
    lines = list(islice(table.rows, MOST_LINES))
    place = _row_of_headings(lines, known)
    headings_row, below = lines[place], lines[place + 1 :]
    headings = [text_of_cell(cell) for cell in headings_row.cells]
    while headings and not headings[-1]:
        headings.pop()
    if len(headings) > MAX_COLUMNS:
        raise refused(f"the file has more than {MAX_COLUMNS} columns", headings_row.where)
    rows = [row for row in below if _is_filled(row)]
    if len(rows) > MAX_ROWS:
        raise refused(f"the file has more than {MAX_ROWS} rows", rows[MAX_ROWS].where)
    if not rows:
        raise refused("there is no action below the headings", f"row {headings_row.number + 1}")
    _refuse_faults(table, headings_row)
    return Tracker(headings, rows, table.since_1904)


def _refuse_faults(table: Table, headings: Row) -> None:
    """Refuse cells that look other than what is in them; a title above may be merged."""
    faults = sorted(fault for fault in table.faults if fault.row > headings.number)
    if faults:
        reasons = [Reason("input", fault.message, fault.where) for fault in faults]
        raise ImportRefused(SOURCE, reasons)


def _row_of_headings(lines: Sequence[Row], known: Collection[str]) -> int:
    """Return the place of the row with most known headings, the first of several."""
    counts = [len(_known_in(line, known)) for line in lines[:ROWS_ABOVE]]
    if not counts or max(counts) == 0:
        why = (
            "no row of the first 20 has a recognised heading; name the columns in one row, "
            "such as Action, Owner, Due"
        )
        raise refused(why, None)
    return counts.index(max(counts))


def _known_in(row: Row, known: Collection[str]) -> set[str]:
    return {plain_heading(text_of_cell(cell)) for cell in row.cells} & set(known)


def _is_filled(row: Row) -> bool:
    return any(text_of_cell(cell) for cell in row.cells)
