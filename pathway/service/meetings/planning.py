"""Opening a meeting from its plan."""

from __future__ import annotations

from typing import Any

from pathway.errors import Reason, Refused, StepRefused, WrongUsage
from pathway.service.cases.situations import situation_of
from pathway.service.cases.step_request import StepRequest, input_table, new_salt
from pathway.service.cases.taken import Taken
from pathway.service.definition_choice import definition_on
from pathway.service.installing import keep_shipped
from pathway.service.unit_of_work import UnitOfWork
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.attempts.command import Command
from pathway.workflows.attempts.refusals import Refusal
from pathway.workflows.calendar.moments import moment_of
from pathway.workflows.deciding.decide import attempt_of, decide, model_of
from pathway.workflows.deciding.schema import input_schema
from pathway.workflows.history.case import Case
from pathway.workflows.history.references import MEETING
from pathway.workflows.known_names import PLAN


def plan(unit: UnitOfWork, request: StepRequest) -> Taken:
    """
    Open a meeting, and return it; not saved yet.

    Raises:
        NotFound: Nobody has that email.
        WrongUsage: The definition that new cases follow has no meetings.
        Refused: The plan has faults, or the person may not plan a meeting; every reason is listed.
    """
    person = unit.actor(request.by)
    unit.need_key()
    plan_of, faults = input_table(request.input, request.on, request.reason, late_reason=None)
    _refuse(faults)
    when = moment_of(request.on if request.on is not None else unit.now)
    of_cases = definition_on(unit, when.on, request.definition)
    definition = _meetings_of(of_cases)
    command = Command(
        PLAN, person, when.on, input=plan_of, reason=request.reason, salt=new_salt(), at=when.at
    )
    blank = Case("", definition=definition.hash)
    situation = situation_of(unit, definition, blank, command=command, steps=(PLAN,))
    # Tried without a reference first: taking a number keeps others waiting.
    trial = decide(definition, blank, command, situation)
    if isinstance(trial, Refusal):
        _refuse(trial.reasons)
    reference = unit.cases.new_reference(when.on.year, MEETING)
    meeting = Case(reference, definition=definition.hash)
    event = decide(definition, meeting, command, situation)
    if isinstance(event, Refusal):
        raise StepRefused(reference, "", PLAN, event.reasons)
    keep_shipped(unit, of_cases)
    taken = Taken(definition, None, meeting)
    taken.add(event, unit)
    return taken


def plan_schema(unit: UnitOfWork, person: int) -> dict[str, Any]:
    """
    Return the JSON Schema of the plan of a meeting.

    Args:
        person: The number of who plans it.

    Raises:
        WrongUsage: The definition that new cases follow has no meetings.
        Refused: The person may not plan a meeting.
    """
    definition = _meetings_of(definition_on(unit, unit.today, None))
    command = Command(PLAN, person, unit.today)
    blank = Case("", definition=definition.hash)
    situation = situation_of(unit, definition, blank, command=command, steps=(PLAN,))
    attempt, reasons = attempt_of(definition, blank, command, situation)
    _refuse(reasons)  # before it is told which cases there are
    return input_schema(model_of(definition, attempt.step, {}, blank), attempt)


def _meetings_of(of_cases: BoundDefinition) -> BoundDefinition:
    if of_cases.meetings is None:
        name = of_cases.case.name
        raise WrongUsage(
            f'The definition {name} has no meetings; name their file in it: `meeting = "meeting"`.'
        )
    return of_cases.meetings


def _refuse(reasons: list[Reason] | tuple[Reason, ...]) -> None:
    if reasons:
        why = "; ".join(str(reason) for reason in reasons)
        raise Refused(f"The meeting was not planned: {why}.", reasons)
