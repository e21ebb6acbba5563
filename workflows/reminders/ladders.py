"""
Reminders and escalation: which notices are due for a deadline on a day, and when to look at it
next.

A rung before the due day that falls on a closed day moves to the working day before it. `0` goes on
the practical day; for a duty that may not be done before its due day, on the first working day on
which it can be done. Of the reminders that were missed only the latest is given; breaches and
escalations always are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from pathway.workflows.attempts.attempt import Attempt, BoundDefinition
from pathway.workflows.attempts.command import Command, Situation
from pathway.workflows.attempts.directory import Directory
from pathway.workflows.calendar.working_days import Calendar, london_date, london_time
from pathway.workflows.cases.meetings import ONE_BY_ONE, told_by
from pathway.workflows.definitions.deadline_format import Escalation, Ladder
from pathway.workflows.definitions.format import DefinitionFile, Step, Telling
from pathway.workflows.history.case import Case
from pathway.workflows.history.deadline import Deadline
from pathway.workflows.history.events import Event
from pathway.workflows.reminders.notices import BREACH, ESCALATE, START, TOLD, Notice

# Ends the name of a rung that recurs every working day: `+1wd...`.
RECURRING = "..."
# A duty that is counted in hours is late only after its instant.
AN_INSTANT = timedelta(seconds=1)


def notices_of_event(
    definition: BoundDefinition, after: Case, event: Event, calendar: Calendar
) -> list[Notice]:
    """
    Return the notices of an event: for duties that start or have a new due day, for a breach, and
    for those whom the step itself tells.
    """
    notices: list[Notice] = []
    for name, members in event.effects.get("deadlines", {}).items():
        deadline = after.deadlines[name]
        is_opened = members.get("opened_by") == event.seq
        if deadline.is_open and (is_opened or _has_moved(deadline, members)):
            notices += _start(definition, after, deadline)
        if str(event.seq) in members.get("breaches", {}) and event.step == BREACH:
            notices += _escalated(definition, after, deadline, BREACH)
    return [*notices, *_of_step(definition, after, event, calendar)]


def notices_on(
    definition: BoundDefinition, case: Case, deadline: Deadline, calendar: Calendar, today: date
) -> list[Notice]:
    """Return the reminders and escalations of an open deadline that are due by that day."""
    ladder = _ladder(definition, deadline)
    if ladder is None or not deadline.is_open or deadline.paused_on is not None:
        return []
    calendar = calendar.for_status(deadline.status)
    notices: list[Notice] = []
    rung = _latest_reminder(ladder, deadline, calendar, today)
    if rung is not None:
        notices.append(_to_owner(case, deadline, rung))
    for escalation in ladder.escalate:
        day = rung_day(escalation.rung, deadline, calendar)
        if day is not None and day <= today and deadline.state == "breached":
            notices += _to_roles(case, deadline, escalation)
    return notices


def next_look(
    definition: BoundDefinition,
    deadline: Deadline,
    calendar: Calendar,
    after: datetime | None = None,
) -> datetime | None:
    """
    Return when the sweep must next look at a deadline; None if it need not.

    Args:
        after: Only days later than the London day of this instant count.
    """
    if deadline.paused_on is not None:
        return None
    working = calendar.for_status(deadline.status)
    today = london_date(after) if after is not None else None
    days = _looking_days(definition, deadline, working, today)
    times = [london_time(day, 0) for day in days if today is None or day > today]
    if deadline.due_at is not None and deadline.state == "running" and not deadline.never_breached:
        times.append(deadline.due_at + AN_INSTANT)
    return min(times, default=None)


def rung_day(rung: str, deadline: Deadline, calendar: Calendar) -> date | None:
    """Return the day of a rung; None for a rung that goes with an event."""
    if rung in (START, BREACH):
        return None
    if rung == "0" and deadline.not_before:
        return calendar.working_day_from(deadline.due)
    if rung == "0":
        return deadline.practical
    count, unit = _parts(rung)
    if unit == "d":
        return calendar.working_day_before(deadline.due + timedelta(days=count))
    return calendar.add(deadline.due, count)


def _looking_days(
    definition: BoundDefinition, deadline: Deadline, calendar: Calendar, after: date | None
) -> Iterator[date]:
    """Return the days on which the sweep has something to do for an open deadline."""
    ladder = _ladder(definition, deadline)
    if deadline.state == "running" and not deadline.never_breached and deadline.due_at is None:
        # The first day on which it can be recorded as breached.
        yield deadline.due + timedelta(days=1)
    if ladder is None:
        return
    for rung in ladder.owner:
        if rung.endswith(RECURRING):
            yield calendar.add(max(after or deadline.due, deadline.due), 1)
            continue
        day = rung_day(rung, deadline, calendar)
        if day is not None and day > deadline.recorded_on:
            yield day
    for escalation in ladder.escalate:
        day = rung_day(escalation.rung, deadline, calendar)
        if day is not None:
            yield day


def _latest_reminder(
    ladder: Ladder, deadline: Deadline, calendar: Calendar, today: date
) -> str | None:
    """
    Return the last of the owner's rungs whose day has come.

    While a recorded delay runs, rungs after the due day are left out.
    """
    reached: list[tuple[date, int, str]] = []
    for number, rung in enumerate(ladder.owner):
        name, day = _today(rung, deadline, calendar, today)
        # A rung that had passed when the duty was written down was not missed.
        if day is None or not deadline.recorded_on < day <= today:
            continue
        if not (deadline.delayed and name[0] == "+"):
            reached.append((day, number, name))
    return max(reached)[2] if reached else None


def _today(
    rung: str, deadline: Deadline, calendar: Calendar, today: date
) -> tuple[str, date | None]:
    """Return a rung's name and day; one that recurs every working day gets today's number."""
    if not rung.endswith(RECURRING):
        return rung, rung_day(rung, deadline, calendar)
    count = calendar.between(deadline.due, today)
    if count <= 0:
        return rung, None
    return f"+{count}wd", calendar.add(deadline.due, count)


def _has_moved(deadline: Deadline, members: Mapping[str, Any]) -> bool:
    """Return whether the due day has moved; its owner is then told as when a duty starts."""
    return (
        bool(members.get("moves"))
        and deadline.paused_on is None
        and deadline.moved_from != deadline.due
    )


def _start(definition: BoundDefinition, case: Case, deadline: Deadline) -> list[Notice]:
    ladder = _ladder(definition, deadline)
    if ladder is None or START not in ladder.owner:
        return []
    return [_to_owner(case, deadline, START)]


def _escalated(
    definition: BoundDefinition, case: Case, deadline: Deadline, rung: str
) -> list[Notice]:
    ladder = _ladder(definition, deadline)
    notices: list[Notice] = []
    for escalation in ladder.escalate if ladder is not None else []:
        if escalation.rung == rung:
            notices += _to_roles(case, deadline, escalation)
    return notices


def _to_owner(case: Case, deadline: Deadline, rung: str) -> Notice:
    owner = deadline.owner
    return Notice(
        case.reference,
        deadline.id,
        deadline.due,
        rung=rung,
        event=0,
        role=owner.role,
        agency=owner.agency or "",
        person=owner.person or 0,
    )


def _to_roles(case: Case, deadline: Deadline, escalation: Escalation) -> list[Notice]:
    return [
        Notice(case.reference, deadline.id, deadline.due, rung=escalation.rung, event=0, role=role)
        for role in escalation.to
    ]


def telling_of(definition: BoundDefinition, event: Event, role: str) -> Telling | None:
    """Return how a role is told of an event; None if it is not told."""
    for _, _, telling in _tellings(definition, event):
        if role in telling.roles:
            return telling
    return None


def told_duty(case: Case, event: Event, telling: Telling) -> Deadline | None:
    """
    Return the open duty whose due day is told with an event: one that the event opened, else the
    soonest.
    """
    of_key = case.open_deadlines(telling.due) if telling.due is not None else []
    opened = [deadline for deadline in of_key if deadline.opened_by == event.seq]
    return min(opened or of_key, key=lambda deadline: deadline.due, default=None)


def _of_step(
    definition: BoundDefinition, case: Case, event: Event, calendar: Calendar
) -> list[Notice]:
    """Return the notices for those whom the step of an event tells."""
    notices: list[Notice] = []
    for file, step, telling in _tellings(definition, event):
        attempt = _looking(definition, file, step, case=case, event=event, calendar=calendar)
        if not _holds(attempt, telling):
            continue
        for role in telling.roles:
            notices += _told(case, event, role)
    return notices


def _told(case: Case, event: Event, role: str) -> list[Notice]:
    """Return the notice for a role that is told of an event, or one for each person invited."""
    people = told_by(case, event.seq, role) if role in ONE_BY_ONE else [0]
    return [
        Notice(case.reference, "", None, rung=TOLD, event=event.seq, role=role, person=person)
        for person in people
    ]


def _tellings(
    definition: BoundDefinition, event: Event
) -> list[tuple[DefinitionFile, Step, Telling]]:
    """
    Return whom the step of an event may tell, each with the step and its file.

    A vote that decides nothing yet leaves the state as it is, and tells nobody.
    """
    tellings: list[tuple[DefinitionFile, Step, Telling]] = []
    for file, step in definition.steps_named(event.step):
        if step.stays or event.from_state != event.to_state:
            tellings += [(file, step, telling) for telling in step.tells]
    return tellings


def _holds(attempt: Attempt, telling: Telling) -> bool:
    if telling.when is None:
        return True
    return attempt.definition.vocabulary.guards[telling.when].holds(attempt)


def _looking(
    definition: BoundDefinition,
    file: DefinitionFile,
    step: Step,
    case: Case,
    event: Event,
    calendar: Calendar,
) -> Attempt:
    """Return the step as a condition sees it afterwards: nobody acts, and there is no input."""
    command = Command(step.name, by=None, on=event.occurred_on)
    situation = Situation(Directory(()), calendar, event.recorded_at)
    return Attempt(
        definition, file, step, case=case, item=None, command=command, situation=situation
    )


def _ladder(definition: BoundDefinition, deadline: Deadline) -> Ladder | None:
    rule = definition.deadlines.get(deadline.key)
    return definition.ladder_of(rule) if rule is not None else None


def _parts(rung: str) -> tuple[int, str]:
    """Return the number of days of a rung and their unit, `wd` or `d`."""
    plain = rung.removeprefix(ESCALATE).removesuffix(RECURRING)
    unit = "wd" if plain.endswith("wd") else "d"
    return int(plain.removesuffix(unit)), unit
