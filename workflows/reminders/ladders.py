"""
Reminders and escalation: which notices are due for a deadline on a day, and when to look at it
next.

A rung before the due day that falls on a closed day moves to the working day before; `0` goes on
the practical day, and of what may not be done before its day on the first working day on which it
can be done. Of the reminders that were missed only the latest is given; breaches and escalations
always are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from pathway.workflows.attempts.attempt import Attempt, BoundDefinition
from pathway.workflows.attempts.command import Command, Situation
from pathway.workflows.attempts.directory import Directory
from pathway.workflows.calendar.working_days import Calendar, london_date, london_time
from pathway.workflows.definitions.deadline_format import Escalation, Ladder
from pathway.workflows.definitions.format import DefinitionFile, Step, Telling
from pathway.workflows.history.case import Case, Deadline
from pathway.workflows.history.events import Event
from pathway.workflows.reminders.notices import BREACH, ESCALATE, START, TOLD, Notice

EVERY = "..."
AN_INSTANT = timedelta(seconds=1)


def notices_of_event(
    definition: BoundDefinition, after: Case, event: Event, calendar: Calendar
) -> list[Notice]:
    """
    Return what an event tells: duties that start or are due on another day, a breach, whom the step
    itself tells.
    """
    found: list[Notice] = []
    for name, members in event.effects.get("deadlines", {}).items():
        deadline = after.deadlines[name]
        if deadline.is_open and (
            members.get("opened_by") == event.seq or _has_moved(deadline, members)
        ):
            found += _start(definition, after, deadline)
        if str(event.seq) in members.get("breaches", {}) and event.step == BREACH:
            found += _escalated(definition, after, deadline, BREACH)
    return [*found, *_told(definition, after, event, calendar)]


def notices_on(
    definition: BoundDefinition, case: Case, deadline: Deadline, calendar: Calendar, today: date
) -> list[Notice]:
    """Return the reminders and escalations of an open deadline that are due by that day."""
    ladder = _ladder(definition, deadline)
    if ladder is None or not deadline.is_open or deadline.paused_on is not None:
        return []
    calendar = calendar.for_status(deadline.status)
    found: list[Notice] = []
    rung = _latest_reminder(ladder, deadline, calendar, today)
    if rung is not None:
        found.append(_to_owner(case, deadline, rung))
    for step in ladder.escalate:
        day = rung_day(step.rung, deadline, calendar)
        if day is not None and day <= today and deadline.state == "breached":
            found += _to_roles(case, deadline, step)
    return found


def next_look(
    definition: BoundDefinition,
    deadline: Deadline,
    calendar: Calendar,
    after: datetime | None = None,
) -> datetime | None:
    """
    Return when the sweep must next look at a deadline; after the day of that instant, if one is
    given.
    """
    if deadline.paused_on is not None:
        return None
    working, today = (
        calendar.for_status(deadline.status),
        london_date(after) if after is not None else None,
    )
    days = (
        day
        for day in _looking_days(definition, deadline, working, today)
        if today is None or day > today
    )
    times = [london_time(day, 0) for day in days]
    if deadline.due_at is not None and deadline.state == "running" and not deadline.never_breached:
        times.append(deadline.due_at + AN_INSTANT)
    return min(times, default=None)


def rung_day(rung: str, deadline: Deadline, calendar: Calendar) -> date | None:
    """Return the day of a rung; None for those that belong to an event."""
    if rung in (START, BREACH):
        return None
    if rung == "0":
        return (
            calendar.working_day_from(deadline.due) if deadline.not_before else deadline.practical
        )
    count, unit = _parts(rung)
    if unit == "d":
        return calendar.working_day_before(deadline.due + timedelta(days=count))
    return calendar.add(deadline.due, count)


def _looking_days(
    definition: BoundDefinition, deadline: Deadline, calendar: Calendar, after: date | None
) -> Iterator[date]:
    ladder = _ladder(definition, deadline)
    if deadline.state == "running" and not deadline.never_breached and deadline.due_at is None:
        yield deadline.due + timedelta(days=1)
    if ladder is None:
        return
    for rung in ladder.owner:
        if rung.endswith(EVERY):
            yield calendar.add(max(after or deadline.due, deadline.due), 1)
        elif (day := rung_day(rung, deadline, calendar)) is not None and day > deadline.recorded_on:
            yield day
    for step in ladder.escalate:
        if (day := rung_day(step.rung, deadline, calendar)) is not None:
            yield day


def _latest_reminder(
    ladder: Ladder, deadline: Deadline, calendar: Calendar, today: date
) -> str | None:
    """Return the last of the owner's rungs that has come; what a delay lets rest is left out."""
    found: list[tuple[date, int, str]] = []
    for number, rung in enumerate(ladder.owner):
        name, day = _today(rung, deadline, calendar, today)
        if (
            day is not None
            and deadline.recorded_on < day <= today
            and not (deadline.delayed and name[0] == "+")
        ):
            found.append((day, number, name))
    return max(found)[2] if found else None


