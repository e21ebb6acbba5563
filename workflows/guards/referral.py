"""Guards from the referral to the subgroup's decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pathway.workflows.choices import interests, other_cases, requests, surviving_cases
from pathway.workflows.commands import Attempt
from pathway.workflows.duplicates import notifies
from pathway.workflows.guards.guard import Guard
from pathway.workflows.known_names import (
    CARE_LEAVER_DEATH,
    DECISION_TO_NOTIFY,
    GOOD_OUTCOME,
    LOCAL_AUTHORITY,
    LOOKED_AFTER_DEATH,
    PANEL_NOTIFICATION,
    SERIOUS_OFFENCE,
    YOUTH_JUSTICE_NOTIFICATION,
    YOUTH_JUSTICE_NOTIFIED,
)
from pathway.workflows.needs import Needs
from pathway.workflows.numbers import CHILD_UNDER

NOTIFICATIONS = (PANEL_NOTIFICATION, LOOKED_AFTER_DEATH, CARE_LEAVER_DEATH, YOUTH_JUSTICE_NOTIFICATION)
TO_BE_MADE = Needs(deadlines=NOTIFICATIONS)
OWN_VIEW = Needs(states=(DECISION_TO_NOTIFY,), seats=(LOCAL_AUTHORITY,))
HARM = ("died", "seriously_harmed")


def _missing(attempt: Attempt) -> str:
    fields = ", ".join(attempt.case.listed("form", "missing"))
    return f"the form still lacks {fields}; amend it first"


def _open_notifications(attempt: Attempt) -> list[str]:
    return [one.key for one in attempt.case.open_deadlines(*NOTIFICATIONS)]


def _to_notify(attempt: Attempt) -> str:
    return f"still to be made: {', '.join(_open_notifications(attempt))}; notify, or record the fact, first"


def serious_incident_possible(attempt: Attempt) -> bool:
    """Say whether a serious incident is possible."""
    return bool(attempt.remembered("incident", "possible"))


def is_tested(attempt: Attempt) -> bool:
    """Say whether nothing is left to be tested: since submission it was decided whether the incident is notifiable."""
    if not attempt.remembered("people", "submitters"):
        return True
    if serious_incident_possible(attempt) and not attempt.remembered("incident", "tested"):
        return False
    young = [child for child in _children(attempt) if _young_care_leaver(attempt, child)]
    return bool(attempt.remembered("ever_tested")) or not young


def _untested(attempt: Attempt) -> str:
    age = attempt.definition.number(CHILD_UNDER)
    return (
        f"a serious incident is possible, or a care leaver under {age} died, and it was not decided whether it is "
        "notifiable; propose a notification first"
    )


def _young_care_leaver(attempt: Attempt, child: Mapping[str, Any]) -> bool:
    is_young = child["age_years"] < attempt.definition.number(CHILD_UNDER)
    return bool(is_young and child["harm"] == "died" and "care_leaver" in child["care_status"])


def _children(attempt: Attempt) -> list[Mapping[str, Any]]:
    return list(attempt.case.table("children").values())


def _screened(attempt: Attempt) -> bool:
    return bool(attempt.remembered("screened")) or not any(child["harm"] in HARM for child in _children(attempt))


def _others_made(attempt: Attempt) -> bool:
    return all(key == PANEL_NOTIFICATION for key in _open_notifications(attempt))


def _taken_over(attempt: Attempt) -> bool:
    """Nothing is left to notify to the Panel or to test, or the surviving case does it."""
    own = PANEL_NOTIFICATION in _open_notifications(attempt) or not is_tested(attempt)
    named = attempt.command.input.get("surviving")
    if not own or not isinstance(named, str):
        return not own or any(notifies(one) for one in attempt.situation.others.values())
    return named in attempt.situation.others and notifies(attempt.situation.others[named])


def _own_view(attempt: Attempt) -> str | None:
    """Return the local authority's view of this visit; one of an earlier visit has passed."""
    if not attempt.case.within(DECISION_TO_NOTIFY):
        return None
    view: str | None = attempt.remembered("views", LOCAL_AUTHORITY)
    return view


GUARDS: Mapping[str, Guard] = {
    "form_complete": Guard(lambda attempt: not attempt.remembered("form", "missing"), _missing),
    "serious_incident_possible": Guard(serious_incident_possible, "no serious incident is possible"),
    "notifications_made": Guard(lambda attempt: not _open_notifications(attempt), _to_notify, TO_BE_MADE),
    "serious_incident_tested": Guard(
        is_tested,
        _untested,
        Needs(numbers=(CHILD_UNDER,)),
    ),
    "another_case": Guard(lambda attempt: bool(other_cases(attempt)), "there is no other case"),
    "other_notifications_made": Guard(_others_made, _to_notify, TO_BE_MADE),
    "notification_taken_over": Guard(
        _taken_over,
        "the Panel is still to be notified, and the surviving case's own notification neither runs nor was made",
        Needs(deadlines=NOTIFICATIONS, numbers=(CHILD_UNDER,)),
    ),
    "same_children_elsewhere": Guard(
        lambda attempt: bool(surviving_cases(attempt)), "no other case that is open has as many children"
    ),
    "endorsed": Guard(lambda attempt: bool(attempt.remembered("endorsed")), "the referral was never endorsed"),
    "not_endorsed": Guard(lambda attempt: not attempt.remembered("endorsed"), "the referral was endorsed"),
    "nothing_decided": Guard(lambda attempt: not attempt.remembered("decided"), "a decision was taken already"),
    "request_open": Guard(lambda attempt: bool(requests(attempt)), "no request for information waits for an answer"),
    "own_view_do_not_notify": Guard(
        lambda attempt: _own_view(attempt) == "do_not_notify",
        "the local authority's own view is not «do not notify»; record_view says it first",
        OWN_VIEW,
    ),
    "local_authority_says_notify": Guard(
        lambda attempt: _own_view(attempt) != "do_not_notify",
        "the local authority's view is «do not notify»; it records another view first",
        OWN_VIEW,
    ),
    "interests_asked": Guard(
        lambda attempt: bool(attempt.remembered("papers", "interests_asked")),
        "those concerned were not asked for interests; put_to_subgroup or convene records it",
    ),
    "processes_listed": Guard(
        lambda attempt: bool(attempt.remembered("papers", "processes_listed")),
        "the parallel processes were not listed; put_to_subgroup or convene records them",
    ),
    "is_serious_offence": Guard(
        lambda attempt: attempt.case.document.get("kind") == SERIOUS_OFFENCE,
        "the referral is no serious offence",
        Needs(kinds=(SERIOUS_OFFENCE,)),
    ),
    "is_good_outcome": Guard(
        lambda attempt: attempt.case.document.get("kind") == GOOD_OUTCOME,
        "the referral is no good outcome",
        Needs(kinds=(GOOD_OUTCOME,)),
    ),
    "screened_for_notification": Guard(
        _screened, "a child died or was seriously harmed and it was not decided whether that is notifiable"
    ),
    "youth_justice_notified": Guard(
        lambda attempt: bool(attempt.remembered("facts", YOUTH_JUSTICE_NOTIFIED)),
        "the notification to the Youth Justice Board is not on record; record_fact youth_justice_notified does it",
        Needs(facts=(YOUTH_JUSTICE_NOTIFIED,)),
    ),
    "interest_waits": Guard(lambda attempt: bool(interests(attempt)), "no declared interest waits for this decision"),
}
