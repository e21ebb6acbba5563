"""
Clocks that follow what is on record: the days from which a duty runs, or none while it does not.

Where several days were recorded for the same thing, the earliest counts. A date that somebody set,
such as the planned day of publication, is kept with the day on which it was set, so that an earlier
date still counts for what was due by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pathway.workflows.attempts.definition import Definition
from pathway.workflows.attempts.needs import needs
from pathway.workflows.attempts.numbers import CARE_LEAVER_UP_TO
from pathway.workflows.calendar.moments import moment_in
from pathway.workflows.cases import meetings
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
from pathway.workflows.definitions.tables import OF_FACT
from pathway.workflows.history.case import Case
from pathway.workflows.history.item_data import SetDayRecord
from pathway.workflows.history.ledger import EVERYTHING, Subject
from pathway.workflows.known_names import (
    CARE_DEATH_AWARE,
    CHARGED,
    INCIDENT,
    MEMBER,
    YOUTH_JUSTICE_AWARE,
)


@dataclass(frozen=True, slots=True)
class ClockContext:
    """
    The duty whose clock is asked for.

    Args:
        occurrence: Which duty of its subject it is, counted from 1.
        opened_by: The number of the event that opened it; None where it is being opened.
        ended_by: The number of the event that ended it; what was sent or planned later does not
            move its clock.
    """

    definition: Definition
    case: Case
    subject: Subject = EVERYTHING
    occurrence: int = 1
    opened_by: int | None = None
    ended_by: int | None = None


# The clocks that give days which somebody set: an action's own date, the planned day of a report or
# of a meeting.
ACTION_DUE, PLANNED_PUBLICATION = "action_due", "planned_publication"
MEETING_DAY, INTERESTS_ASKED = "meeting_day", "interests_asked"
SET_DAYS = (ACTION_DUE, PLANNED_PUBLICATION, MEETING_DAY, INTERESTS_ASKED)
Clock = Callable[[ClockContext], list[Run]]


@needs(items=(INCIDENT,), states=incident_states(POSSIBLE, NOTIFIED))
def local_authority_aware(context: ClockContext) -> list[Run]:
    """Return the day the local authority became aware of a possible or notified incident."""
    incident = incident_from(context.case.items[context.subject.item or ""])
    if incident.state not in (POSSIBLE, NOTIFIED) or incident.round != context.occurrence:
        return []
    aware_on = incident.aware_on()
    return [Run(aware_on)] if aware_on else []


@needs(facts=(CARE_DEATH_AWARE,))
def looked_after_death_aware(context: ClockContext) -> list[Run]:
    """
    Return the day on which the death of a looked-after child became known.

    The duty is in the Children Act 1989, Schedule 2, paragraph 20.
    """
    return _death_aware(context) if _died(context, "looked_after") else []


@needs(facts=(CARE_DEATH_AWARE,), numbers=(CARE_LEAVER_UP_TO,))
def care_leaver_death_aware(context: ClockContext) -> list[Run]:
    """
    Return the day on which the death of a care leaver, up to a certain age, became known.

    The duty is in statutory guidance; the age itself is included.
    """
    up_to = context.definition.number(CARE_LEAVER_UP_TO)
    is_young = child_of(context.case, context.subject.child or 0).age_years < up_to + 1
    if not is_young or not _died(context, "care_leaver"):
        return []
    return _death_aware(context)


@needs(facts=(YOUTH_JUSTICE_AWARE, CHARGED))
def youth_justice_aware(context: ClockContext) -> list[Run]:
    """Return the day the youth justice service became aware, else that of the charge."""
    return _fact_day(context.case, YOUTH_JUSTICE_AWARE) or _fact_day(context.case, CHARGED)


@needs(items=(INCIDENT,), states=incident_states(NOTIFIED))
def notification_sent(context: ClockContext) -> list[Run]:
    """
    Return the earliest day on which a notification was sent, of the incidents that stay notified.

    What was sent before this rapid review began counts only where nothing else is left, and what
    was sent after a duty had ended no longer moves it.
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
    begun = context.case.memory.get("rapid_reviews", [])
    if opened_by is not None:
        begun = [number for number in begun if number <= opened_by]
    return max(begun, default=0)


