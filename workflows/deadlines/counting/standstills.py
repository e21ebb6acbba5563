"""
Standstills: the times during which a review was suspended and its local duties did not run.

They are a table of their own in the case's memory, by the number of the event that suspended the
review. Whatever moves a clock afterwards, be it a correction, a migration or a changed calendar,
counts again with all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from pathway.workflows.history.case import Case

if TYPE_CHECKING:
    from pathway.workflows.history.changes import Changes


class Standstill(NamedTuple):
    """
    A time that is not counted.

    Args:
        first: The day of the suspension, which still counts.
        last: The day on which the review went on, itself not counted; None while it is suspended.
    """

    first: date
    last: date | None = None

    def since(self, day: date) -> Standstill | None:
        """Return the part of it that lies after a day, or None where none does."""
        first = max(self.first, day)
        if self.last is not None and self.last <= first:
            return None
        return Standstill(first, self.last)

    def holds_on(self, day: date) -> bool:
        """Return whether the review was suspended at the end of that day."""
        return self.first <= day and (self.last is None or day < self.last)


def standstills(case: Case) -> list[Standstill]:
    """Return the standstills of the case, the earliest first."""
    times = [
        Standstill(date.fromisoformat(entry["from"]), _day(entry.get("to")))
        for entry in case.memory.get("standstills", {}).values()
    ]
    return sorted(times, key=lambda standstill: standstill.first)


def after(day: date, periods: Iterable[Standstill]) -> list[Standstill]:
    """Return the parts of the standstills that lie after that day."""
    parts = (standstill.since(day) for standstill in periods)
    return [part for part in parts if part is not None]


def current(case: Case) -> str | None:
    """Return the number, as text, of the event that suspended the review, or None while it runs."""
    for number, entry in case.memory.get("standstills", {}).items():
        if entry.get("to") is None:
            return number
    return None


def end_standstill(case: Case, changes: Changes) -> None:
    """Resume a suspended review from the day of the step."""
    number = current(case)
    if number is not None:
        changes.remember(standstills={number: {"to": changes.on.isoformat()}})


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
