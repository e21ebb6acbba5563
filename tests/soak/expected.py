"""
What a case's history says should have been told: worked out from its events alone, by other code
than the product's.

Each case is looked at as it stood at the end of every instant at which the clock stood: what the
ladders of the guidance say should have come by then, and nothing else, should be among the notices.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.calendar.working_days import Calendar, london_date
from pathway.workflows.history.case import Case
from pathway.workflows.history.deadline import Deadline
from pathway.workflows.history.events import Event
from pathway.workflows.history.evolve import evolve

Told = tuple[str, str, str, str, str]  # case, deadline, due day, rung, role
EVERY_DAY = 400  # more working days after the due day than any duty here stays open


@dataclass(frozen=True)
class Rung:
    """One rung of a duty's ladder: its name, its day, and whom it is for."""

    name: str
    day: date
    role: str
    is_reminder: bool


def expected(
    definition: BoundDefinition,
    events: Sequence[Event],
    instants: Sequence[datetime],
    calendar: Calendar,
) -> set[Told]:
    """Return everything that should have been told of one case."""
    case, expected, waiting = (
        Case(events[0].reference, definition=definition.hash),
        set[Told](),
        list(events),
    )
    for instant in instants:
        while waiting and waiting[0].recorded_at <= instant:
            before, event = case, waiting.pop(0)
            case = evolve(case, event)
            expected.update(_of_event(definition, before, case, event))
        if case.version:
            expected.update(_of_day(definition, case, london_date(instant), calendar))
    return expected


def met_on_record(events: Sequence[Event]) -> dict[str, datetime]:
    """
    Return when each deadline of a case that was closed in the end was, by the instant of its last
    closing.
    """
    case, closed = Case(events[0].reference), dict[str, datetime]()
    for event in events:
        case = evolve(case, event)
        closed |= {
            name: event.recorded_at
            for name, deadline in case.deadlines.items()
            if deadline.closed_by == event.seq
        }
    return {name: at for name, at in closed.items() if not case.deadlines[name].is_open}


def _of_event(
    definition: BoundDefinition, before: Case, after: Case, event: Event
) -> Iterator[Told]:
    """
    Give what an event tells: duties that start or move, and breaches; tellings of steps are not
    looked at.
    """
    for name, now in after.deadlines.items():
        was = before.deadlines.get(name)
        if was == now or not now.is_open or now.paused_on is not None:
            continue
        new = was is None or was.due != now.due
        if new and "start" in _ladder(definition, now)[0]:
            yield _told(after, now, "start", now.owner.role)
        if event.step == "breach" and event.seq in now.breaches:
            yield from (
                _told(after, now, "breach", role)
                for rung, role in _ladder(definition, now)[1]
                if rung == "breach"
            )


def _of_day(
    definition: BoundDefinition, case: Case, today: date, calendar: Calendar
) -> Iterator[Told]:
    for deadline in case.deadlines.values():
        if not deadline.is_open or deadline.paused_on is not None:
            continue
        rungs = [rung for rung in _rungs(definition, deadline, calendar) if rung.day <= today]
        reminders = [
            rung
            for rung in rungs
            if rung.is_reminder and rung.day > deadline.recorded_on and not _rests(deadline, rung)
        ]
        yield from (_told(case, deadline, rung.name, rung.role) for rung in reminders[-1:])
        if deadline.state == "breached":
            yield from (
                _told(case, deadline, rung.name, rung.role)
                for rung in rungs
                if not rung.is_reminder
            )


def _rungs(definition: BoundDefinition, deadline: Deadline, calendar: Calendar) -> list[Rung]:
    """Return the dated rungs of a duty in the order of their days."""
    owner, others = _ladder(definition, deadline)
    rungs = [
        Rung(name, day, deadline.owner.role, True)
        for rung in owner
        for name, day in _days(rung, deadline, calendar)
    ]
    rungs += [
        Rung(rung, _days(rung, deadline, calendar)[0][1], role, False)
        for rung, role in others
        if rung != "breach"
    ]
    return sorted(rungs, key=lambda rung: rung.day)


def _days(rung: str, deadline: Deadline, calendar: Calendar) -> list[tuple[str, date]]:
    if rung == "start":
        return []
    if rung == "0":
        return [
            (
                "0",
                _first_working_day(deadline.due, calendar)
                if deadline.not_before
                else deadline.practical,
            )
        ]
    if rung.endswith("..."):
        return [(f"+{count}wd", calendar.add(deadline.due, count)) for count in range(1, EVERY_DAY)]
    number = rung.removeprefix("escalate")
    if number.endswith("wd"):
        return [(rung, calendar.add(deadline.due, int(number[:-2])))]
    day = deadline.due + timedelta(days=int(number[:-1]))
    while not calendar.is_working(day):
        day -= timedelta(days=1)
    return [(rung, day)]


def _first_working_day(day: date, calendar: Calendar) -> date:
    while not calendar.is_working(day):
        day += timedelta(days=1)
    return day


def _rests(deadline: Deadline, rung: Rung) -> bool:
    return deadline.delayed and rung.name.startswith("+")


def _ladder(
    definition: BoundDefinition, deadline: Deadline
) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the rungs of the owner, and those of others with whom they go to."""
    ladder = definition.ladder_of(definition.deadlines[deadline.key])
    if ladder is None:
        return [], []
    return list(ladder.owner), [(step.rung, role) for step in ladder.escalate for role in step.to]


def _told(case: Case, deadline: Deadline, rung: str, role: str) -> Told:
    return case.reference, deadline.id, deadline.due.isoformat(), rung, role
