"""Which column of a file is which of ours, by its heading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import get_args

from pathway.documents.chronologies.reading.faults import Faults
from pathway.errors import shown
from pathway.workflows.definitions.chronology_format import ColumnName, Headings, plain_heading

COLUMNS: tuple[ColumnName, ...] = get_args(ColumnName)
REQUIRED: tuple[ColumnName, ...] = ("date", "source", "event")
MAX_COLUMNS = 100
# What the integrated chronology says besides; read again, it is left away.
SAME_DAY, GAP = "Several agencies on this day", "Days without an entry before"
MARKS = (SAME_DAY, GAP)


@dataclass(frozen=True)
class Columns:
    """
    The columns of a file.

    Args:
        cells: Its headings, as they are written.
        names: For each of them ours; None where it is none of ours.
    """

    cells: Sequence[str]
    names: Sequence[ColumnName | None]

    @cached_property
    def positions(self) -> Mapping[ColumnName, int]:
        """Return the place of each column of ours that is there, counted from 0."""
        return {name: place for place, name in enumerate(self.names) if name is not None}

    @property
    def other_positions(self) -> list[tuple[int, str]]:
        """Return the place and the heading of each column that is none of ours."""
        places: list[tuple[int, str]] = []
        for place, name in enumerate(self.names):
            heading = " ".join(self.cells[place].split())
            if name is None and heading and heading not in MARKS:
                places.append((place, heading))
        return places

    @property
    def others(self) -> list[str]:
        """Return the headings that are none of ours; what is below them is kept in the comment."""
        return [heading for _, heading in self.other_positions]

    @property
    def mapping(self) -> dict[ColumnName, str]:
        """Return the heading of each column of ours that is there."""
        return {name: self.heading(name) for name in self.positions}

    def heading(self, name: ColumnName) -> str:
        """Return the heading of a column of ours in this file."""
        place = self.positions.get(name)
        return title(name) if place is None else " ".join(self.cells[place].split())

    def are_in(self, cells: Sequence[str]) -> bool:
        """Return whether a row has the same headings again."""
        return list(cells) == list(self.cells)

    def check(self, where: str, faults: Faults) -> None:
        """Add what is wrong with the headings: columns that are missing, or there twice."""
        if len(self.cells) > MAX_COLUMNS:
            faults.add(f"there are more than {MAX_COLUMNS} columns", where)
        for name in REQUIRED:
            if name not in self.names:
                faults.add(f"there is no column {title(name)}{self._nearest(name)}", where)
        for name in COLUMNS:
            if self.names.count(name) > 1:
                headings = [
                    shown(cell.strip())
                    for cell, own in zip(self.cells, self.names, strict=True)
                    if own == name
                ]
                faults.add(
                    f"{' and '.join(headings)} are both read as {title(name)}; rename one of them",
                    where,
                )

    def _nearest(self, name: ColumnName) -> str:
        near = get_close_matches(title(name).casefold(), self.others, n=1, cutoff=0.5)
        return f" ({shown(near[0])} may be it)" if near else ""


def names_by_heading(headings: Headings) -> dict[str, ColumnName]:
    """Return our columns by every heading under which a file may have them."""
    names: dict[str, ColumnName] = {}
    for name in COLUMNS:
        for heading in (name, title(name), *headings.get(name, ())):
            names.setdefault(plain_heading(heading), name)
    return names


def columns_in(cells: Sequence[str], names: Mapping[str, ColumnName]) -> Columns | None:
    """Return the columns that a row names; None if it does not name those of a chronology."""
    known: list[ColumnName | None] = [names.get(plain_heading(cell)) for cell in cells]
    different = {name for name in known if name is not None}
    if "date" not in different or len(different) < 2:
        return None
    return Columns(cells, known)


def title(name: ColumnName, headings: Headings | None = None) -> str:
    """Return what a column is called in our own files: its first heading in the definition."""
    own = (headings or {}).get(name)
    return own[0] if own else TITLES[name]


TITLES: Mapping[ColumnName, str] = {
    "date": "Date",
    "time": "Time",
    "end": "End date",
    "end_time": "End time",
    "sequence": "Sequence",
    "uncertain": "Uncertain",
    "agency": "Agency",
    "source": "Source",
    "about": "Who it concerns",
    "event": "Event",
    "response": "Response",
    "seen": "Child seen or heard",
    "impact": "Impact",
    "comment": "Comment",
}
