"""
Clocks that follow what is on record: the days from which a duty runs, or none while it does not run.

A day that is told more than once is the earliest that was told of the same thing. A date that somebody set, such as the
planned day of publication, has the day on which it was set beside it, so that an earlier one still counts for what was
due by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from pathway.workflows.case import Case
from pathway.workflows.children import DIED, child_of
from pathway.workflows.deadlines.counting import Run
from pathway.workflows.deadlines.ledger import Subject
from pathway.workflows.definition import Definition
from pathway.workflows.incidents import NOTIFIED, POSSIBLE, incident_from, incidents_of

# The last argument is the number of the event that ended the duty: what was notified or planned later is not its clock.
Clock = Callable[[Definition, Case, Subject, int | None], list[Run]]

def local_authority_aware(_: Definition, case: Case, subject: Subject, __: int | None) -> list[Run]:
    """Return the day the local authority became aware of an incident, while that is possible or notified."""
    incident = incident_from(case.items[subject.item or ""])
    aware_on = incident.aware_on() if incident.state in (POSSIBLE, NOTIFIED) else None
    return [Run(aware_on)] if aware_on else []


def looked_after_death_aware(_: Definition, case: Case, subject: Subject, __: int | None) -> list[Run]:
    """Return the day of awareness of the death of a looked-after child (Children Act 1989 Schedule 2 paragraph 20)."""
    return _death_aware(case, subject.child) if _died(case, subject, "looked_after") else []


def care_leaver_death_aware(definition: Definition, case: Case, subject: Subject, _: int | None) -> list[Run]:
    """Return the day of awareness of the death of a care leaver up to and including 24 (statutory guidance)."""
    up_to = definition.numbers["care_leaver_up_to"]
    is_leaver = _died(case, subject, "care_leaver")
    is_young = child_of(case, subject.child or 0).age_years < up_to + 1
    return _death_aware(case, subject.child) if is_leaver and is_young else []


def youth_justice_aware(_: Definition, case: Case, __: Subject, ___: int | None) -> list[Run]:
    """Return the day the youth justice service became aware, else that of the charge."""
    return _told(case, "youth_justice_aware_on") or _told(case, "charged_on")


def notification_sent(_: Definition, case: Case, __: Subject, until: int | None) -> list[Run]:
    """
    Return the day the serious incident notification was sent: the earliest of the incidents that stay notified.

    What was sent after a duty had ended does not move it any more.
    """
    sent = [incident.sent for incident in incidents_of(case, NOTIFIED) if incident.sent]
    return _earliest(notice["on"] for notice in sent if until is None or notice["event"] < until)


def planned_publication(_: Definition, case: Case, subject: Subject, __: int | None) -> list[Run]:
    """Return the planned days of publication, in the order in which they were planned."""
    return _set_days(case.items[subject.item or ""]["plans"])


def action_due(_: Definition, case: Case, subject: Subject, __: int | None) -> list[Run]:
    """Return an action's own dates, in the order in which they were set."""
    return _set_days(case.items[subject.item or ""]["dates"])


def _death_aware(case: Case, child: int | None) -> list[Run]:
    """
    Return the day on which the death of a child became known: its own, else that of the incident in which it died.

    Deciding that the incident is not notifiable takes nothing from this duty.
    """
    told = case.table("facts", "care_death_aware_on").values()
    own = [entry["on"] for entry in told if entry.get("child") in (None, child)]
    own += [change.on.isoformat() for change in child_of(case, child or 0).changes if change.harm == DIED]
    incidents = [incident for incident in incidents_of(case) if child in incident.children]
    return _earliest(own) or _earliest(day for incident in incidents for day in incident.days_told())


def _died(case: Case, subject: Subject, care: str) -> bool:
    child = child_of(case, subject.child or 0)
    return child.harm == DIED and care in child.care_status


def _told(case: Case, fact: str) -> list[Run]:
    return _earliest(entry["on"] for entry in case.table("facts", fact).values())


def _earliest(days: Iterable[str]) -> list[Run]:
    first = min(days, default=None)
    return [Run(date.fromisoformat(first))] if first else []


def _set_days(entries: Mapping[str, Mapping[str, Any]] | None) -> list[Run]:
    """Return dates that somebody set, each with the day on which it was set, in that order."""
    found = (entries or {}).items()
    ordered = sorted(found, key=lambda named: (named[1]["on"], int(named[0])))
    return [Run(date.fromisoformat(entry["day"]), date.fromisoformat(entry["on"])) for _, entry in ordered]


CLOCKS: Mapping[str, Clock] = {
    "local_authority_aware": local_authority_aware,
    "looked_after_death_aware": looked_after_death_aware,
    "care_leaver_death_aware": care_leaver_death_aware,
    "youth_justice_aware": youth_justice_aware,
    "notification_sent": notification_sent,
    "planned_publication": planned_publication,
    "action_due": action_due,
}
