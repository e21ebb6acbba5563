"""
Recording what a meeting decided: a step of each case on its agenda, each in a transaction of its
own.

A repeat is harmless: the same step of the same case is recorded only once for a meeting.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from pathway.errors import Conflict, NotFound, PathwayError, Reason, Refused, WrongUsage
from pathway.service.cases.carrying_out import carry_out
from pathway.service.cases.step_request import StepRequest
from pathway.service.cases.taking import take_request
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.meetings import Decision, DecisionView
from pathway.workflows.cases import meetings
from pathway.workflows.history.case import Case
from pathway.workflows.people.in_charge import is_shut_out

HELD = ("held", "minuted")
# What one case may be refused for, while the others go on.
REFUSALS = (Refused, NotFound, Conflict, WrongUsage)


@dataclass(frozen=True, slots=True)
class Recorded:
    """The state of a case once a decision is recorded, with its title."""

    state: str
    title: str


def record(installation: Installation, meeting: str, decision: Decision, by: str) -> DecisionView:
    """Record one decision, and return what became of it."""
    view = DecisionView(case=decision.case, step=decision.step, item=decision.item, done=False)
    try:
        with installation.reading() as unit:
            held = unit.cases.get(meeting)
            day = _checked(unit, held, decision)
        recorded = _carried_out(installation, meeting, decision, by=by, day=day)
    except REFUSALS as error:
        return _refused(view, error)
    return replace(view, done=True, state=recorded.state, state_title=recorded.title)


def _checked(unit: UnitOfWork, meeting: Case, decision: Decision) -> date:
    """
    Return the day of a meeting from which a decision may be recorded.

    Raises:
        Refused: It may not: it was not held, the case is not on its agenda, or the quorum was not
            there for the case.
    """
    reasons: list[Reason] = []
    if meeting.state not in HELD:
        sentence = f"{meeting.reference} is {meeting.state}: first record who took part in it"
        reasons.append(Reason("not_held", sentence))
    if decision.case not in meetings.agenda(meeting):
        sentence = f"{decision.case} is not on the agenda of {meeting.reference}"
        reasons.append(Reason("not_on_agenda", sentence))
    if not reasons:
        reasons = _no_quorum(unit, meeting, unit.cases.get(decision.case))
    day = meetings.day_of(meeting)
    if reasons or day is None:
        raise Refused(f"{'; '.join(reason.message for reason in reasons)}.", reasons)
    return day


def _no_quorum(unit: UnitOfWork, meeting: Case, case: Case) -> list[Reason]:
    """Return why the quorum was not there for a case, from which an interest keeps some people."""
    definition = unit.definition_of(meeting)
    sat = [
        member
        for member, person in meetings.took_part(meeting).items()
        if not is_shut_out(case, person, None)
    ]
    missing = meetings.seats_missing(definition, meeting, sat)
    if not missing and len(sat) >= meetings.quorum_members(definition):
        return []
    why = f"nobody took part for {', '.join(missing)}" if missing else "too few members took part"
    sentence = (
        f"{meeting.reference} had no quorum for {case.reference}: {why}; "
        "record what somebody may decide alone in the case itself"
    )
    return [Reason("no_quorum", sentence)]


def _carried_out(
    installation: Installation, meeting: str, decision: Decision, *, by: str, day: date
) -> Recorded:
    request = StepRequest(
        decision.step,
        by,
        decision.case,
        item=decision.item,
        on=day,
        input=decision.input,
        reason=decision.reason,
        late_reason=decision.late_reason,
        meeting=meeting,
        on_behalf_of=decision.on_behalf_of,
    )

    def show(unit: UnitOfWork, case: Case) -> Recorded:
        return Recorded(case.state, unit.definition_of(case).state_title(case.state))

    return carry_out(
        installation,
        request,
        _key(meeting, decision, by),
        work=lambda unit: take_request(unit, request, None),
        show=show,
    )


def _key(meeting: str, decision: Decision, by: str) -> str:
    """Return the idempotency key of a decision: one for each step of a case and each person."""
    person = decision.on_behalf_of or by
    parts = [decision.case, decision.step, decision.item, person.strip().casefold()]
    digest = hashlib.sha256(json.dumps(parts).encode()).hexdigest()
    return f"{meeting}:{digest[:32]}"


def _refused(view: DecisionView, error: PathwayError) -> DecisionView:
    reasons = tuple(_said_here(error.reasons))
    return replace(view, code=error.code, message=error.message, reasons=reasons)


def _said_here(reasons: tuple[Reason, ...]) -> Iterator[Reason]:
    """Yield the reasons; that of a used key is worded for decisions."""
    for reason in reasons:
        if reason.code == "key_reused":
            why = "another decision by this step was already recorded for this meeting; `correct` changes it"
            yield replace(reason, message=why)
        else:
            yield reason
