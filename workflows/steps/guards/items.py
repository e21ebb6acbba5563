"""Guards of actions and publications."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from pathway.workflows.attempts.attempt import Attempt, Guard
from pathway.workflows.attempts.needs import Needs
from pathway.workflows.cases.lengths import due_by_rule, length_words
from pathway.workflows.known_names import COPIES, KEPT


def _is(attempt: Attempt, name: Literal["blocked", "panel", "taken_down"]) -> bool:
    return attempt.item is not None and attempt.item.data.get(name, False)


def _may_go_on(attempt: Attempt) -> bool:
    return attempt.case.state not in attempt.definition.case.finals or _is(attempt, "taken_down")


def _copies_in_time(attempt: Attempt) -> bool:
    sent = attempt.item.data.get("copies_on") if attempt.item else None
    return sent is not None and date.fromisoformat(sent) <= due_by_rule(attempt, COPIES, attempt.on)


def _kept_long_enough(attempt: Attempt) -> bool:
    published = attempt.item.data.get("published_on") if attempt.item else None
    if published is None:
        return False
    return attempt.on >= due_by_rule(attempt, KEPT, date.fromisoformat(published))


def _in_preparation(attempt: Attempt) -> bool:
    if attempt.item is None or not _is(attempt, "panel"):
        return False
    return attempt.item.state == attempt.definition.files[attempt.item.kind].initial


def _what(attempt: Attempt) -> str | None:
    return attempt.item.data.get("what") if attempt.item else None


GUARDS: Mapping[str, Guard] = {
    "is_blocked": Guard(lambda attempt: _is(attempt, "blocked"), "the action is not blocked"),
    "not_blocked": Guard(
        lambda attempt: not _is(attempt, "blocked"), "the action is blocked already"
    ),
    "panel_publication": Guard(
        lambda attempt: _is(attempt, "panel"), "a local report needs no copies; publish it"
    ),
    "local_publication": Guard(
        lambda attempt: not _is(attempt, "panel"),
        "this report goes to the Panel before it is published; send_copies first",
    ),
    "panel_publication_in_preparation": Guard(_in_preparation, "the copies have already been sent"),
    "publication_may_go_on": Guard(
        _may_go_on, "the case is closed; only a publication taken down after closing goes on"
    ),
    "copies_were_the_report": Guard(
        lambda attempt: _what(attempt) == "report",
        "the copies were of the improvements; publish_improvements, or revise",
    ),
    "copies_were_the_improvements": Guard(
        lambda attempt: _what(attempt) == "improvements",
        "the copies were of the report; publish, or revise",
    ),
    "copies_sent_in_time": Guard(
        _copies_in_time,
        lambda attempt: (
            f"fewer than {length_words(attempt, COPIES)} have passed since the copies went out"
        ),
        Needs(deadlines=(COPIES,)),
    ),
    "kept_long_enough": Guard(
        _kept_long_enough,
        lambda attempt: (
            f"it has not been published for {length_words(attempt, KEPT)}; "
            "take_down is for court orders and privacy"
        ),
        Needs(deadlines=(KEPT,)),
    ),
}
