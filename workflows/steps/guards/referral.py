"""Guards from the referral to the subgroup's decision."""

from __future__ import annotations

from collections.abc import Mapping

from pathway.workflows.attempts.attempt import Attempt, Guard
from pathway.workflows.attempts.needs import Needs
from pathway.workflows.known_names import (
    CARE_LEAVER_DEATH,
    GOOD_OUTCOME,
    LOOKED_AFTER_DEATH,
    SERIOUS_OFFENCE,
    YOUTH_JUSTICE_NOTIFICATION,
    YOUTH_JUSTICE_NOTIFIED,
)
from pathway.workflows.steps.case_choices import could_be_duplicate, is_alone
from pathway.workflows.steps.choices import interests
from pathway.workflows.steps.duty_choices import requests

NOTIFICATIONS = (LOOKED_AFTER_DEATH, CARE_LEAVER_DEATH, YOUTH_JUSTICE_NOTIFICATION)
TO_BE_MADE = Needs(deadlines=NOTIFICATIONS)


def _missing(attempt: Attempt) -> str:
    fields = ", ".join(attempt.case.memory.get("form", {}).get("missing", []))
    return f"the form still lacks {fields}; amend it first"


def _open_notifications(attempt: Attempt) -> list[str]:
    return [deadline.id for deadline in attempt.case.open_deadlines(*NOTIFICATIONS)]


def _to_notify(attempt: Attempt) -> str:
    names = ", ".join(_open_notifications(attempt))
    return f"still to be made: {names}; notify, or record the fact, first"


GUARDS: Mapping[str, Guard] = {
    "form_complete": Guard(
        lambda attempt: not attempt.case.memory.get("form", {}).get("missing"), _missing
    ),
    "notifications_made": Guard(
        lambda attempt: not _open_notifications(attempt), _to_notify, TO_BE_MADE
    ),
    "another_case": Guard(lambda attempt: not is_alone(attempt), "there is no other case"),
    "same_children_elsewhere": Guard(
        could_be_duplicate,
        "no other case that is open has as many children",
    ),
    "endorsed": Guard(
        lambda attempt: bool(attempt.case.memory.get("endorsed")), "the referral was never endorsed"
    ),
    "not_endorsed": Guard(
        lambda attempt: not attempt.case.memory.get("endorsed"), "the referral was endorsed"
    ),
    "nothing_decided": Guard(
        lambda attempt: not attempt.case.memory.get("decided"), "a decision was taken already"
    ),
    "request_open": Guard(
        lambda attempt: bool(requests(attempt)), "no request for information waits for an answer"
    ),
    "interests_asked": Guard(
        lambda attempt: bool(attempt.case.memory.get("papers", {}).get("interests_asked")),
        "those concerned were not asked for interests; put_to_subgroup or convene records it",
    ),
    "processes_listed": Guard(
        lambda attempt: bool(attempt.case.memory.get("papers", {}).get("processes_listed")),
        "the parallel processes were not listed; put_to_subgroup or convene records them",
    ),
    "is_serious_offence": Guard(
        lambda attempt: attempt.case.document.get("kind") == SERIOUS_OFFENCE,
        "the referral is not a serious offence",
        Needs(kinds=(SERIOUS_OFFENCE,)),
    ),
    "is_good_outcome": Guard(
        lambda attempt: attempt.case.document.get("kind") == GOOD_OUTCOME,
        "the referral is not a good outcome",
        Needs(kinds=(GOOD_OUTCOME,)),
    ),
    "youth_justice_notified": Guard(
        lambda attempt: bool(attempt.case.memory.get("facts", {}).get(YOUTH_JUSTICE_NOTIFIED)),
        "the notification to the Youth Justice Board is not on record; "
        "record_fact youth_justice_notified does it",
        Needs(facts=(YOUTH_JUSTICE_NOTIFIED,)),
    ),
    "interest_waits": Guard(
        lambda attempt: bool(interests(attempt)), "no declared interest waits for this decision"
    ),
}
