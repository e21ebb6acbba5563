"""
The ledger of duties: which events started or ended the duties of a rule, and on which day each
happened.

It is kept in the case's memory by the rule's key and the number of the event, for every event,
whether a duty was open or not. So a deadline can be worked out anew at any time from what is on
record: a day that is corrected, or an entry that is written down late, counts by the day on which
it happened, in whatever order the entries were made.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from pathway.workflows.calendar.moments import Moment, moment_in
from pathway.workflows.history.case import Case
from pathway.workflows.history.deadline import Deadline
from pathway.workflows.history.ledger_entries import EndingEntry, StartEntry, SubjectMembers

MET, STOPPED, WAIVED = "met", "stopped", "waived"


class Subject(NamedTuple):
    """
    What an event was about, if it was about one thing only; then it affects only the duties of that
    thing.

    Args:
        item: An item of the case; the event still affects duties of items of other kinds.
        child: The child's ordinal on the form.
        seat: A seat of the safeguarding partners.
        about: Another duty, or a round of votes.
        deadline: One deadline by its id.
    """

    item: str | None = None
    child: int | None = None
    seat: str | None = None
    about: str | None = None
    deadline: str | None = None

    def covers(self, deadline: Deadline) -> bool:
        """Return whether an event about this affects the deadline."""
        if self.deadline is not None and self.deadline != deadline.id:
            return False
        # A member that either of the two lacks does not tell them apart.
        if self.about is not None and deadline.about is not None and self.about != deadline.about:
            return False
        if self.child is not None and deadline.child is not None and self.child != deadline.child:
            return False
        if self.seat is not None and deadline.seat is not None and self.seat != deadline.seat:
            return False
        return not _differ_within_a_kind(self.item, deadline.item)

    def write_into(self, members: SubjectMembers) -> None:
        """Put it among the members of an entry of the ledger."""
        if self.item is not None:
            members["item"] = self.item
        if self.child is not None:
            members["child"] = self.child
        if self.seat is not None:
            members["seat"] = self.seat
        if self.about is not None:
            members["about"] = self.about
        if self.deadline is not None:
            members["deadline"] = self.deadline


# The subject of an event that is not about any one thing.
EVERYTHING = Subject()


class Ending(NamedTuple):
    """
    An event that ends the duties of a rule.

    Args:
        event: The number of the event.
        moment: When it happened.
        how: met, stopped or waived.
        moved: It moved the case or the item to another state, so that it counts in the order of the
            events; one that did not counts by its day alone.
        by_fact: A recorded fact ends them; it counts by its day, whenever it was written down.
        months: Which of several due dates of one rule it meets.
    """

    event: int
    moment: Moment
    how: str
    moved: bool
    subject: Subject
    by_fact: bool = False
    months: int | None = None

    @property
    def on(self) -> date:
        """Return the day it happened."""
        return self.moment.on

    def covers(self, deadline: Deadline) -> bool:
        """Return whether it may end the deadline, whatever the days."""
        if self.months is not None and self.months != deadline.months:
            return False
        return self.subject.covers(deadline)


def start_entry(moment: Moment, asked: date | None = None) -> StartEntry:
    """
    Return the ledger's entry of an event that starts duties.

    Args:
        asked: The due day that the event itself set.
    """
    entry = StartEntry()
    moment.write_into(entry)
    if asked is not None:
        entry["asked"] = asked.isoformat()
    return entry


def ending_entry(ending: Ending) -> EndingEntry:
    """Return the ledger's entry of an event that ends duties."""
    entry = EndingEntry(how=ending.how)
    ending.moment.write_into(entry)
    ending.subject.write_into(entry)
    if ending.moved:
        entry["moved"] = True
    if ending.by_fact:
        entry["fact"] = True
    if ending.months is not None:
        entry["months"] = ending.months
    return entry


def endings(case: Case, deadline: Deadline) -> list[Ending]:
    """
    Return every event on record that may end the deadline, in the order in which they happened.
    """
    return [ending for ending in _endings_of(case, deadline.key) if ending.covers(deadline)]


def _endings_of(case: Case, key: str) -> list[Ending]:
    """
    Return the events that end duties of a rule, in the order in which they happened.

    They are read once, as a case may have many duties of one rule.
    """
    name = f"ends.{key}"
    if name not in case.read_once:
        entries = case.memory.get("ends", {}).get(key, {}).items()
        read = [_ending(int(number), entry) for number, entry in entries]
        case.read_once[name] = sorted(read, key=_order)
    in_order: list[Ending] = case.read_once[name]
    return in_order


def start_days(case: Case, deadline: Deadline) -> Iterator[StartEntry]:
    """Return the entries of the events that started the deadline."""
    of_rule = case.memory.get("starts", {}).get(deadline.key, {})
    for number in deadline.started_by:
        if str(number) in of_rule:
            yield of_rule[str(number)]


def started_on(case: Case, deadline: Deadline) -> date | None:
    """Return the day of the event that opened the deadline, or None where a clock did."""
    entry = case.memory.get("starts", {}).get(deadline.key, {}).get(str(deadline.opened_by))
    return date.fromisoformat(entry["on"]) if entry is not None else None


def closings(case: Case) -> list[tuple[int, date]]:
    """Return the numbers of the events that closed the case, each with its day."""
    entries = case.memory.get("closings", {}).items()
    return sorted((int(number), date.fromisoformat(day)) for number, day in entries)


def _ending(number: int, entry: EndingEntry) -> Ending:
    subject = Subject(
        item=entry.get("item"),
        child=entry.get("child"),
        seat=entry.get("seat"),
        about=entry.get("about"),
        deadline=entry.get("deadline"),
    )
    return Ending(
        event=number,
        moment=moment_in(entry),
        how=entry["how"],
        moved=bool(entry.get("moved")),
        subject=subject,
        by_fact=bool(entry.get("fact")),
        months=entry.get("months"),
    )


def _order(ending: Ending) -> tuple[date, int]:
    return ending.on, ending.event


def _differ_within_a_kind(item: str | None, other: str | None) -> bool:
    """
    Return whether they are two different items of one kind.

    A step of an item may affect the duties of items of another kind, but not those of its siblings.
    """
    if item is None or other is None or item == other:
        return False
    # The id of an item begins with its kind: `action:3`.
    return item.partition(":")[0] == other.partition(":")[0]
