"""
Processes that run beside a review, linked and never merged, and the holds that they put on whom one
may speak to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pathway.workflows.history.case import Case

PROCESSES = "processes"


@dataclass(frozen=True, slots=True)
class Hold:
    """
    Somebody may not be spoken to.

    Args:
        event: The event that says who, sealed.
        until: The last day of it, where one was given.
    """

    process: str
    event: int
    until: date | None

    def is_in_force(self, day: date) -> bool:
        """Return whether it holds on that day."""
        return self.until is None or day <= self.until


def processes_of(case: Case) -> list[str]:
    """Return the processes that run beside the case, in the order of their codes."""
    return sorted(case.table(PROCESSES))


def holds_of(case: Case, day: date | None = None) -> list[Hold]:
    """
    Return the hold of each process, as told last by its day; as it was on a day, if one is given.
    """
    known = {process: _until(entries, day) for process, entries in case.table(PROCESSES).items()}
    last = {process: _last(entries) for process, entries in known.items() if entries}
    return [
        Hold(
            process, int(number), date.fromisoformat(entry["until"]) if entry.get("until") else None
        )
        for process, (number, entry) in last.items()
        if entry.get("hold")
    ]


def holds_on(case: Case, day: date) -> list[Hold]:
    """Return the holds that are in force on a day."""
    return [hold for hold in holds_of(case, day) if hold.is_in_force(day)]


def _until(
    entries: Mapping[str, Mapping[str, Any]], day: date | None
) -> dict[str, Mapping[str, Any]]:
    """Return what was told up to a day; everything where none is given."""
    return {
        number: entry
        for number, entry in entries.items()
        if day is None or entry["on"] <= day.isoformat()
    }


def _last(entries: Mapping[str, Mapping[str, Any]]) -> tuple[str, Mapping[str, Any]]:
    """Return what was told last; a list of processes says nothing of a hold, and lifts none."""
    ordered = sorted(entries.items(), key=lambda named: (named[1]["on"], int(named[0])))
    telling = [named for named in ordered if "hold" in named[1] or not named[1].get("listed")]
    return (telling or ordered)[-1]
