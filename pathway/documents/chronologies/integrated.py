"""
The chronologies of several agencies as one: in the order of time, with what several of them saw on
one day, and the gaps in which nothing is on record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from pathway.documents.chronologies.days.when import NO_DAY
from pathway.documents.chronologies.entries import Entry
from pathway.documents.chronologies.packing import Key, Keyed, Runs

DEFAULT_GAP_DAYS = 28
NOBODY: frozenset[str] = frozenset()


class Contribution(NamedTuple):
    """
    The entries of one file.

    Args:
        file: What tells it from others, whatever their order: the id of an agency's return.
        entries: In the order of the file; each knows its agency.
    """

    file: str
    entries: Iterable[Entry]


@dataclass(frozen=True)
class Selection:
    """
    What is taken of a chronology; all that may fit is.

    Args:
        agency: Only what this agency knows; its code.
        about: Only what concerns this person, as the agencies call them, whatever the case.
        first: Nothing that certainly was before this day.
        last: Nothing that certainly was after it.
    """

    agency: str | None = None
    about: str | None = None
    first: date | None = None
    last: date | None = None

    def takes(self, entry: Entry) -> bool:
        """Return whether an entry is taken."""
        if self.agency is not None and entry.agency != self.agency:
            return False
        if self.about is not None and not _names(entry.about, self.about):
            return False
        if entry.when.first == NO_DAY:
            return True
        if self.first is not None and entry.last_day < self.first:
            return False
        return self.last is None or entry.when.first <= self.last


ALL = Selection()


class MarkedEntry(NamedTuple):
    """
    An entry of the integrated chronology.

    Args:
        agencies: All agencies with an entry of that certain day, if there are several.
        gap: For how many days before it nothing is on record with a certain date; 0 unless they
            are many.
    """

    entry: Entry
    agencies: tuple[str, ...] = ()
    gap: int = 0


class IntegratedChronology:
    """
    The integrated chronology, which may be read as often as one likes.

    Args:
        contributions: The files, in any order. What an agency tells twice in the same words, as in
            a second return, is one entry.
        gap_days: After more days than that without an entry there is a gap.
    """

    def __init__(
        self, contributions: Iterable[Contribution], gap_days: int = DEFAULT_GAP_DAYS
    ) -> None:
        self._gap_days = gap_days
        self._agencies_by_day: dict[date, frozenset[str]] = {}
        # Of ten years' days most are of the same few agencies, and share one set.
        self._shared: dict[frozenset[str], frozenset[str]] = {}
        self._runs = Runs(self._keyed(contributions))

    def marked(self, selection: Selection = ALL) -> Iterator[MarkedEntry]:
        """
        Yield what is selected, in its order.

        Which agencies saw a day is told of all of them, whichever are selected; gaps are those of
        what is selected. What has no certain day neither makes a gap nor fills one.
        """
        covered: date | None = None
        for entry in _once(self._runs):
            if not selection.takes(entry):
                continue
            gap = 0
            if entry.certain_day is not None:
                gap = self._gap(covered, entry.certain_day)
                covered = max(covered or entry.last_day, entry.last_day)
            yield MarkedEntry(entry, self._agencies_on(entry), gap)

    @property
    def sent(self) -> int:
        """Return how many entries the files have, before any is left out."""
        return len(self._runs)

    def agencies(self, selection: Selection = ALL) -> list[str]:
        """Return the agencies of what is selected, in the order of the alphabet."""
        return sorted({marked.entry.agency for marked in self.marked(selection)})

    def _keyed(self, contributions: Iterable[Contribution]) -> Iterator[Keyed]:
        for file, entries in contributions:
            for row, entry in enumerate(entries):
                day = entry.certain_day
                if day is not None:
                    self._note(day, entry.agency)
                key: Key = (entry.place, entry.agency, file, row)
                yield key, entry

    def _note(self, day: date, agency: str) -> None:
        agencies = self._agencies_by_day.get(day, NOBODY)
        if agency not in agencies:
            more = agencies | {agency}
            self._agencies_by_day[day] = self._shared.setdefault(more, more)

    def _gap(self, covered: date | None, day: date) -> int:
        days = (day - covered).days if covered is not None else 0
        return days if days > self._gap_days else 0

    def _agencies_on(self, entry: Entry) -> tuple[str, ...]:
        day = entry.certain_day
        return _several(self._agencies_by_day.get(day, NOBODY)) if day is not None else ()


# Most days are of the same few agencies.
@lru_cache(maxsize=1_000)
def _several(agencies: frozenset[str]) -> tuple[str, ...]:
    """Return agencies in the order of the alphabet, if there are several."""
    return tuple(sorted(agencies)) if len(agencies) > 1 else ()


def _once(keyed: Iterable[Keyed]) -> Iterator[Entry]:
    """Yield each entry once; the same ones have the same place and agency, and so are together."""
    seen: set[Entry] = set()
    group: Sequence[object] = ()
    for key, entry in keyed:
        if key[:2] != group:
            group = key[:2]
            seen.clear()
        if entry not in seen:
            seen.add(entry)
            yield entry


def _names(about: str, person: str) -> bool:
    """Return whether a cell names a person, among others perhaps: Child A, but not Child AB."""
    wanted = " ".join(person.casefold().split())
    return (
        re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", " ".join(about.casefold().split()))
        is not None
    )
