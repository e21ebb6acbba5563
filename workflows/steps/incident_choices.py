"""Incidents and children of incidents that an input may name, and when it has to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from pathway.workflows.attempts.attempt import Attempt
from pathway.workflows.attempts.needs import needs
from pathway.workflows.cases.children import SERIOUSLY_HARMED, children_of
from pathway.workflows.cases.fact_choices import fact_meant
from pathway.workflows.cases.facts import is_of_incident
from pathway.workflows.cases.incidents import (
    NOT_MET,
    NOT_NOTIFIABLE,
    incidents_of,
    possible_incidents,
)
from pathway.workflows.cases.notifiable import (
    fitting,
    incidents_notified,
    incidents_on_record,
    incidents_possible,
    incidents_to_decide,
    incidents_to_notify,
    is_ambiguous,
    labels_of,
    meant,
    notifiable_children,
    waiting_days,
    young_children,
)
from pathway.workflows.known_names import LOCAL_AUTHORITY, REVIEW_RUNS

# The answer for an incident of a duplicate that the surviving case does not have.
FURTHER = "further"


def children_to_notify(attempt: Attempt) -> list[list[str]]:
    """Return, as one suggestion, the children whom a notification of the incident would name."""
    return [labels_of(attempt, _to_name(attempt))]


def children_now_known(attempt: Attempt) -> list[list[dict[str, str]]]:
    """
    Return, as one suggestion, what a notification would have to say about a child so that it can be
    sent, where nothing on record allows it.
    """
    labels = labels_of(attempt, _to_name(attempt)[:1])
    suggestion = [
        {"child": label, "harm": SERIOUSLY_HARMED, "abuse_or_neglect": "suspected"}
        for label in labels
    ]
    return [suggestion]


def children_left_out(attempt: Attempt) -> list[str]:
    """Return the children of the incident whom the notification, so far, does not name."""
    incident = meant(attempt, incidents_to_notify(attempt))
    covered = attempt.command.input.get("children")
    if incident is None or not isinstance(covered, list):
        return []
    return [label for label in labels_of(attempt, incident.children) if label not in covered]


def why_not_left_out(_: Attempt, __: Any) -> str:
    """Return why a child cannot be left out of a notification, nor moved to its own incident."""
    return "only a child of this incident whom the notification does not name can be named here"


def nobody_to_notify(attempt: Attempt) -> bool:
    """Return whether what is on record allows a notification for no child of the incident."""
    return not _to_notify(attempt)


def _to_name(attempt: Attempt) -> list[int]:
    return _to_notify(attempt) or young_children(attempt)[:1]


def _to_notify(attempt: Attempt) -> list[int]:
    incident = meant(attempt, incidents_to_notify(attempt))
    if incident is not None:
        return notifiable_children(attempt, incident.children)
    everybody = [child.number for child in children_of(attempt.case)]
    return notifiable_children(attempt, everybody)


def aware_day(attempt: Attempt) -> list[str]:
    """Return an acceptable day of awareness: the one on record, or else that of the step."""
    incident = meant(attempt, incidents_to_notify(attempt))
    on_record = incident.aware_on() if incident is not None else None
    days = sorted(waiting_days(attempt.case).values())
    if on_record is None and days:
        on_record = date.fromisoformat(days[0])
    return [min(on_record or attempt.on, attempt.on).isoformat()]


def incidents_to_hand_over(attempt: Attempt) -> list[str]:
    """Return the incidents that a duplicate hands over."""
    return [incident.id for incident in possible_incidents(attempt.case)]


def incidents_elsewhere(attempt: Attempt) -> list[str]:
    """Return the ids of the incidents of other cases, and the word for one that is none of them."""
    ids: set[str] = set()
    for case in attempt.situation.others.values():
        ids.update(incident.id for incident in incidents_of(case))
    return [*sorted(ids), FURTHER]


def linked_cases(attempt: Attempt) -> list[str]:
    """Return the references of the cases that are linked to this one."""
    return sorted(attempt.case.memory.get("links", {}))


def view_missing(attempt: Attempt) -> bool:
    """Return whether a partner other than the local authority has not said whether to notify."""
    others = [seat for seat in attempt.definition.seats if seat != LOCAL_AUTHORITY]
    for incident in fitting(attempt, incidents_to_decide(attempt)):
        if any(incident.view(seat) is None for seat in others):
            return True
    return False


def not_screened(attempt: Attempt) -> bool:
    """Return whether no decision on notifying was taken, so that screening must be explained."""
    return not incidents_of(attempt.case, NOT_NOTIFIABLE, NOT_MET)


@needs(states=REVIEW_RUNS)
def reviewed_elsewhere(attempt: Attempt) -> bool:
    """
    Return whether it must be said that the Panel agreed.

    It must be, once the rapid review is over, unless a linked case is named.
    """
    return not attempt.case.within(*REVIEW_RUNS) and not attempt.command.input.get("linked_case")


def day_unknown(attempt: Attempt) -> bool:
    """Return whether no day of awareness is on record yet, so that the notification gives it."""
    about = fitting(attempt, incidents_to_notify(attempt))
    if not about:
        return not waiting_days(attempt.case)
    return any(incident.aware_on() is None for incident in about)


def _several(choices: Callable[[Attempt], Sequence[str]]) -> Callable[[Attempt], bool]:
    """Return the condition that several of the choices fit, so that the input must name one."""
    return lambda attempt: is_ambiguous(attempt, choices(attempt))


def _several_for_fact(attempt: Attempt) -> bool:
    """Return whether the fact is about one of several incidents, and must name it."""
    fact = fact_meant(attempt)
    if fact is None or not is_of_incident(fact):
        return False
    return is_ambiguous(attempt, incidents_on_record(attempt))


INCIDENT_CHOICES: Mapping[str, Callable[[Attempt], Sequence[Any]]] = {
    "incidents_to_decide": incidents_to_decide,
    "incidents_to_notify": incidents_to_notify,
    "incidents_possible": incidents_possible,
    "incidents_notified": incidents_notified,
    "incidents_on_record": incidents_on_record,
    "incidents_to_hand_over": incidents_to_hand_over,
    "incidents_elsewhere": incidents_elsewhere,
    "children_to_notify": children_to_notify,
    "children_now_known": children_now_known,
    "children_left_out": children_left_out,
    "aware_day": aware_day,
    "linked_cases": linked_cases,
}
INCIDENT_CONDITIONS: Mapping[str, Callable[[Attempt], bool]] = {
    "view_missing": view_missing,
    "not_screened": not_screened,
    "reviewed_elsewhere": reviewed_elsewhere,
    "day_unknown": day_unknown,
    "nobody_to_notify": nobody_to_notify,
    "several_incidents_to_decide": _several(incidents_to_decide),
    "several_incidents_to_notify": _several(incidents_to_notify),
    "several_incidents_possible": _several(incidents_possible),
    "several_incidents_notified": _several(incidents_notified),
    "several_incidents_for_fact": _several_for_fact,
}
