"""Guards of meetings."""

from __future__ import annotations

from collections.abc import Mapping

from pathway.workflows.attempts.attempt import Attempt, Guard
from pathway.workflows.calendar.in_words import day_words
from pathway.workflows.cases import meetings


def _is_invited(attempt: Attempt) -> bool:
    return meetings.are_invited(attempt.case)


def _on_its_day(attempt: Attempt) -> bool:
    return attempt.on == meetings.day_of(attempt.case)


def _which_day(attempt: Attempt) -> str:
    day = meetings.day_of(attempt.case)
    if day is None:
        return "the meeting has no day"
    return (
        f"the meeting is planned for {day_words(day)}: give --on {day}, "
        "or reschedule it first if it was held on another day"
    )


def _has_minutes(attempt: Attempt) -> bool:
    return "minutes" in meetings.record_of(attempt.case)


def _has_cases(attempt: Attempt) -> bool:
    return bool(meetings.agenda(attempt.case))


GUARDS: Mapping[str, Guard] = {
    "members_invited": Guard(_is_invited, "the members have not been invited; invite them first"),
    "on_the_day_of_the_meeting": Guard(_on_its_day, _which_day),
    "minutes_recorded": Guard(
        _has_minutes, "there are no minutes yet; record_minutes records them"
    ),
    "cases_on_the_agenda": Guard(
        _has_cases, "no case is on the agenda, so there is nothing to answer"
    ),
}
