"""What an attempt changes: the patch to the case, and what its deadlines must know of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pathway.workflows.calendar.moments import Moment
from pathway.workflows.history.case import Case, Deadline
from pathway.workflows.history.ledger import WAIVED, Ending, Subject, ending_entry
from pathway.workflows.history.patch import Document, joined


@dataclass
class Changes:
    """
    Collects the effects of one step.

    Args:
        case: The case before.
        seq: The number of the event.
        on: The day the step happened.
        at: The instant, where it is known.
        facts: Facts that the step records, and the day of each.
        opened: Items that it opens.
        subject: What it is about, where it affects only the duties of that: a request, a delayed
            duty, an incident.
        completed_on: The day on which what it completes was complete, where that is not the day of
            the step.
        rounds: What it does to a round of votes: it begins one, or gives a vote.
        undecided: It is a vote after which the step is not taken yet.
        months: Which of several due dates it meets.
        asked_due: The day by which something was asked for.
        asked_agency: The agency that was asked for it.
    """

    case: Case
    seq: int
    on: date
    at: datetime | None = None
    patch: Document = field(default_factory=dict[str, Any])
    facts: dict[str, date] = field(default_factory=dict[str, date])
    opened: list[str] = field(default_factory=list[str])
    subject: Subject | None = None
    completed_on: date | None = None
    rounds: set[str] = field(default_factory=set[str])
    undecided: bool = False
    months: int | None = None
    asked_due: date | None = None
    asked_agency: str | None = None
    after: Case = field(init=False)

    def __post_init__(self) -> None:
        self.after = self.case

    @property
    def moment(self) -> Moment:
        """Return when the step happened."""
        return Moment(self.on, self.at)

    def add(self, patch: Document) -> None:
        """Add a patch, and keep the case as all patches so far would leave it."""
        self.patch = joined(self.patch, patch)
        self.after = self.after.changed(patch)

    def set(self, **members: Any) -> None:
        """Set members of the case itself: its state, its outcome."""
        self.add(members)

    def remember(self, **members: Any) -> None:
        """Merge members into what guards and clocks remember; None removes a member."""
        self.add({"memory": members})

    def record_fact(self, name: str, on: date, **of: Any) -> None:
        """
        Record that something happened on a day.

        Args:
            of: The item or the child that it concerns, where there is one.
        """
        self.facts[name] = on
        moment = self.moment if on == self.on else Moment(on)
        self.remember(facts={name: {str(self.seq): {**moment.as_members(), **of}}})

    def open_item(self, kind: str, number: str, state: str, data: Mapping[str, Any]) -> None:
        """Open an item of the case, under an id that no other item has."""
        document = {"id": number, "kind": kind, "state": state, "opened_by": self.seq}
        document |= {"changed_on": self.on.isoformat(), "data": dict(data)}
        self.opened.append(number)
        self.add({"items": {number: document}})

    def opened_items(self, kind: str) -> list[str]:
        """Return the items of a kind that the step opened."""
        return [number for number in self.opened if self.after.items[number].kind == kind]

    def change_item(self, number: str, state: str | None = None, **data: Any) -> None:
        """Change an item's data, and its state if one is given."""
        members: Document = {}
        if state:
            members |= {"state": state, "changed_on": self.on.isoformat()}
        members["data"] = data
        self.add({"items": {number: members}})

    def waive(self, deadline: Deadline) -> None:
        """Record that a duty is waived."""
        subject = Subject(deadline=deadline.id)
        waiver = Ending(self.seq, self.moment, WAIVED, moved=False, subject=subject)
        self.remember(ends={deadline.key: {str(self.seq): ending_entry(waiver)}})

    def find(self, code: str, **about: Any) -> None:
        """Record a finding that a note must settle: a code, and what it is about."""
        numbers = [int(name.partition(":")[2]) for name in self.after.table("findings")]
        name = f"finding:{1 + max(numbers, default=0)}"
        self.remember(findings={name: {"code": code, "event": self.seq, **about}})

    def set_deadline(self, number: str, members: Mapping[str, Any]) -> None:
        """Open a deadline, or change members of one."""
        self.add({"deadlines": {number: dict(members)}})


def next_number(case: Case, kind: str) -> int:
    """Return the number that the next item of a kind gets; numbers are never used again."""
    return len(case.items_of(kind)) + 1
