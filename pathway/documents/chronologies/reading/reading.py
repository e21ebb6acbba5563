"""
A chronology as an agency wrote it, read row by row.

What is wrong is reported with its row and column, all at once, when the last row was read; whoever
takes entries out of a file does nothing with them before that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from pathway.documents.chronologies.days.when import when_of
from pathway.documents.chronologies.entries import Entry
from pathway.documents.chronologies.reading.columns import Columns, columns_in, names_by_heading
from pathway.documents.chronologies.reading.faults import Faults
from pathway.documents.chronologies.reading.row_reading import Agency, RowReader
from pathway.documents.tables.rows import Row, Table
from pathway.documents.tables.unreadable import UnreadableRows
from pathway.workflows.definitions.chronology_format import ColumnName, Headings

SOURCE = "The chronology"
MAX_ROWS = 100_000
# Above the headings there may be a title, and whose chronology it is.
ROWS_ABOVE = 20
NO_HEADINGS = (
    "no row names the columns of a chronology; put the headings date, source and event, at least, "
    "into the first row"
)
NO_ENTRY = "there is no entry below the headings"
HEADINGS_MISSING = "this table has no headings; give it those of the table before, or join the two"


@dataclass
class Summary:
    """
    What was read of a file so far.

    Args:
        entries: How many entries.
        uncertain: How many of them have no certain day.
        first: The first certain day.
        last: The last one.
        columns: The heading of each column that is there.
        kept_in_comment: The headings of other columns, which are kept in the comment.
        left_out: The tables that are no part of it.
    """

    entries: int = 0
    uncertain: int = 0
    first: date | None = None
    last: date | None = None
    columns: dict[ColumnName, str] = field(default_factory=dict[ColumnName, str])
    kept_in_comment: list[str] = field(default_factory=list[str])
    left_out: list[str] = field(default_factory=list[str])

    def count(self, entry: Entry) -> None:
        """Count an entry."""
        self.entries += 1
        day = entry.certain_day
        if day is None:
            self.uncertain += 1
            return
        self.first = min(day, self.first or day)
        self.last = max(day, self.last or day)

    def note(self, columns: Columns) -> None:
        """Note the columns of a table."""
        self.columns |= columns.mapping
        self.kept_in_comment += [
            heading for heading in columns.others if heading not in self.kept_in_comment
        ]


class Reading:
    """
    The entries of one file; iterating reads it, once.

    Args:
        tables: The tables of the file.
        headings: The headings of each column, from the definition.
        agency: Whose it is.
        today: No event is later than this day.
    """

    def __init__(
        self,
        tables: Iterable[Table],
        headings: Headings,
        agency: Agency | None = None,
        *,
        today: date | None = None,
    ) -> None:
        self.summary = Summary()
        self.faults = Faults()
        self._tables, self._names = tables, names_by_heading(headings)
        self._agency, self._today = agency or Agency(), today
        self._width = 0

    def __iter__(self) -> Iterator[Entry]:
        """
        Yield the entries in the order of the file.

        Raises:
            ImportRefused: After the last entry, if anything is wrong with the file.
        """
        try:
            for table in self._tables:
                yield from self._entries(table)
        except UnreadableRows as error:
            self.faults.add(str(error), f"row {error.row}" if error.row else None)
        if not self.faults and not self.summary.entries:
            self.faults.add(NO_ENTRY if self.summary.columns else NO_HEADINGS)
        self.faults.refuse(SOURCE)

    def read(self) -> Summary:
        """
        Read the whole file, and return what it holds.

        Raises:
            ImportRefused: Something is wrong with it.
        """
        for _ in self:
            pass
        return self.summary

    def _entries(self, table: Table) -> Iterator[Entry]:
        columns = self._columns(table)
        if columns is None:
            return
        reader = RowReader(
            columns,
            self.faults,
            self._agency,
            today=self._today,
            since_1904=table.since_1904,
        )
        for number, row in enumerate(table.rows, start=1):
            if number > MAX_ROWS:
                self.faults.add(f"there are more than {MAX_ROWS:,} rows", row.where)
                return
            # A table that goes on over pages may have its headings on each.
            entry = None if columns.are_in(row.cells) else reader.entry(row)
            if entry is not None:
                self.summary.count(entry)
                yield entry

    def _columns(self, table: Table) -> Columns | None:
        """Return the columns of a table; None if it has no headings of a chronology."""
        above: list[Row] = []
        for row in table.rows:
            columns = columns_in(row.cells, self._names)
            if columns is not None:
                columns.check(row.where, self.faults)
                # No row can be read then.
                self.faults.refuse(SOURCE)
                for fault in table.faults:
                    # Above the headings there are often merged cells, with a title in them.
                    if fault.row > row.number:
                        self.faults.add(fault.message, fault.where)
                self._width = len(columns.cells)
                self.summary.note(columns)
                return columns
            above.append(row)
            if len(above) == ROWS_ABOVE:
                break
        self._pass_over(table, above)
        return None

    def _pass_over(self, table: Table, above: list[Row]) -> None:
        """Leave a table out, unless it goes on where the one before ended."""
        if above and len(above[0].cells) == self._width and _is_date(above[0].cells[0]):
            self.faults.add(HEADINGS_MISSING, above[0].where)
        elif table.where:
            self.summary.left_out.append(table.where)


def _is_date(text: str) -> bool:
    try:
        when_of(text)
    except ValueError:
        return False
    return bool(text.strip())
