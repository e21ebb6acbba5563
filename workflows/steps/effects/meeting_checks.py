"""
Checks of what the steps of meetings say: each under the name of the effect that relies on it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from pathway.errors import Reason
from pathway.workflows.attempts.attempt import Attempt, Check
from pathway.workflows.calendar.in_words import day_words
from pathway.workflows.cases import meetings
from pathway.workflows.forms.fields import Fields
from pathway.workflows.steps.effects.meetings import SittingFields

TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


class ConveningFields(Fields):
    """The day to which agencies are called, and the meeting on record that it is."""

    meeting_on: date | None = None
    meeting: str | None = None


def day_to_come(attempt: Attempt, fields: SittingFields) -> list[Reason]:
    """Return the faults of a day that has passed, and of times that are none."""
    faults: list[Reason] = []
    if fields.day < attempt.on:
        why = "this day has passed; for a meeting that was planned earlier give --on with that day"
        faults.append(_fault("day", why))
    for name, time in (("starts", fields.starts), ("ends", fields.ends)):
        if not TIME.fullmatch(time):
            faults.append(_fault(name, "give a time such as 09:30"))
    if not faults and fields.ends <= fields.starts:
        faults.append(_fault("ends", f"it must end after {fields.starts}"))
    return faults


def day_of_that_meeting(attempt: Attempt, fields: ConveningFields) -> list[Reason]:
    """Return a fault where agencies are called to another day than that of the meeting on record."""
    meeting = attempt.situation.others.get(fields.meeting or "")
    day = meetings.day_of(meeting) if meeting is not None else None
    if fields.meeting_on is None or day in (None, fields.meeting_on):
        return []
    why = f"{fields.meeting} is planned for {day_words(day)}; give that day, or move the meeting"
    return [_fault("meeting_on", why)]


def _fault(path: str, message: str) -> Reason:
    return Reason("input", message, path)


CHECKS: Mapping[str, Check] = {
    "plan_meeting": day_to_come,
    "reschedule_meeting": day_to_come,
    "day_of_that_meeting": day_of_that_meeting,
}
