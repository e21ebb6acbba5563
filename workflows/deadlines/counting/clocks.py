"""
Clocks that follow what is on record: the days from which a duty runs, or none while it does not
run.

A day that is told more than once is the earliest that was told of the same thing. A date that
somebody set, such as the planned day of publication, has the day on which it was set beside it, so
that an earlier one still counts for what was due by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pathway.workflows.attempts.definition import Definition
from pathway.workflows.attempts.needs import needs
from pathway.workflows.attempts.numbers import CARE_LEAVER_UP_TO
from pathway.workflows.calendar.moments import moment_in
from pathway.workflows.cases.children import DIED, child_of, events_telling_of_death
from pathway.workflows.cases.incidents import (
    NOTIFIED,
    POSSIBLE,
    Incident,
    incident_from,
    incident_states,
    incidents_of,
)
from pathway.workflows.deadlines.counting.counted import Run
from pathway.workflows.definitions.deadline_format import OF_FACT
from pathway.workflows.history.case import Case
from pathway.workflows.history.ledger import EVERYTHING, Subject
from pathway.workflows.known_names import CARE_DEATH_AWARE, CHARGED, INCIDENT, YOUTH_JUSTICE_AWARE


@dataclass(frozen=True, slots=True)
class ClockContext:
    """
    The duty whose clock is asked for.

    Args:
        occurrence: Which duty of its subject it is, counted from 1.
        opened_by: The number of the event that opened it; None where it is being opened.
        ended_by: The number of the event that ended it: what was sent or planned later is not its
            clock.
    """

    definition: Definition
    case: Case
    subject: Subject = EVERYTHING
    occurrence: int = 1
    opened_by: int | None = None
    ended_by: int | None = None


# The clock of an action's own date, and that of a report's planned day: days that somebody set.
ACTION_DUE, PLANNED_PUBLICATION = "action_due", "planned_publication"
SET_DAYS = (ACTION_DUE, PLANNED_PUBLICATION)
Clock = Callable[[ClockContext], list[Run]]


@needs(items=(INCIDENT,), states=incident_states(POSSIBLE, NOTIFIED))
def local_authority_aware(context: ClockContext) -> list[Run]:
    """
    Return the day the local authority became aware of an incident, while that is possible or
    notified.
    """
    incident = incident_from(context.case.items[context.subject.item or ""])
    runs = incident.state in (POSSIBLE, NOTIFIED) and incident.round == context.occurrence
    aware_on = incident.aware_on() if runs else None
    return [Run(aware_on)] if aware_on else []


@needs(facts=(CARE_DEATH_AWARE,))
def looked_after_death_aware(context: ClockContext) -> list[Run]:
    """
    Return the day of awareness of the death of a looked-after child (Children Act 1989 Schedule 2
    paragraph 20).
    """
    return _death_aware(context) if _died(context, "looked_after") else []


@needs(facts=(CARE_DEATH_AWARE,), numbers=(CARE_LEAVER_UP_TO,))
def care_leaver_death_aware(context: ClockContext) -> list[Run]:
    """
    Return the day of awareness of the death of a care leaver, up to and including an age (statutory
    guidance).
    """
    up_to = context.definition.number(CARE_LEAVER_UP_TO)
    is_young = child_of(context.case, context.subject.child or 0).age_years < up_to + 1
    return _death_aware(context) if is_young and _died(context, "care_leaver") else []


@needs(facts=(YOUTH_JUSTICE_AWARE, CHARGED))
def youth_justice_aware(context: ClockContext) -> list[Run]:
    """Return the day the youth justice service became aware, else that of the charge."""
    return _told(context.case, YOUTH_JUSTICE_AWARE) or _told(context.case, CHARGED)


@needs(items=(INCIDENT,), states=incident_states(NOTIFIED))
def notification_sent(context: ClockContext) -> list[Run]:
    """
    Return the day the serious incident notification was sent: the earliest of the incidents that
    stay notified.

    What was sent before this rapid review began counts only where nothing else is left, and what
    was sent after a duty had ended does not move it any more.
    """
    until = context.ended_by
    notices = [incident.sent for incident in incidents_of(context.case, NOTIFIED) if incident.sent]
    sent = [notice for notice in notices if until is None or notice["event"] < until]
    begun = _rapid_review_begun(context)
    own = [notice for notice in sent if notice["event"] >= begun]
    return _earliest(notice["on"] for notice in own or sent)


def _rapid_review_begun(context: ClockContext) -> int:
    """Return the number of the event that began the rapid review that a duty belongs to."""
    opened_by = context.opened_by
    every = context.case.listed("rapid_reviews")
    return max((number for number in every if opened_by is None or number <= opened_by), default=0)


def planned_publication(context: ClockContext) -> list[Run]:
    """
    Return the planned days of publication, in the order in which they were planned, since the last
    revision.
    """
    item, until = context.case.items[context.subject.item or ""], context.ended_by
    plans: Mapping[str, Mapping[str, Any]] = item["plans"] or {}
    revised = max(
        (event for event in item["revisions"] or () if until is None or event < until), default=0
    )
    own = {number: plan for number, plan in plans.items() if int(number) > revised}
    return _set_days(
        {number: plan for number, plan in own.items() if until is None or int(number) < until}
    )


def action_due(context: ClockContext) -> list[Run]:
    """Return an action's own dates, in the order in which they were set."""
    return _set_days(context.case.items[context.subject.item or ""]["dates"])


