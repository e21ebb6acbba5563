"""What a case takes from meetings on record that have it on their agenda: which, when, with whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pathway.workflows.attempts.attempt import Attempt, Choice
from pathway.workflows.cases import meetings
from pathway.workflows.history.case import Case
from pathway.workflows.history.references import OF_ANY, is_meeting
from pathway.workflows.steps.suggested_days import in_ten_working_days

CANCELLED = "cancelled"
EVERYBODY = "Representatives of all agencies"


def meetings_with_case(attempt: Attempt) -> list[str]:
    """
    Return the meetings that have the case on their agenda, without those that were cancelled.

    An entry that is corrected may name another, which no longer has it.
    """
    named = filter(OF_ANY.fullmatch, attempt.situation.known_codes)
    known = sorted(text for text in named if is_meeting(text))
    return list(dict.fromkeys([*(meeting.reference for meeting in _meetings(attempt)), *known]))


def day_of_meeting(attempt: Attempt) -> list[str]:
    """Return the day of the next of these meetings; of none, the day in ten working days."""
    upcoming = _next_meeting(attempt)
    if upcoming is None:
        return in_ten_working_days(attempt)
    return [upcoming[0].isoformat()]


def invited_to_meeting(attempt: Attempt) -> list[list[str]]:
    """Return, as one suggestion, the agencies whose people are members of that meeting."""
    upcoming = _next_meeting(attempt)
    if upcoming is None:
        return [[EVERYBODY]]
    codes = [item.data.get("agency", "") for item in meetings.members(upcoming[1])]
    defined, directory = attempt.definition.agency_names, attempt.situation.directory
    names = [directory.agency_name(code, defined) for code in codes]
    return [list(dict.fromkeys(names)) or [EVERYBODY]]


def _meetings(attempt: Attempt) -> list[Case]:
    return [
        other
        for name, other in attempt.situation.others.items()
        if is_meeting(name)
        and attempt.case.reference in meetings.agenda(other)
        and other.state != CANCELLED
    ]


def _next_meeting(attempt: Attempt) -> tuple[date, Case] | None:
    planned = [(meetings.day_of(meeting), meeting) for meeting in _meetings(attempt)]
    to_come = [(day, meeting) for day, meeting in planned if day is not None and day >= attempt.on]
    return min(to_come, key=lambda entry: entry[0], default=None)


MEETING_CHOICES: Mapping[str, Choice] = {
    "meetings_with_case": meetings_with_case,
    "day_of_meeting": day_of_meeting,
    "invited_to_meeting": invited_to_meeting,
}
