"""
Taking a step: the breaches before it, the step itself, and the steps that the system takes after
it.

Everything that follows from one call is one transaction: events, the case's new state, items,
deadlines and notices.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pathway.errors import StepRefused
from pathway.service.cases.loading import check_names, loaded
from pathway.service.cases.situations import plain_situation, situation_of
from pathway.service.cases.step_request import StepRequest, input_table, new_salt
from pathway.service.cases.taken import Taken
from pathway.service.unit_of_work import UnitOfWork
from pathway.workflows.attempts.command import Command
from pathway.workflows.attempts.refusals import Refusal
from pathway.workflows.calendar.moments import moment_of
from pathway.workflows.cases.duplicates import survivor_of, taken_over
from pathway.workflows.deadlines.lateness import breach_of
from pathway.workflows.deadlines.recounting import recounted
from pathway.workflows.deciding.decide import decide, follows
from pathway.workflows.history.case import Case
from pathway.workflows.history.deadline import Deadline
from pathway.workflows.history.events import Event
from pathway.workflows.known_names import BREACH, CLOSE_AS_DUPLICATE, HAND_BACK, REOPEN, TAKE_OVER


def take_request(unit: UnitOfWork, request: StepRequest, expected: int | None) -> list[Taken]:
    """
    Carry out a caller's command, and return every case that it changes; not saved yet. Raises what
    `take` and `loaded` raise.

    Args:
        expected: The version at which the case must be, if any.
    """
    person = unit.actor(request.by)
    members, faults = input_table(
        request.input, request.on, request.reason, late_reason=request.late_reason
    )
    when = moment_of(request.on if request.on is not None else unit.now)
    command = Command(
        step=request.step,
        by=person,
        on=when.on,
        item=request.item,
        input=members,
        reason=request.reason,
        late_reason=request.late_reason,
        salt=new_salt(),
        confirmed=request.confirmed,
        at=when.at,
    )
    case = loaded(unit, request.reference or "", command, expected)
    if faults:
        raise StepRefused(case.reference, case.state, request.step, faults)
    return take(unit, case, command)


def take(unit: UnitOfWork, case: Case, command: Command) -> list[Taken]:
    """
    Take a step, and return the case and any other that it changes; not saved yet.

    Raises:
        StepRefused: It cannot be taken now; every reason is listed.
        NotFound: There is no step or item of that name.
    """
    definition = unit.definition_of(case)
    check_names(definition, case, command.step, command.item)
    taken = Taken(definition, case, case)
    recount(unit, taken)
    event = _decided(unit, taken, command)
    overdue = [
        deadline
        for deadline in overdue_deadlines(taken.after, unit.now)
        if _is_left_late(event, deadline)
    ]
    if overdue:
        # Breaches come before the step in the history, so that it is decided again after them.
        for deadline in overdue:
            breach(unit, taken, deadline)
        event = _decided(unit, taken, command)
    taken.add(event, unit)
    following = follows(definition, taken.after)
    while following is not None:
        automatic = Command(
            following.step,
            None,
            following.on,
            item=following.item,
            late_reason=command.late_reason,
        )
        taken.add(_decided(unit, taken, automatic), unit)
        following = follows(definition, taken.after)
    return [taken, *_with_survivor(unit, taken, command)]


def breach(unit: UnitOfWork, taken: Taken, deadline: Deadline) -> None:
    """Add the event that records, now, that a due day has passed."""
    taken.add(_decided(unit, taken, breach_of(deadline)), unit)


def recount(unit: UnitOfWork, taken: Taken) -> None:
    """Add the event that the calendar has changed, where that moves a deadline of the case."""
    event = recounted(taken.definition, taken.after, unit.calendar, unit.now)
    if event is not None:
        taken.add(event, unit)


def overdue_deadlines(case: Case, now: datetime) -> list[Deadline]:
    """
    Return the running deadlines whose due day or hour is past, without prompts and chases, the
    earliest first.
    """
    running = [
        deadline
        for deadline in case.open_deadlines()
        if deadline.state == "running" and deadline.overdue(now)
    ]
    return sorted(running, key=lambda deadline: (deadline.due, deadline.id))


def _decided(unit: UnitOfWork, taken: Taken, command: Command) -> Event:
    case = taken.after
    if command.by is None and command.step == BREACH:
        situation = plain_situation(unit)
    else:
        unit.need_key()
        situation = situation_of(
            unit, taken.definition, case, command=command, steps=(command.step,)
        )
    event = decide(taken.definition, case, command, situation)
    if isinstance(event, Refusal):
        raise StepRefused(case.reference, case.state, command.step, event.reasons)
    return event


def _is_left_late(event: Event, deadline: Deadline) -> bool:
    """Return whether the step does not meet the deadline on time."""
    members: Mapping[str, Any] = event.effects.get("deadlines", {}).get(deadline.id, {})
    return members.get("state") != "met"


def _with_survivor(unit: UnitOfWork, taken: Taken, command: Command) -> list[Taken]:
    """
    Return the surviving case after it took over the incidents and days of a duplicate, or gave them
    back when the duplicate was reopened.
    """
    if taken.before is None:
        return []
    survivor = survivor_of(taken.before)
    if command.step == CLOSE_AS_DUPLICATE:
        surviving: str = command.input["surviving"]
        follow_up = Command(TAKE_OVER, None, command.on, input=taken_over(taken.after))
    elif command.step == REOPEN and survivor is not None:
        surviving, duplicate = survivor, taken.before.reference
        follow_up = Command(HAND_BACK, None, command.on, input={"duplicate": duplicate})
    else:
        return []
    other = unit.cases.get(surviving, lock=unit.writes)
    followed = Taken(unit.definition_of(other), other, other)
    followed.add(_decided(unit, followed, follow_up), unit)
    return [followed]
