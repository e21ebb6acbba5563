"""What a meeting knows about itself: its day, its members, who has answered, and its quorum."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from pathway.workflows.attempts.definition import Definition
from pathway.workflows.history.case import Case
from pathway.workflows.history.item import Item
from pathway.workflows.history.meeting_records import AttendanceRecord, MeetingRecord
from pathway.workflows.known_names import MEMBER

# Roles whose people are told of an event one by one.
INVITEE, JOINER, LEAVER = "invitee", "joiner", "leaver"
ONE_BY_ONE = (INVITEE, JOINER, LEAVER)


class Sitting(NamedTuple):
    """
    A day for which a meeting was planned.

    Args:
        event: The event that set it.
        set_on: The day on which it was set.
        starts: When it begins on that day, such as 10:00.
        ends: When it ends.
    """

    event: int
    set_on: date
    day: date
    starts: str
    ends: str


def record_of(meeting: Case) -> MeetingRecord:
    """Return what is on record about a meeting."""
    return meeting.memory.get("meeting", MeetingRecord())


def sittings(meeting: Case) -> list[Sitting]:
    """Return the days for which a meeting was planned, in the order in which they were set."""
    record = record_of(meeting)
    days = sorted(record.get("days", {}).items(), key=lambda entry: int(entry[0]))
    planned: list[Sitting] = []
    for number, entry in days:
        starts, ends = record["times"][number]
        day, set_on = date.fromisoformat(entry["day"]), date.fromisoformat(entry["on"])
        planned.append(Sitting(int(number), set_on, day, starts, ends))
    return planned


def day_of(meeting: Case) -> date | None:
    """Return the day of a meeting."""
    planned = sittings(meeting)
    return planned[-1].day if planned else None


def members(meeting: Case) -> list[Item]:
    """Return the members of a meeting, without those who have left it."""
    return [item for item in meeting.items_of(MEMBER) if "left_by" not in item.data]


def member_of(meeting: Case, person: int | None) -> Item | None:
    """Return the item of the member that a person is, or None."""
    return next((item for item in members(meeting) if item.data.get("owner") == person), None)


def people_of(items: Iterable[Item]) -> list[int]:
    """Return the numbers in the directory of members."""
    return [item.data["owner"] for item in items if "owner" in item.data]


def agenda(meeting: Case) -> list[str]:
    """Return the cases on the agenda of a meeting."""
    return list(record_of(meeting).get("cases", []))


def are_invited(meeting: Case) -> bool:
    """Return whether the members were invited."""
    return "invited" in record_of(meeting)


def unanswered(meeting: Case, member: Item) -> list[str]:
    """Return the cases for which a member has not yet said whether they have an interest."""
    answered = member.data.get("answered", [])
    return [reference for reference in agenda(meeting) if reference not in answered]


def told_by(meeting: Case, event: int, role: str) -> list[int]:
    """Return whom an event tells: all members, or those who joined or left with it."""
    if role == LEAVER:
        left = (item for item in meeting.items_of(MEMBER) if item.data.get("left_by") == event)
        return people_of(left)
    if role == JOINER:
        return people_of(item for item in members(meeting) if item.opened_by == event)
    return people_of(members(meeting))


def took_part(meeting: Case) -> dict[int, int]:
    """
    Return the members who took part, each with whoever sat for them: themselves, or somebody else.
    """
    attendance = record_of(meeting).get("attendance", AttendanceRecord())
    people = {person: person for person in attendance.get("present", [])}
    substitutes = attendance.get("represented", {})
    return people | {int(member): person for member, person in substitutes.items()}


def is_quorate(meeting: Case) -> bool:
    """Return whether the quorum was there."""
    return record_of(meeting).get("attendance", AttendanceRecord()).get("quorate", False)


def seats_missing(definition: Definition, meeting: Case, people: Collection[int]) -> list[str]:
    """
    Return the seats of the quorum for which nobody took part.

    Args:
        people: The members who came or were represented.
    """
    taken: set[str | None] = set()
    for item in members(meeting):
        if item.data.get("owner") in people:
            taken.add(definition.seat_of(item.data.get("agency", "")))
    return [seat for seat in quorum_seats(definition) if seat not in taken]


def quorum_seats(definition: Definition) -> tuple[str, ...]:
    """Return the seats without which a meeting has no quorum."""
    quorum = definition.case.quorum
    if quorum is None or quorum.seats is None:
        return definition.seats
    return tuple(quorum.seats)


def quorum_members(definition: Definition) -> int:
    """Return how many members a meeting must have at least."""
    quorum = definition.case.quorum
    return quorum.members if quorum is not None else 1