def planned_publication(context: ClockContext) -> list[Run]:
    """Return the planned days of publication since the last revision, in order of planning."""
    item, until = context.case.items[context.subject.item or ""], context.ended_by
    plans = item.data.get("plans", {})
    revisions = item.data.get("revisions", [])
    if until is not None:
        revisions = [event for event in revisions if event < until]
        plans = {number: plan for number, plan in plans.items() if int(number) < until}
    revised = max(revisions, default=0)
    return _set_days({number: plan for number, plan in plans.items() if int(number) > revised})


def action_due(context: ClockContext) -> list[Run]:
    """Return an action's own dates, in the order in which they were set."""
    return _set_days(context.case.items[context.subject.item or ""].data["dates"])


def meeting_day(context: ClockContext) -> list[Run]:
    """Return the days for which a meeting was planned, in the order in which they were set."""
    days = meetings.record_of(context.case).get("days", {})
    until = context.ended_by
    if until is not None:
        days = {number: entry for number, entry in days.items() if int(number) < until}
    return _set_days(days)


@needs(items=(MEMBER,))
def interests_asked(context: ClockContext) -> list[Run]:
    """
    Return the days of a meeting for a member who is asked for interests in the cases on its agenda.
    """
    member = context.case.items[context.subject.item or ""].data
    if "left_by" in member or not meetings.agenda(context.case):
        return []
    if not meetings.are_invited(context.case):
        return []
    if member.get("round") != context.occurrence:
        return []
    asked_on = date.fromisoformat(member["asked_on"])
    return [
        run._replace(set_on=max(run.set_on or asked_on, asked_on)) for run in meeting_day(context)
    ]


def _death_aware(context: ClockContext) -> list[Run]:
    """
    Return the day on which a child's death became known, or else the incident in which it died.

    Deciding that the incident is not notifiable takes nothing from this duty.
    """
    case, child = context.case, context.subject.child
    entries = case.memory.get("facts", {}).get(CARE_DEATH_AWARE, {}).values()
    own = [entry["on"] for entry in entries if entry.get("child") in (None, child)]
    own += [
        change.on.isoformat()
        for change in child_of(case, child or 0).changes
        if change.harm == DIED
    ]
    if own:
        return _earliest(own)
    days: list[str] = []
    for incident in _fatal(case, child or 0):
        days += incident.days_told()
    return _earliest(days)


def _fatal(case: Case, child: int) -> list[Incident]:
    """Return the incidents of a child that were recorded with its death, or else all of them."""
    incidents = [incident for incident in incidents_of(case) if child in incident.children]
    events = events_telling_of_death(case, child)
    return [incident for incident in incidents if events & incident.told.keys()] or incidents


def _died(context: ClockContext, care: str) -> bool:
    child = child_of(context.case, context.subject.child or 0)
    return child.harm == DIED and care in child.care_status


def _fact_day(case: Case, fact: str) -> list[Run]:
    moments = [moment_in(entry) for entry in case.memory.get("facts", {}).get(fact, {}).values()]
    first = min(moments, key=lambda moment: moment.earliest, default=None)
    return [Run(first.on, at=first.at)] if first is not None else []


def _earliest(days: Iterable[str]) -> list[Run]:
    first = min(days, default=None)
    return [Run(date.fromisoformat(first))] if first else []


def _set_days(entries: Mapping[str, SetDayRecord]) -> list[Run]:
    """Return dates that somebody set, each with the day on which it was set, in that order."""
    ordered = sorted(entries.items(), key=lambda pair: (pair[1]["on"], int(pair[0])))
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
    MEETING_DAY: meeting_day,
    INTERESTS_ASKED: interests_asked,
}


def clock_of(name: str) -> Clock:
    """Return the clock with the name that a rule gives: one of CLOCKS, or the day of a fact."""
    if not name.startswith(OF_FACT):
        return CLOCKS[name]
    fact = name.removeprefix(OF_FACT)
    return lambda context: _fact_day(context.case, fact)
