"""Guards of actions and publications."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pathway.workflows.calendar import after_months
from pathway.workflows.commands import Attempt
from pathway.workflows.guards.guard import Guard

COPIES_BEFORE = -7  # working days; statutory guidance, unverified
KEPT_MONTHS = 12


def _is(attempt: Attempt, name: str) -> bool:
    return bool(attempt.item and attempt.item[name])


def _may_go_on(attempt: Attempt) -> bool:
    return attempt.case.state != "closed" or _is(attempt, "taken_down")


def _seven_days_passed(attempt: Attempt) -> bool:
    sent: str | None = attempt.item["copies_on"] if attempt.item else None
    if sent is None:
        return False
    return date.fromisoformat(sent) <= attempt.situation.calendar.add(attempt.on, COPIES_BEFORE)


def _a_year_has_run(attempt: Attempt) -> bool:
    published: str | None = attempt.item["published_on"] if attempt.item else None
    return published is not None and attempt.on >= after_months(date.fromisoformat(published), KEPT_MONTHS)


def _in_preparation(attempt: Attempt) -> bool:
    return _is(attempt, "panel") and attempt.item is not None and attempt.item.state == "preparing"


def _what(attempt: Attempt) -> str | None:
    return attempt.item["what"] if attempt.item else None


GUARDS: Mapping[str, Guard] = {
    "is_blocked": Guard(lambda attempt: _is(attempt, "blocked"), "the action is not blocked"),
    "not_blocked": Guard(lambda attempt: not _is(attempt, "blocked"), "the action is blocked already"),
    "panel_publication": Guard(lambda attempt: _is(attempt, "panel"), "a local report needs no copies; publish it"),
    "local_publication": Guard(
        lambda attempt: not _is(attempt, "panel"),
        "this report goes to the Panel before it is published; send_copies first",
    ),
    "panel_publication_in_preparation": Guard(_in_preparation, "the copies are sent already"),
    "publication_may_go_on": Guard(
        _may_go_on, "the case is closed; only a publication taken down after closing goes on"
    ),
    "copies_were_the_report": Guard(
        lambda attempt: _what(attempt) == "report",
        "the copies were of the improvements; publish_improvements, or revise",
    ),
    "copies_were_the_improvements": Guard(
        lambda attempt: _what(attempt) == "improvements", "the copies were of the report; publish, or revise"
    ),
    "seven_working_days_passed": Guard(
        _seven_days_passed, "fewer than 7 working days have passed since the copies went out"
    ),
    "a_year_has_run": Guard(
        _a_year_has_run, "it has not been published for a year; take_down is for court orders and privacy"
    ),
}
