"""
Histories judged afterwards: each entry is decided again on the case as it then was, and must come
out the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pathway import Pathway
from pathway.service.cases.situations import situation_of
from pathway.service.unit_of_work import UnitOfWork
from pathway.workflows.attempts.command import Command
from pathway.workflows.deadlines.recounting import RECOUNT
from pathway.workflows.deciding.decide import decide
from pathway.workflows.deciding.migration import MIGRATE, TAKE_BACK
from pathway.workflows.history.case import Case
from pathway.workflows.history.events import Event
from pathway.workflows.history.evolve import evolve
from pathway.workflows.history.past import Past

BY_THE_SERVICE = (
    MIGRATE,
    TAKE_BACK,
    RECOUNT,
    "take_over_incidents",
    "close_as_duplicate",
    "follow_family",
)  # need more than the case to be decided


def not_allowed(pathway: Pathway) -> list[str]:
    """
    Return every entry of every case that the definition did not allow at that moment, or allowed
    otherwise.
    """
    with pathway._installation.reading() as unit:  # pyright: ignore[reportPrivateUsage]
        return [event for row in unit.cases.find() for event in _of_case(unit, row.reference)]


def _of_case(unit: UnitOfWork, reference: str) -> Iterator[str]:
    history = list(unit.cases.events(reference))
    case = Case(reference, definition=history[0].definition)
    for number, event in enumerate(history):
        if event.from_state != case.state:
            yield f"{reference}/{event.seq}: {event.step} left {event.from_state}, the case was in {case.state}"
        if event.step not in BY_THE_SERVICE:
            yield from _differing(unit, case, event, history[:number])
        case = evolve(case, event)


def _differing(unit: UnitOfWork, case: Case, event: Event, history: list[Event]) -> Iterator[str]:
    decided = _decided_again(unit, case, event, history)
    if not isinstance(decided, Event):
        yield f"{event.reference}/{event.seq}: {event.step} was not allowed: {decided.reasons}"
    elif decided.hash != event.hash:
        yield f"{event.reference}/{event.seq}: {event.step} would be recorded otherwise"


def _decided_again(unit: UnitOfWork, case: Case, event: Event, history: list[Event]) -> Any:
    answers = event.sealed or {}
    command = Command(
        event.step,
        event.actor,
        event.occurred_on,
        event.item,
        answers.get("input", _of_breach(event)),
        answers.get("reason"),
        answers.get("late_reason"),
        bytes.fromhex(answers.get("salt", "")),
        tuple(answers.get("confirmed", ())),
        event.occurred_at,
    )
    definition = unit.definition_of(replace(case, definition=event.definition))
    situation = situation_of(unit, definition, case, command, (event.step,))
    shown = Past(history) if situation.history else Past()
    return decide(
        definition, case, command, replace(situation, now=event.recorded_at, history=shown)
    )


def _of_breach(event: Event) -> dict[str, Any]:
    """Return what the system said to itself: which deadline it was."""
    return {"deadline": next(iter(event.effects["deadlines"]))} if event.step == "breach" else {}
