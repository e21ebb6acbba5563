"""
Taking a step: the breaches before it, the step itself, and the steps that the system takes after
it.

Everything that follows from one call is one transaction: events, the case's new state, items,
deadlines and notices.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from pathway.errors import StepRefused
from pathway.service.actors import actors_of
from pathway.service.cases.families import followed
from pathway.service.cases.loading import check_names, loaded
from pathway.service.cases.situations import plain_situation, situation_of
from pathway.service.cases.step_request import StepRequest, input_table, new_salt
from pathway.service.cases.taken import Taken
from pathway.service.files.naming import with_hashes
from pathway.service.personal_data.looking import with_confirmed
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
from pathway.workflows.history.references import is_meeting
from pathway.workflows.known_names import (
    BREACH,
    CLOSE_AS_DUPLICATE,
    DECLARE,
    DECLARE_INTEREST,
    HAND_BACK,
    REOPEN,
    TAKE_OVER,
)
from pathway.workflows.people.in_charge import is_shut_out, undecided


def take_request(unit: UnitOfWork, request: StepRequest, expected: int | None) -> list[Taken]:
    """
    Carry out a caller's command, and return every case that it changes; not saved yet. Raises what
    `take` and `loaded` raise.

    Args:
        expected: The version at which the case must be, if any.
    """
    actors = actors_of(unit, request.by, request.on_behalf_of)
    members, faults = input_table(
        request.input, request.on, request.reason, late_reason=request.late_reason
    )
    when = moment_of(request.on if request.on is not None else unit.now)
    command = Command(
        step=request.step,
        by=actors.person,
        on=when.on,
        item=request.item,
        input=members,
        reason=request.reason,
        late_reason=request.late_reason,
        salt=new_salt(),
        confirmed=request.confirmed,
        at=when.at,
        files=request.stored(),
        meeting=request.meeting,
        typed_by=actors.typed_by,
    )
    case = loaded(unit, request.reference or "", command, expected)
    members, more = with_hashes(unit, case, request.step, members)
    command = replace(command, input=members)
    faults = [*request.faults, *faults, *more]
    if faults:
        raise StepRefused(case.reference, case.state, request.step, faults)
    taken = take(unit, case, command)
    confirmed = with_confirmed(unit, case, command, request.personal_data)
    # The look takes time, so it comes once all else is right.
    return taken if confirmed is command else take(unit, case, confirmed)


def take(unit: UnitOfWork, case: Case, command: Command) -> list[Taken]:
    """
    Take a step, and return the case and any other that it changes; not saved yet.

    Raises:
        StepRefused: It cannot be taken now; every reason is listed.
        NotFound: There is no step or item of that name.
    """
    definition = unit.definition_of(case)
    check_names(unit, definition, case, step=command.step, item=command.item)
    taken = Taken(definition, case, case)
    recount(unit, taken)
    event = _decided(unit, taken, command)
    late = overdue_deadlines(taken.after, unit.now)
    overdue = [deadline for deadline in late if _is_left_late(event, deadline)]
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
    changed = [taken, *_with_survivor(unit, taken, command), *_declared(unit, taken, command)]
    return followed(unit, changed, _decided)


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
    moment = moment_of(now)
    running = [
        deadline
        for deadline in case.duties.due_by(moment.on)
        if deadline.state == "running" and deadline.is_late(moment)
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


def _declared(unit: UnitOfWork, taken: Taken, command: Command) -> list[Taken]:
    """
    Return the cases in which somebody declared an interest, as a member of a meeting was asked to:
    it stands in the case, where it is decided on. Where they had declared one before, nothing is
    added.
    """
    if not is_meeting(taken.after.reference) or command.step != DECLARE:
        return []
    interests = sorted(command.input["interests"], key=lambda interest: str(interest["case"]))
    declared: list[Taken] = []
    for interest in interests:
        case = unit.cases.get(interest["case"], lock=unit.writes)
        if command.by in undecided(case) or is_shut_out(case, command.by, None):
            continue
        followed = Taken(unit.definition_of(case), case, case)
        own = replace(
            command,
            step=DECLARE_INTEREST,
            item=None,
            input={"nature": interest["nature"]},
            salt=new_salt(),
            meeting=taken.after.reference,
        )
        followed.add(_decided(unit, followed, own), unit)
        declared.append(followed)
    return declared
