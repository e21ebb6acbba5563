"""Effects of facts: that something happened on a day, and what the rules know about it."""

from __future__ import annotations

from collections.abc import Mapping

from pathway.workflows.attempts.attempt import Attempt, Effect
from pathway.workflows.attempts.needs import needs
from pathway.workflows.cases.children import tell_of_child
from pathway.workflows.cases.fact_choices import months_to_check
from pathway.workflows.cases.facts import (
    child_meant,
    incident_of_fact,
    is_of_child,
    is_of_incident,
)
from pathway.workflows.cases.lengths import several_months
from pathway.workflows.forms.fields import Fields
from pathway.workflows.history.changes import Changes
from pathway.workflows.history.ledger import Subject
from pathway.workflows.history.records import FactSubject
from pathway.workflows.known_names import AWARE, HARM_CHANGED, INCIDENT, LEAD
from pathway.workflows.steps.effects.incidents import become_aware


class FactFields(Fields):
    """A fact, and what it is about where that is one incident, child, check or step."""

    fact: str
    incident: str | None = None
    child: str | None = None
    harm: str | None = None
    months: int | None = None
    step: str | None = None


@needs(facts=(AWARE, HARM_CHANGED, LEAD), items=(INCIDENT,))
def record_fact(attempt: Attempt, changes: Changes, fields: FactFields) -> None:
    """Record a fact on the day of the step."""
    changes.record_fact(fields.fact, attempt.on, **_about(attempt, changes, fields.fact))
    if fields.fact == HARM_CHANGED:
        number = child_meant(attempt)
        if number is not None:
            tell_of_child(changes, number, harm=fields.harm, change=True)
    elif _meets_several(attempt, fields.fact):
        changes.months = fields.months or months_to_check(attempt)[0]
    elif fields.fact == LEAD and fields.step:
        changes.remember(rounds={fields.step: {"lead_decided_on": attempt.on.isoformat()}})


def _meets_several(attempt: Attempt, fact: str) -> bool:
    """Return whether the fact meets a duty with several due dates, of which one is then meant."""
    rules = [rule for rule in attempt.definition.deadlines.values() if rule.fact == fact]
    return any(several_months(rule) for rule in rules)


def _about(attempt: Attempt, changes: Changes, fact: str) -> FactSubject:
    """Return the incident or child that the fact is about, and make it the subject of the step."""
    if is_of_incident(fact):
        incident = incident_of_fact(attempt)
        if incident is None:
            return {}
        if fact == AWARE:
            become_aware(changes, incident, attempt.on.isoformat())
        changes.subject = Subject(item=incident)
        return {"item": incident}
    if is_of_child(fact):
        number = child_meant(attempt)
        if number is None:
            return {}
        changes.subject = Subject(child=number)
        return {"child": number}
    return {}


EFFECTS: Mapping[str, Effect] = {"record_fact": record_fact}
