"""
For which children a notification can be sent, and which incident a step is about.

A notification can be sent for a child under 18, or unborn, who died or was seriously harmed where
abuse or neglect is known or suspected (Children Act 2004 section 16C(1)).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pathway.workflows.attempts.attempt import Attempt
from pathway.workflows.attempts.definition import Definition
from pathway.workflows.attempts.numbers import CHILD_UNDER
from pathway.workflows.cases.children import KNOWN_OR_SUSPECTED, Child, child_of, children_of
from pathway.workflows.cases.incidents import (
    DO_NOT_NOTIFY,
    NOT_MET,
    NOT_NOTIFIABLE,
    NOTIFIED,
    POSSIBLE,
    STRUCK,
    Incident,
    incident_from,
    incidents_of,
)
from pathway.workflows.history.case import Case
from pathway.workflows.known_names import AWARE, BEFORE_PROPOSAL, LOCAL_AUTHORITY, RECORD_VIEW

FIELD = "incident"


def why_not_notifiable(child: Child, child_under: int) -> str | None:
    """Return why no notification can be sent for a child, by what is on record, or None."""
    if child.age_years >= child_under:
        return f"is not under {child_under}"
    if not child.is_harmed:
        return "neither died nor was seriously harmed"
    if child.abuse_or_neglect not in KNOWN_OR_SUSPECTED:
        return "is not known or suspected to have been abused or neglected"
    return None


def notifiable_children(attempt: Attempt, numbers: Iterable[int]) -> list[int]:
    """Return the ordinals of those of the children for whom a notification can be sent."""
    under = attempt.definition.number(CHILD_UNDER)
    children = (child_of(attempt.case, number) for number in numbers)
    return [child.number for child in children if why_not_notifiable(child, under) is None]


def young_children(attempt: Attempt) -> list[int]:
    """Return the ordinals of the children who are young enough for a notification."""
    under = attempt.definition.number(CHILD_UNDER)
    return [child.number for child in children_of(attempt.case) if child.age_years < under]


def as_told(child: Child, harm: str | None, abuse_or_neglect: str | None) -> Child:
    """Return a child with what a step itself tells about it."""
    return replace(
        child,
        harm=harm or child.harm,
        abuse_or_neglect=abuse_or_neglect or child.abuse_or_neglect,
    )


def incidents_to_decide(attempt: Attempt) -> list[str]:
    """
    Return the incidents on which partners give their views, and the local authority decides, in the
    present state of the case.

    First come those that the local authority, by its own view, may decide are not notifiable.
    """
    here = decided_here(attempt.definition, attempt.case)
    return [incident.id for incident in sorted(here, key=may_be_notified)]


def decided_here(definition: Definition, case: Case) -> list[Incident]:
    """
    Return the incidents that may be decided on in the present state of the case.

    In the subgroup's own stages a notification is proposed first, except of incidents that were
    reported or handed over.
    """
    steps = definition.steps_named(RECORD_VIEW)
    if not any(file.covers(step.from_, case.state) for file, step in steps):
        return []
    possible = incidents_of(case, POSSIBLE)
    if case.within(*BEFORE_PROPOSAL):
        return [incident for incident in possible if incident.reported]
    return possible


def may_be_notified(incident: Incident) -> bool:
    """Return whether the local authority's own view lets a possible incident be notified."""
    return not incident.is_possible or incident.view(LOCAL_AUTHORITY) != DO_NOT_NOTIFY


def incidents_to_notify(attempt: Attempt) -> list[str]:
    """Return the possible incidents, then those decided on, which may be notified after all."""
    case = attempt.case
    return _allowed_first(
        [*incidents_of(case, POSSIBLE), *incidents_of(case, NOT_NOTIFIABLE, NOT_MET)]
    )


def incidents_possible(attempt: Attempt) -> list[str]:
    """Return the incidents that are still to be decided on."""
    return _allowed_first(incidents_of(attempt.case, POSSIBLE))


def _allowed_first(incidents: Iterable[Incident]) -> list[str]:
    """Return the ids of incidents, last those that the local authority does not want notified."""
    return [incident.id for incident in sorted(incidents, key=may_be_notified, reverse=True)]


def incidents_notified(attempt: Attempt) -> list[str]:
    """Return the incidents whose notification was sent."""
    return [incident.id for incident in incidents_of(attempt.case, NOTIFIED)]


def incidents_on_record(attempt: Attempt) -> list[str]:
    """Return the incidents for which a day may be recorded, the possible ones first."""
    return list(dict.fromkeys([*incidents_to_notify(attempt), *incidents_notified(attempt)]))


def meant(attempt: Attempt, choices: Sequence[str]) -> Incident | None:
    """
    Return the incident that a step is about: the one that it names, else the only one that fits.

    Of several, one that is still possible comes before those that were decided on.
    """
    named = attempt.command.input.get(FIELD)
    if named is not None:
        return incident_from(attempt.case.items[named]) if named in choices else None
    incidents = _possible_before_decided(attempt, choices)
    return incidents[0] if len(incidents) == 1 else None


def fitting(attempt: Attempt, choices: Sequence[str]) -> list[Incident]:
    """Return the incident that a step is about, or all that fit while it has still to be named."""
    incident = meant(attempt, choices)
    if incident is not None:
        return [incident]
    return _possible_before_decided(attempt, choices)


def is_ambiguous(attempt: Attempt, choices: Sequence[str]) -> bool:
    """Return whether several incidents fit, so that the step names one."""
    return len(_possible_before_decided(attempt, choices)) > 1


def _possible_before_decided(attempt: Attempt, choices: Sequence[str]) -> list[Incident]:
    """Return the incidents that are still possible, or, if none is, those that were decided on."""
    incidents = [incident_from(attempt.case.items[number]) for number in choices]
    return [incident for incident in incidents if incident.is_possible] or incidents


def labels_of(attempt: Attempt, numbers: Sequence[int]) -> list[str]:
    """Return what the form calls the children of those ordinals."""
    return [attempt.situation.labels[number - 1] for number in numbers]


def number_of(attempt: Attempt, label: str) -> int:
    """Return the ordinal of the child with that label on the form."""
    return attempt.situation.labels.index(label) + 1


def form_days(case: Case) -> dict[str, str]:
    """Return the days of awareness that name no incident, by the event that recorded them."""
    entries = case.memory.get("facts", {}).get(AWARE, {}).items()
    return {number: entry["on"] for number, entry in entries if entry.get("item") is None}


def waiting_days(case: Case, incident: str | None = None) -> dict[str, str]:
    """
    Return the days of awareness on the form that wait for an incident to take them.

    They go to the first incident of a case: there are none where the case has another incident.

    Args:
        incident: The incident that would take them; a new one where it is left out.
    """
    others = [
        other for other in incidents_of(case) if other.id != incident and other.state != STRUCK
    ]
    return {} if others else form_days(case)
