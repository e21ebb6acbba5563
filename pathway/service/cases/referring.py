"""Opening a case from a referral form."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pathway.errors import AGAIN, FormRefused, Refused
from pathway.service.actors import actors_of
from pathway.service.cases.same_referrals import refuse_same_referral
from pathway.service.cases.situations import plain_situation
from pathway.service.cases.step_request import StepRequest, form_table, new_salt
from pathway.service.cases.taken import Taken
from pathway.service.definition_choice import definition_on
from pathway.service.installing import keep_shipped
from pathway.service.unit_of_work import UnitOfWork
from pathway.workflows.attempts.command import Command
from pathway.workflows.attempts.refusals import Refusal
from pathway.workflows.deciding.decide import decide
from pathway.workflows.history.case import Case
from pathway.workflows.known_names import REFER


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
    actors = actors_of(unit, request.by, request.on_behalf_of)
    unit.need_key()
    if request.faults:
        raise FormRefused(request.faults)
    form = form_table(request.input)
    day = _day(form.get("referred_on")) or unit.today
    definition = definition_on(unit, day, request.definition)
    at = unit.now if day == unit.today else None
    command = Command(
        REFER,
        actors.person,
        day,
        input=form,
        salt=new_salt(),
        confirmed=request.confirmed,
        at=at,
        files=request.stored(),
        typed_by=actors.typed_by,
    )
    situation = plain_situation(unit, actors.asking)
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


def _form_refused(refusal: Refusal) -> Refused:
    """Return the error that tells of a refused referral: of its form, or of anything else."""
    if all(objection.code in ("input", "future_date") for objection in refusal.reasons):
        return FormRefused(refusal.reasons)
    return Refused("The referral was refused.", refusal.reasons)


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
