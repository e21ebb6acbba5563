"""Facts that the rules read, and what each is about: an incident, a child, or the case."""

from __future__ import annotations

from pathway.workflows.attempts.attempt import Attempt
from pathway.workflows.cases.children import DIED, child_of, children_of
from pathway.workflows.cases.notifiable import FIELD, incidents_on_record, meant
from pathway.workflows.known_names import (
    AWARE,
    CARE_DEATH_AWARE,
    CARE_DEATH_NOTIFIED,
    HARM_CHANGED,
    PARTNERS_TOLD,
)

OF_INCIDENTS = (AWARE, PARTNERS_TOLD)
OF_CHILDREN = (CARE_DEATH_AWARE, CARE_DEATH_NOTIFIED, HARM_CHANGED)
IN_CARE = ("looked_after", "care_leaver")


def is_of_incident(fact: str) -> bool:
    """Return whether a fact is about an incident."""
    return fact in OF_INCIDENTS


def is_of_child(fact: str) -> bool:
    """Return whether a fact is about a child."""
    return fact in OF_CHILDREN


def incident_of_fact(attempt: Attempt) -> str | None:
    """Return the incident that a fact is about: the one that is named, else the only one to fit."""
    incident = meant(attempt, incidents_on_record(attempt))
    return incident.id if incident is not None else None


def incident_of_step(attempt: Attempt) -> str | None:
    """Return the incident that a step of the case is about, or None where there is none."""
    form = attempt.definition.forms.by_name.get(attempt.step.input)
    fields = {field.name for field in form.field} if form is not None else set[str]()
    of_another = "fact" in fields and not is_of_incident(attempt.command.input.get("fact", ""))
    if FIELD not in fields or of_another:
        return None
    return incident_of_fact(attempt)


def children_of_fact(attempt: Attempt) -> list[int]:
    """
    Return the children that the fact may be about.

    They are those who are alive, for a change of harm, and those who died in care, for all else.
    """
    fact = attempt.command.input.get("fact")
    children = children_of(attempt.case)
    if fact == HARM_CHANGED:
        return [child.number for child in children if child.harm != DIED]
    died = [child for child in children if child.harm == DIED]
    return [child.number for child in died if set(child.care_status) & set(IN_CARE)]


def child_meant(attempt: Attempt) -> int | None:
    """Return the ordinal of the child that the fact is about: the one named, or the only one."""
    named = attempt.command.input.get("child")
    if isinstance(named, str) and named in attempt.situation.labels:
        return attempt.situation.labels.index(named) + 1
    fitting = children_of_fact(attempt)
    return fitting[0] if named is None and len(fitting) == 1 else None


def may_tell_of(attempt: Attempt, number: int) -> bool:
    """Return whether a child has died who was looked after or a care leaver."""
    child = child_of(attempt.case, number)
    return child.harm == DIED and bool(set(child.care_status) & set(IN_CARE))
