"""
Taking a step: the breaches before it, the step itself, and the steps that the system takes after
it.

Everything that follows from one call is one transaction: events, the case's new state, items,
deadlines and notices.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pathway.errors import AGAIN, Conflict, FormRefused, NotFound, Reason, Refused, StepRefused
from pathway.service.cases.entries import event_view
from pathway.service.cases.notice_timing import write_notices
from pathway.service.cases.same_referrals import refuse_same_referral
from pathway.service.cases.situations import REFERENCE, plain_situation, situation_of
from pathway.service.cases.step_request import StepRequest, asked_form, asked_input
from pathway.service.definition_choice import definition_on
from pathway.service.installing import keep_shipped
from pathway.service.transactions import UnitOfWork
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.attempts.command import Command
from pathway.workflows.attempts.refusals import Refusal
from pathway.workflows.calendar.in_words import day_words
from pathway.workflows.calendar.moments import moment_of
from pathway.workflows.cases.duplicates import survivor_of, taken_over
from pathway.workflows.deadlines.lateness import breach_of
from pathway.workflows.deadlines.recounting import recounted
from pathway.workflows.deciding.decide import decide, follows
from pathway.workflows.history.case import Case, Deadline
from pathway.workflows.history.events import Event
from pathway.workflows.history.evolve import evolve
from pathway.workflows.known_names import (
    BREACH,
    CLOSE_AS_DUPLICATE,
    HAND_BACK,
    REFER,
    REOPEN,
    TAKE_OVER,
)
from pathway.workflows.reminders.ladders import next_look, notices_of_event
from pathway.workflows.reminders.notices import Notice


@dataclass
class Taken:
    """
    What became of one case.

    Args:
        before: As it was loaded; None for a new one.
        after: As the events left it.
    """

    definition: BoundDefinition
    before: Case | None
    after: Case
    events: list[Event] = field(default_factory=list[Event])
    notices: list[Notice] = field(default_factory=list[Notice])

    def add(self, event: Event, unit: UnitOfWork) -> None:
        """Add an event, with the notices that it causes at once."""
        self.after = evolve(self.after, event)
        self.events.append(event)
        self.notices += notices_of_event(self.definition, self.after, event, unit.calendar)


def refer(unit: UnitOfWork, request: StepRequest) -> Taken:
    """
    Open a new case from a referral form, and return it; not saved yet.

    Args:
        request: The form, by whom it is made, what was confirmed, and the name of the definition
            that the case follows.

    Raises:
        NotFound: Nobody has that email.
        WrongUsage: There is no definition of that name.
        FormRefused: The form has faults; every one is listed.
        Refused: The person may not refer, or the referral was made before.
    """
    person = unit.actor(request.by)
    unit.need_key()
    form = asked_form(request.input)
    day = _day(form.get("referred_on")) or unit.today
    definition = definition_on(unit, day, request.definition)
    at = unit.now if day == unit.today else None
    command = Command(
        REFER, person, day, input=form, salt=new_salt(), confirmed=request.confirmed, at=at
    )
    situation = plain_situation(unit, person)
    # Tried without a reference first: taking a number keeps other referrals waiting.
    trial = decide(definition, Case("", definition=definition.hash), command, situation)
    if isinstance(trial, Refusal):
        raise _form_refused(trial)
    reference = unit.cases.new_reference(command.on.year)
    event = decide(definition, Case(reference, definition=definition.hash), command, situation)
    if isinstance(event, Refusal):
        raise _form_refused(event)
    if AGAIN not in request.confirmed:
        refuse_same_referral(unit, event)
    keep_shipped(unit, definition)
    taken = Taken(definition, None, Case(reference, definition=definition.hash))
    taken.add(event, unit)
    return taken


def asked(unit: UnitOfWork, request: StepRequest, expected: int | None) -> list[Taken]:
    """
    Carry out a caller's command, and return every case that it changes; not saved yet. Raises what
    `take` and `loaded` raise.

    Args:
        expected: The version at which the case must be, if any.
    """
    person = unit.actor(request.by)
    members, faults = asked_input(
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


def save(unit: UnitOfWork, every: list[Taken]) -> None:
    """
    Store the changed cases: events, items, deadlines, when to look at them next, and the notices.

    Raises:
        DatabaseBusy: The calendar was changed meanwhile.
    """
    unit.hold_calendar()
    for taken in every:
        unit.cases.save(taken.before, taken.after, taken.events, _looks(unit, taken))
        unit.recorded += [event_view(unit, event) for event in taken.events]
        write_notices(unit, taken.notices)


def loaded(
    unit: UnitOfWork, reference: str, command: Command | None = None, expected: int | None = None
) -> Case:
    """
    Return a case, locked where the unit writes. The other case that a command names is locked too,
    in order of their references, so that two commands cannot wait for each other.

    Raises:
        NotFound: There is no such case.
        Conflict: It is not at the version that was expected.
    """
    other = None
    if command is not None and command.step == CLOSE_AS_DUPLICATE:
        other = command.input.get("surviving")
    if command is not None and command.step == REOPEN:
        other = survivor_of(unit.cases.get(reference))
    if isinstance(other, str) and REFERENCE.fullmatch(other) and other < reference:
        _lock(unit, other)
    case = unit.cases.get(reference, lock=unit.writes)
    if expected is not None and case.version != expected:
        raise Conflict(reference, expected, case.version, _since(unit, reference, expected))
    return case


def check_names(definition: BoundDefinition, case: Case, step: str, item: str | None) -> None:
    """
    Make sure that the step and the item exist.

    Raises:
        NotFound: One does not; the nearest names are listed.
    """
    if not definition.steps_named(step):
        raise NotFound(
            "step",
            str(step),
            definition.step_names(),
            f"See `pathway steps {case.reference} --by EMAIL`.",
        )
    if item is not None and str(item) not in case.items:
        raise NotFound("item", str(item), case.items, f"See `pathway case {case.reference}`.")


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
    Let the surviving case take over the incidents and days of a duplicate, or give them back when
    the duplicate is reopened; return that case.
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


def _looks(unit: UnitOfWork, taken: Taken) -> dict[str, datetime | None]:
    """Return when to look next at each deadline that the events touch; never at a closed one."""
    touched: set[str] = set()
    for event in taken.events:
        touched |= set(event.effects.get("deadlines", {}))
    return {name: _look(unit, taken, taken.after.deadlines[name]) for name in touched}


def _look(unit: UnitOfWork, taken: Taken, deadline: Deadline) -> datetime | None:
    return next_look(taken.definition, deadline, unit.calendar) if deadline.is_open else None


def _since(unit: UnitOfWork, reference: str, expected: int) -> list[Reason]:
    """Return what was done to a case since that version, by step and role."""
    if not isinstance(expected, int):  # pyright: ignore[reportUnnecessaryIsInstance] - a caller may say anything
        return []
    reasons: list[Reason] = []
    for event in unit.cases.events(reference, opened=False):
        if event.seq > expected:
            day = day_words(event.occurred_on)
            sentence = f"event {event.seq}: {event.step} by {event.role} on {day}"
            reasons.append(Reason("changed", sentence))
    return reasons


def _lock(unit: UnitOfWork, reference: str) -> None:
    if unit.cases.find(references=[reference]):
        unit.cases.get(reference, lock=unit.writes)


def _form_refused(refusal: Refusal) -> Refused:
    """Return the error that tells of a refused referral: of its form, or of anything else."""
    if all(reason.code in ("input", "future_date") for reason in refusal.reasons):
        return FormRefused(refusal.reasons)
    return Refused("The referral was refused.", refusal.reasons)


def new_salt() -> bytes:
    """Return random bytes that keep an input's digest from being guessed."""
    return secrets.token_bytes(16)


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
