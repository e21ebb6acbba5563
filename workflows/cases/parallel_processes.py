"""Processes that run beside a review, never merged with it, and whom they forbid to speak to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pathway.workflows.history.case import Case
from pathway.workflows.history.records import ProcessEntry


@dataclass(frozen=True, slots=True)
class Hold:
    """
    A hold: somebody may not be spoken to.

    Args:
        event: The number of the event that says who, in its sealed part.
        until: The last day of the hold, where one was given.
    """

    process: str
    event: int
    until: date | None

    def is_in_force(self, day: date) -> bool:
        """Return whether it is in force on that day."""
        return self.until is None or day <= self.until


def processes_of(case: Case) -> list[str]:
    """Return the processes that run beside the case, in the order of their codes."""
    return sorted(case.memory.get("processes", {}))


def holds_of(case: Case, day: date | None = None) -> list[Hold]:
    """Return the latest hold of each process, or that which was known on a day if one is given."""
    holds: list[Hold] = []
    for process, entries in case.memory.get("processes", {}).items():
        known = _until(entries, day)
        if not known:
            continue
        number, last = _last(known)
        if last.get("hold"):
            until = date.fromisoformat(last["until"]) if last.get("until") else None
            holds.append(Hold(process, int(number), until))
    return holds


def holds_on(case: Case, day: date) -> list[Hold]:
    """Return the holds that are in force on a day."""
    return [hold for hold in holds_of(case, day) if hold.is_in_force(day)]


def _until(entries: Mapping[str, ProcessEntry], day: date | None) -> dict[str, ProcessEntry]:
    """Return the entries up to a day, or all of them where none is given."""
    return {
        number: entry
        for number, entry in entries.items()
        if day is None or entry["on"] <= day.isoformat()
    }


def _last(entries: Mapping[str, ProcessEntry]) -> tuple[str, ProcessEntry]:
    """
    Return the last entry about a process, with its number.

    An entry that merely lists the process says nothing about a hold, and lifts none.
    """
    ordered = sorted(entries.items(), key=lambda pair: (pair[1]["on"], int(pair[0])))
    telling = [
        (number, entry) for number, entry in ordered if "hold" in entry or not entry.get("listed")
    ]
    return (telling or ordered)[-1]
