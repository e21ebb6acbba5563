"""What an attempt changes: the patch to the case, and what its deadlines must know of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Unpack, cast

from pathway.workflows.calendar.moments import Moment
from pathway.workflows.history.case import Case
from pathway.workflows.history.deadline import Deadline
from pathway.workflows.history.item_data import ItemData
from pathway.workflows.history.ledger import WAIVED, Ending, Subject, ending_entry
from pathway.workflows.history.memory import Memory
from pathway.workflows.history.patch import Document, difference, join_into
from pathway.workflows.history.records import FactEntry, FactSubject, FindingRecord


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
        subject: What it is about, if it affects only the duties of that: a request, a delayed duty,
            an incident.
        completed_on: The day on which what it completes was complete, if that is not the day of the
            step.
        rounds: What it does to a round of votes: begin one, or give a vote.
        undecided: Whether it is a vote after which the step is not yet taken.
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
        join_into(self.case.document, self.patch, patch)
        self.after = self.after.changed(patch)

    def set(self, **members: Any) -> None:
        """Set members of the case itself: its state, its outcome."""
        self.add(members)

    def remember(self, **tables: Unpack[Memory]) -> None:
        """Merge tables into what the case remembers; what they leave out stays."""
        self.add({"memory": tables})

    def forget(self, *path: str) -> None:
        """Take away what the case remembers at a path: `forget("rounds", "decline")`."""
        self.add({"memory": _at(path, None)})

    def replace_table(self, *path: str, by: Mapping[str, object]) -> None:
        """Put a table in place of what the case remembers at a path."""
        before: Any = self.after.memory
        for name in path:
            before = before.get(name, {})
        self.add({"memory": _at(path, difference(before, by))})

    def record_fact(self, name: str, on: date, **subject: Unpack[FactSubject]) -> None:
        """
        Record that something happened on a day.

        Args:
            subject: The item or the child that it concerns, where there is one.
        """
        self.facts[name] = on
        moment = self.moment if on == self.on else Moment(on)
        entry = FactEntry()
        moment.write_into(entry)
        if "item" in subject:
            entry["item"] = subject["item"]
        if "child" in subject:
            entry["child"] = subject["child"]
        self.remember(facts={name: {str(self.seq): entry}})

    def open_item(self, kind: str, number: str, state: str, data: ItemData) -> None:
        """Open an item of the case, under an id that no other item has."""
        document = {
            "id": number,
            "kind": kind,
            "state": state,
            "opened_by": self.seq,
            "changed_on": self.on.isoformat(),
            "data": data,
        }
        self.opened.append(number)
        self.add({"items": {number: document}})

    def opened_items(self, kind: str) -> list[str]:
        """Return the items of a kind that the step opened."""
        return [number for number in self.opened if self.after.items[number].kind == kind]

    def change_item(self, number: str, state: str | None = None, **data: Unpack[ItemData]) -> None:
        """Change an item's state if one is given, and merge data into what it remembers."""
        members: Document = {"data": data}
        if state:
            members |= {"state": state, "changed_on": self.on.isoformat()}
        self.add({"items": {number: members}})

    def forget_of_item(self, number: str, *names: str) -> None:
        """Take members away from what an item remembers."""
        self.add({"items": {number: {"data": dict.fromkeys(names)}}})

    def waive(self, deadline: Deadline) -> None:
        """Record that a duty is waived."""
        subject = Subject(deadline=deadline.id)
        waiver = Ending(self.seq, self.moment, WAIVED, moved=False, subject=subject)
        self.remember(ends={deadline.key: {str(self.seq): ending_entry(waiver)}})

    def find(self, code: str, /, **about: Unpack[FindingRecord]) -> None:
        """Record a finding that a note must settle: a code, and what it is about."""
        name = f"finding:{next_finding(self.after)}"
        about |= {"code": code, "event": self.seq}
        self.remember(findings={name: about})

    def set_deadline(self, number: str, members: Mapping[str, Any]) -> None:
        """Open a deadline, or change members of one."""
        self.add({"deadlines": {number: dict(members)}})


def next_finding(case: Case) -> int:
    """Return the number that the next finding gets."""
    numbers = [int(name.partition(":")[2]) for name in case.memory.get("findings", {})]
    return 1 + max(numbers, default=0)


def next_number(case: Case, kind: str) -> int:
    """Return the number that the next item of a kind gets; numbers are never used again."""
    return len(case.items_of(kind)) + 1


def _at(path: Sequence[str], value: object) -> Document:
    """Return a patch that has the value at a path."""
    patch = value
    for name in reversed(path):
        patch = {name: patch}
    return cast(Document, patch)
