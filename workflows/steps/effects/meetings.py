"""Effects of the steps of meetings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal

from pathway.workflows.attempts.attempt import Attempt, Effect
from pathway.workflows.attempts.needs import needs
from pathway.workflows.cases import meetings
from pathway.workflows.forms.fields import DocumentFields, Fields
from pathway.workflows.history.changes import Changes
from pathway.workflows.history.item_data import ItemData
from pathway.workflows.history.meeting_records import (
    AttendanceRecord,
    MeetingRecord,
    MinutesRecord,
)
from pathway.workflows.known_names import MEETING_ACTION, MEMBER

ASKED, LEFT = "asked", "left"


class SittingFields(Fields):
    """The day of a meeting, and when it begins and ends."""

    day: date
    starts: str
    ends: str


class PlanFields(SittingFields):
    """What is planned: the kind of meeting, its day, its people and its cases."""

    kind: str
    chair: str
    members: list[str]
    cases: list[str] | None


class MembersFields(Fields):
    """Who joins a meeting, who leaves it, and who chairs it from now on."""

    add: list[str] | None
    remove: list[str] | None
    chair: str | None


class AgendaFields(Fields):
    """The cases that join the agenda, and those that leave it."""

    add: list[str] | None
    remove: list[str] | None


class InterestFields(Fields):
    """A case in which somebody has an interest."""

    case: str


class InterestsFields(Fields):
    """The cases of the agenda in which a member has an interest."""

    interests: list[InterestFields]


class TookPartFields(Fields):
    """How a member took part, and who came in their place if they were represented."""

    member: str
    took_part: Literal["present", "represented", "apologies", "absent"]
    by: str | None


class AttendanceFields(Fields):
    """How each member took part."""

    members: list[TookPartFields]


class MinutesFields(Fields):
    """The minutes."""

    minutes: DocumentFields


class ActionFields(Fields):
    """Who does it, and by when."""

    owner: str
    due: date


@needs(items=(MEMBER,), states=(f"{MEMBER}:{ASKED}",))
def plan_meeting(attempt: Attempt, changes: Changes, fields: PlanFields) -> None:
    """Open the meeting, with its day, its chair, its members and its cases."""
    changes.set(kind=fields.kind, opened_on=changes.on.isoformat())
    chair = person_number(attempt, fields.chair)
    record = MeetingRecord(cases=fields.cases or [])
    if chair is not None:
        record["chair"] = chair
    changes.remember(meeting=record)
    _set_day(changes, fields)
    _add_members(attempt, changes, [fields.chair, *fields.members])


def invite_members(attempt: Attempt, changes: Changes) -> None:
    """
    Remember that the members were invited: from now on they are told of each change, and asked for
    interests.
    """
    changes.remember(meeting=MeetingRecord(invited=changes.seq))
    for member in meetings.members(attempt.case):
        changes.change_item(member.id, asked_on=changes.on.isoformat())


def reschedule(_: Attempt, changes: Changes, fields: SittingFields) -> None:
    """Set another day; the earlier ones are kept."""
    _set_day(changes, fields)


@needs(items=(MEMBER,), states=(f"{MEMBER}:{ASKED}", f"{MEMBER}:{LEFT}"))
def change_members(attempt: Attempt, changes: Changes, fields: MembersFields) -> None:
    """Add members, let others leave, and name another chair."""
    for email in fields.remove or []:
        member = meetings.member_of(changes.after, person_number(attempt, email))
        if member is not None:
            changes.change_item(member.id, LEFT, left_by=changes.seq)
    _add_members(attempt, changes, fields.add or [])
    chair = person_number(attempt, fields.chair) if fields.chair is not None else None
    if fields.chair is not None and chair is not None:
        changes.remember(meeting=MeetingRecord(chair=chair))
        _add_members(attempt, changes, [fields.chair])


@needs(items=(MEMBER,), states=(f"{MEMBER}:{ASKED}",))
def change_agenda(attempt: Attempt, changes: Changes, fields: AgendaFields) -> None:
    """Change the agenda, and ask those members again who had answered for the earlier one."""
    removed = fields.remove or []
    kept = [reference for reference in meetings.agenda(attempt.case) if reference not in removed]
    changes.remember(meeting=MeetingRecord(cases=list(dict.fromkeys([*kept, *(fields.add or [])]))))
    for member in meetings.members(changes.after):
        if member.state != ASKED and meetings.unanswered(changes.after, member):
            asked = member.data.get("round", 1) + 1
            changes.change_item(member.id, ASKED, round=asked, asked_on=changes.on.isoformat())


def record_interests(attempt: Attempt, changes: Changes, fields: InterestsFields) -> None:
    """Remember for which cases the member has answered, and in which they have an interest."""
    if attempt.item is not None:
        declared = [interest.case for interest in fields.interests]
        earlier = attempt.item.data.get("interests", [])
        changes.change_item(
            attempt.item.id,
            answered=meetings.agenda(attempt.case),
            interests=list(dict.fromkeys([*earlier, *declared])),
        )


def record_papers_sent(_: Attempt, changes: Changes) -> None:
    """Remember the day on which the papers went out."""
    changes.remember(meeting=MeetingRecord(papers_on=changes.on.isoformat()))


def record_attendance(attempt: Attempt, changes: Changes, fields: AttendanceFields) -> None:
    """Remember who took part, and whether the quorum was there."""
    people: dict[str, list[int]] = {"present": [], "represented": [], "apologies": [], "absent": []}
    substitutes: dict[str, int] = {}
    for entry in fields.members:
        member = person_number(attempt, entry.member)
        if member is None:
            continue
        people[entry.took_part].append(member)
        substitute = person_number(attempt, entry.by) if entry.by is not None else None
        if entry.took_part == "represented" and substitute is not None:
            substitutes[str(member)] = substitute
    took_part = [*people["present"], *people["represented"]]
    missing = meetings.seats_missing(attempt.definition, attempt.case, took_part)
    enough = len(took_part) >= meetings.quorum_members(attempt.definition)
    attendance = AttendanceRecord(
        present=people["present"],
        apologies=people["apologies"],
        missing=missing,
        quorate=enough and not missing,
    )
    # Whoever is left out of a later record of it was not there.
    changes.replace_table("meeting", "attendance", "represented", by=substitutes)
    changes.remember(meeting=MeetingRecord(attendance=attendance))


def record_minutes(_: Attempt, changes: Changes, fields: MinutesFields) -> None:
    """Keep the hash of the minutes."""
    changes.remember(
        meeting=MeetingRecord(
            minutes=MinutesRecord(sha256=fields.minutes.sha256, event=changes.seq)
        )
    )


@needs(items=(MEETING_ACTION,))
def open_meeting_action(attempt: Attempt, changes: Changes, fields: ActionFields) -> None:
    """Open an action that was agreed at the meeting."""
    due = fields.due.isoformat()
    data = ItemData(dates={str(changes.seq): {"on": changes.on.isoformat(), "day": due}})
    data |= {"first_due": due}
    owner = person_number(attempt, fields.owner)
    if owner is not None:
        data |= {"owner": owner, "agency": _agency(attempt, owner)}
    number = f"{MEETING_ACTION}:{len(attempt.case.items_of(MEETING_ACTION)) + 1}"
    initial = attempt.definition.files[MEETING_ACTION].initial
    changes.open_item(MEETING_ACTION, number, initial, data)


def _add_members(attempt: Attempt, changes: Changes, emails: Iterable[str]) -> None:
    """Add those people who are not members yet."""
    for email in emails:
        person = person_number(attempt, email)
        if person is None or meetings.member_of(changes.after, person) is not None:
            continue
        data = ItemData(
            owner=person,
            agency=_agency(attempt, person),
            round=1,
            asked_on=changes.on.isoformat(),
        )
        number = f"{MEMBER}:{len(changes.after.items_of(MEMBER)) + 1}"
        changes.open_item(MEMBER, number, ASKED, data)


def _set_day(changes: Changes, fields: SittingFields) -> None:
    number = str(changes.seq)
    record = MeetingRecord(
        days={number: {"on": changes.on.isoformat(), "day": fields.day.isoformat()}},
        times={number: [fields.starts, fields.ends]},
    )
    changes.remember(meeting=record)


def _agency(attempt: Attempt, person: int) -> str:
    """Return the agency for which a person sits: one that has a seat, or else their first."""
    posts = attempt.situation.directory.of(person)
    seated = [post for post in posts if attempt.definition.seat_of(post.agency) is not None]
    return (seated or posts)[0].agency


def person_number(attempt: Attempt, email: str) -> int | None:
    """Return the number in the directory of the person with an email, or None."""
    return attempt.situation.directory.number(email)


EFFECTS: Mapping[str, Effect] = {
    "plan_meeting": plan_meeting,
    "invite_members": invite_members,
    "reschedule_meeting": reschedule,
    "change_members": change_members,
    "change_agenda": change_agenda,
    "record_interests": record_interests,
    "record_papers_sent": record_papers_sent,
    "record_attendance": record_attendance,
    "record_minutes": record_minutes,
    "open_meeting_action": open_meeting_action,
}