def _death_aware(context: ClockContext) -> list[Run]:
    """
    Return the day on which the death of a child became known: its own, else that of the incident in
    which it died.

    Deciding that the incident is not notifiable takes nothing from this duty.
    """
    case, child = context.case, context.subject.child
    told = case.table("facts", CARE_DEATH_AWARE).values()
    own = [entry["on"] for entry in told if entry.get("child") in (None, child)]
    own += [
        change.on.isoformat()
        for change in child_of(case, child or 0).changes
        if change.harm == DIED
    ]
    return _earliest(own) or _earliest(
        day for incident in _fatal(case, child or 0) for day in incident.days_told()
    )


def _fatal(case: Case, child: int) -> list[Incident]:
    """
    Return the incidents of a child that were told with its death; where none was, all of them.
    """
    incidents = [incident for incident in incidents_of(case) if child in incident.children]
    events = events_telling_of_death(case, child)
    return [incident for incident in incidents if events & incident.told.keys()] or incidents


def _died(context: ClockContext, care: str) -> bool:
    child = child_of(context.case, context.subject.child or 0)
    return child.harm == DIED and care in child.care_status


def _told(case: Case, fact: str) -> list[Run]:
    told = [moment_in(entry) for entry in case.table("facts", fact).values()]
    first = min(told, key=lambda moment: moment.earliest, default=None)
    return [Run(first.on, at=first.at)] if first is not None else []


def _earliest(days: Iterable[str]) -> list[Run]:
    first = min(days, default=None)
    return [Run(date.fromisoformat(first))] if first else []


def _set_days(entries: Mapping[str, Mapping[str, Any]] | None) -> list[Run]:
    """Return dates that somebody set, each with the day on which it was set, in that order."""
    pairs = (entries or {}).items()
    ordered = sorted(pairs, key=lambda named: (named[1]["on"], int(named[0])))
    return [
        Run(date.fromisoformat(entry["day"]), date.fromisoformat(entry["on"]))
        for _, entry in ordered
    ]


CLOCKS: Mapping[str, Clock] = {
    "local_authority_aware": local_authority_aware,
    "looked_after_death_aware": looked_after_death_aware,
    "care_leaver_death_aware": care_leaver_death_aware,
    "youth_justice_aware": youth_justice_aware,
    "notification_sent": notification_sent,
    PLANNED_PUBLICATION: planned_publication,
    ACTION_DUE: action_due,
}


def clock_of(name: str) -> Clock:
    """Return a clock by the name that a rule gives it: one of ours, or that of a fact's own day."""
    if not name.startswith(OF_FACT):
        return CLOCKS[name]
    fact = name.removeprefix(OF_FACT)
    return lambda context: _told(context.case, fact)
