"""What an attempt changes: the patch to the case, and what its deadlines have to know of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pathway.workflows.case import Case
from pathway.workflows.patch import Document, joined


@dataclass
class Changes:
    """
    Collects the effects of one step.

    Args:
        case: The case before.
        seq: The number of the event.
        on: The day the step happened.
        facts: Facts that the step records, and the day of each.
        opened: Items that it opens.
        subject: The deadline that it is about: a request, a delayed duty.
        months: Which of several due dates it meets.
        asked_due: The day by which something was asked for.
        asked_agency: Of which agency it was asked.
    """

    case: Case
    seq: int
    on: date
    patch: Document = field(default_factory=dict[str, Any])
    facts: dict[str, date] = field(default_factory=dict[str, date])
    opened: list[str] = field(default_factory=list[str])
    subject: str | None = None
    months: int | None = None
    asked_due: date | None = None
    asked_agency: str | None = None
    after: Case = field(init=False)

    def __post_init__(self) -> None:
        self.after = self.case

    def add(self, patch: Document) -> None:
        """Add a patch, and keep the case as it would be with what was collected so far."""
        self.patch = joined(self.patch, patch)
        self.after = self.after.changed(patch)

    def set(self, **members: Any) -> None:
        """Set members of the case itself: its state, its outcome."""
        self.add(members)

    def remember(self, **members: Any) -> None:
        """Merge members into what guards and clocks remember; None forgets."""
        self.add({"memory": members})

    def record_fact(self, name: str, on: date) -> None:
        """Record that something happened on a day."""
        self.facts[name] = on
        self.remember(facts={name: {"on": on.isoformat(), "event": self.seq}})

    def open_item(self, kind: str, number: str, state: str, data: Mapping[str, Any]) -> None:
        """Open an item of the case; its id is taken by nobody else."""
        document = {"id": number, "kind": kind, "state": state, "opened_by": self.seq}
        document |= {"changed_on": self.on.isoformat(), "data": dict(data)}
        self.opened.append(number)
        self.add({"items": {number: document}})

    def change_item(self, number: str, state: str | None = None, **data: Any) -> None:
        """Change an item's data, and its state if one is given."""
        moved = {"state": state, "changed_on": self.on.isoformat()} if state else {}
        self.add({"items": {number: moved | {"data": data}}})

    def set_deadline(self, number: str, members: Mapping[str, Any]) -> None:
        """Open a deadline, or change members of one."""
        self.add({"deadlines": {number: dict(members)}})


def next_number(case: Case, kind: str) -> int:
    """Return the number that the next item of a kind gets; numbers are never used again."""
    return len(case.items_of(kind)) + 1