def _today(
    rung: str, deadline: Deadline, calendar: Calendar, today: date
) -> tuple[str, date | None]:
    """Return a rung's name and day; one that comes every working day has today's number."""
    if not rung.endswith(EVERY):
        return rung, rung_day(rung, deadline, calendar)
    count = calendar.between(deadline.due, today)
    return (f"+{count}wd", calendar.add(deadline.due, count)) if count > 0 else (rung, None)


def _has_moved(deadline: Deadline, members: Mapping[str, Any]) -> bool:
    """Say whether its due day is another one since: its owner is told as of a duty that starts."""
    return (
        bool(members.get("moves"))
        and deadline.paused_on is None
        and deadline.moved_from != deadline.due
    )


def _start(definition: BoundDefinition, case: Case, deadline: Deadline) -> list[Notice]:
    ladder = _ladder(definition, deadline)
    return (
        [_to_owner(case, deadline, START)] if ladder is not None and START in ladder.owner else []
    )


def _escalated(
    definition: BoundDefinition, case: Case, deadline: Deadline, rung: str
) -> list[Notice]:
    ladder = _ladder(definition, deadline)
    steps = ladder.escalate if ladder is not None else []
    return [
        notice for step in steps if step.rung == rung for notice in _to_roles(case, deadline, step)
    ]


def _to_owner(case: Case, deadline: Deadline, rung: str) -> Notice:
    owner = deadline.owner
    return Notice(
        case.reference,
        deadline.id,
        deadline.due,
        rung,
        0,
        owner.role,
        owner.agency or "",
        owner.person or 0,
    )


def _to_roles(case: Case, deadline: Deadline, step: Escalation) -> list[Notice]:
    return [
        Notice(case.reference, deadline.id, deadline.due, step.rung, 0, role) for role in step.to
    ]


def telling_of(definition: BoundDefinition, event: Event, role: str) -> Telling | None:
    """Return how an event is told to a role."""
    return next(
        (telling for _, _, telling in _tellings(definition, event) if role in telling.roles), None
    )


def told_duty(case: Case, event: Event, telling: Telling) -> Deadline | None:
    """
    Return the open duty whose day is told with an event: one that the event began, else the soonest
    of them.
    """
    of_key = case.open_deadlines(telling.due) if telling.due is not None else []
    begun = [deadline for deadline in of_key if deadline.opened_by == event.seq]
    return min(begun or of_key, key=lambda deadline: deadline.due, default=None)


def _told(
    definition: BoundDefinition, case: Case, event: Event, calendar: Calendar
) -> list[Notice]:
    return [
        Notice(case.reference, "", None, TOLD, event.seq, role)
        for file, step, telling in _tellings(definition, event)
        if _holds(_looking(definition, file, step, case, event, calendar), telling)
        for role in telling.roles
    ]


def _tellings(
    definition: BoundDefinition, event: Event
) -> list[tuple[DefinitionFile, Step, Telling]]:
    """Return whom the step of an event may tell; a vote that decides nothing tells nobody."""
    return [
        (file, step, telling)
        for file, step in definition.steps_named(event.step)
        if step.stays or event.from_state != event.to_state
        for telling in step.tells
    ]


def _holds(attempt: Attempt, telling: Telling) -> bool:
    return telling.when is None or attempt.definition.vocabulary.guards[telling.when].holds(attempt)


def _looking(
    definition: BoundDefinition,
    file: DefinitionFile,
    step: Step,
    case: Case,
    event: Event,
    calendar: Calendar,
) -> Attempt:
    """Return the step as a condition sees it once it is taken: nobody acts and nothing is asked."""
    situation = Situation(Directory(()), calendar, event.recorded_at)
    return Attempt(
        definition, file, step, case, None, Command(step.name, None, event.occurred_on), situation
    )


def _ladder(definition: BoundDefinition, deadline: Deadline) -> Ladder | None:
    rule = definition.deadlines.get(deadline.key)
    return definition.ladder_of(rule) if rule is not None else None


def _parts(rung: str) -> tuple[int, str]:
    plain = rung.removeprefix(ESCALATE).removesuffix(EVERY)
    unit = "wd" if plain.endswith("wd") else "d"
    return int(plain.removesuffix(unit)), unit
