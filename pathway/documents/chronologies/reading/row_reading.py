"""A row of a chronology as an entry, or every fault in it with its column."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from pathway.documents.chronologies.days.times import time_of
from pathway.documents.chronologies.days.when import NO_DAY, When, when_of
from pathway.documents.chronologies.entries import Entry
from pathway.documents.chronologies.reading.columns import COLUMNS, Columns
from pathway.documents.chronologies.reading.faults import Faults
from pathway.documents.tables.rows import Row
from pathway.workflows.definitions.chronology_format import ColumnName

# As long as Excel lets a cell be.
MAX_CELL = 32_767
YES = frozenset(
    {"yes", "y", "true", "1", "x", "uncertain", "?", "approx", "approximate", "estimated"}
)
NO = frozenset({"", "no", "n", "false", "0", "certain", "exact"})
IMPACTS: Mapping[str, str] = {
    "": "",
    "+": "+",
    "positive": "+",
    "good": "+",
    "-": "-",
    "\u2212": "-",
    "\u2013": "-",
    "negative": "-",
    "bad": "-",
    "+/-": "+/-",
    "\u00b1": "+/-",
    "mixed": "+/-",
    "both": "+/-",
    "good and bad": "+/-",
    "neutral": "",
    "none": "",
}
SEQUENCE = re.compile(r"(\d{1,9})(?:\.0+)?", re.ASCII)
# Characters that no XML, so no Word file and no workbook, can hold.
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
EMPTY: dict[ColumnName, str] = dict.fromkeys(COLUMNS, "")
MISSING = "this is missing"
NO_TIME = time_of("")
Value = TypeVar("Value")


@dataclass(frozen=True)
class Agency:
    """
    Whose chronology is read.

    Args:
        code: Put into every entry; empty where the file itself says whose each entry is.
        name: What people call it.
    """

    code: str = ""
    name: str = ""


class RowReader:
    """
    Reads the rows below one row of headings.

    Args:
        columns: What the headings say.
        faults: Where to put what is wrong.
        agency: Whose chronology it is.
        today: No event is later than this day.
        since_1904: Days that are numbers are counted from 1904.
    """

    def __init__(
        self,
        columns: Columns,
        faults: Faults,
        agency: Agency,
        *,
        today: date | None = None,
        since_1904: bool = False,
    ) -> None:
        self._columns, self._faults, self._agency = columns, faults, agency
        self._today, self._since_1904 = today, since_1904
        self._own_names = (agency.code.casefold(), agency.name.casefold(), "")
        self._positions = columns.positions
        self._others = columns.other_positions
        self._row = Row(0, ())
        self._texts: Mapping[ColumnName, str] = EMPTY

    def entry(self, row: Row) -> Entry | None:
        """Return a row as an entry; None, with its faults, if there are any."""
        self._row, faults_before = row, len(self._faults)
        self._texts = self._filled()
        if any(cell.strip() for cell in row.cells[len(self._columns.cells) :]):
            self._faults.add("there are more cells than columns", row.where)
        when = self._date("date") or self._required("date", When("", NO_DAY, NO_DAY))
        time = self._read("time", time_of, NO_TIME)
        end = self._date("end")
        self._check_days(when, end)
        if self._read("uncertain", _is_yes, default=False):
            when = when._replace(is_uncertain=True)
        entry = Entry(
            agency=self._agency.code or self._texts["agency"],
            when=_without_time(when),
            time=time_of(when.time) if when.time and not time.written else time,
            end=_without_time(end) if end else None,
            end_time=self._end_time(end),
            sequence=self._read("sequence", _sequence, None),
            source=self._texts["source"] or self._required("source", ""),
            about=self._texts["about"],
            event=self._texts["event"] or self._required("event", ""),
            response=self._texts["response"],
            seen=self._texts["seen"],
            impact=self._read("impact", _impact, ""),
            comment=self._comment(),
        )
        return entry if len(self._faults) == faults_before else None

    def _date(self, name: ColumnName) -> When | None:
        text = self._texts[name]
        if not text:
            return None
        unread = When(text, NO_DAY, NO_DAY)
        return self._read(name, lambda date: when_of(date, since_1904=self._since_1904), unread)

    def _check_days(self, when: When, end: When | None) -> None:
        """Add faults for days that are still to come, and for an end before the beginning."""
        if self._today is not None and self._today < when.first < NO_DAY:
            self._fault("date", "this day is still to come")
        if end is not None and end.last < when.first < NO_DAY:
            self._fault("end", "it ends before it begins")

    def _end_time(self, end: When | None) -> str:
        time = self._read("end_time", time_of, NO_TIME).written
        return time or (end.time if end else "")

    def _comment(self) -> str:
        """Return the comment, followed by what is in columns that are none of ours."""
        parts = [self._texts["comment"]]
        for position, heading in self._others:
            text = self._cell(position)
            if text:
                parts.append(f"{heading}: {text}")
        agency = self._texts["agency"]
        if self._agency.code and agency.casefold() not in self._own_names:
            parts.append(f"{self._columns.heading('agency')}: {agency}")
        comment = "\n".join(part for part in parts if part)
        if len(comment) > MAX_CELL:
            self._fault("comment", f"this has more than {MAX_CELL:,} characters")
        return comment

    def _read(self, name: ColumnName, reader: Callable[[str], Value], default: Value) -> Value:
        """
        Return what a reader makes of a cell; the default where the cell is empty and, with a fault,
        where the reader makes nothing of it.
        """
        text = self._texts[name]
        if not text:
            return default
        try:
            return reader(text)
        except ValueError as error:
            self._fault(name, str(error))
            return default

    def _filled(self) -> Mapping[ColumnName, str]:
        """Return what is in the row's cells of our columns."""
        texts = EMPTY.copy()
        for name, position in self._positions.items():
            text = self._cell(position)
            if len(text) > MAX_CELL:
                self._fault(name, f"this has more than {MAX_CELL:,} characters")
                text = text[:MAX_CELL]
            texts[name] = text
        return texts

    def _cell(self, position: int) -> str:
        cells = self._row.cells
        text = cells[position] if position < len(cells) else ""
        if not text.isprintable():
            text = UNSEEN.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
        return text.strip()

    def _required(self, name: ColumnName, default: Value) -> Value:
        self._fault(name, MISSING)
        return default

    def _fault(self, name: ColumnName, message: str) -> None:
        self._faults.add(message, f"{self._row.where}, {self._columns.heading(name)}")


def _without_time(when: When) -> When:
    return when._replace(time="") if when.time else when


def _is_yes(text: str) -> bool:
    plain = text.casefold()
    if plain in YES:
        return True
    if plain in NO:
        return False
    raise ValueError("write yes or no")


def _sequence(text: str) -> int:
    match = SEQUENCE.fullmatch(text)
    if match is None:
        raise ValueError("give a whole number, by which entries of the same time are ordered")
    return int(match[1])


def _impact(text: str) -> str:
    impact = IMPACTS.get(text.casefold())
    if impact is None:
        raise ValueError("write + for good, - for bad, or +/- for both")
    return impact
