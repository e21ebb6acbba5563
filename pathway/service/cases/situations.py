"""
What the world adds to a command: people, days, the case's unsealed words and history, and other
cases.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pathway.service.readable import readable
from pathway.service.unit_of_work import UnitOfWork
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.attempts.command import Command, Situation
from pathway.workflows.cases.duplicates import survivor_of
from pathway.workflows.cases.votes import round_name
from pathway.workflows.history.case import Case
from pathway.workflows.history.events import Event, texts_in
from pathway.workflows.known_names import CLOSE_AS_DUPLICATE, CORRECT, REOPEN

# The fields of forms that name other cases.
OTHER_CASES = ("other_cases", "surviving_cases")
NEAREST_CASES = 50
NAMED_CASES = 200
REFERENCE = re.compile(r"PR-\d{4}-\d{4,}", re.ASCII)


def situation_of(
    unit: UnitOfWork,
    definition: BoundDefinition,
    case: Case,
    command: Command,
    steps: tuple[str, ...],
) -> Situation:
    """
    Return all that the world adds to a command for any of the steps: people, days, labels, other
    cases, the history.
    """
    history = _history(unit, case, steps)
    return Situation(
        directory=unit.directory_for(command.by),
        calendar=unit.calendar,
        now=unit.now,
        labels=_labels(unit, case),
        proposal=_proposal(unit, definition, case, step=command.step, item=command.item),
        others=_others(unit, definition, case, command=command, steps=steps, history=history),
        history=history,
    )


def plain_situation(unit: UnitOfWork, actor: int | None = None) -> Situation:
    """Return what the world adds where no other case matters: people and days."""
    return Situation(unit.directory_for(actor), unit.calendar, unit.now)


def _labels(unit: UnitOfWork, case: Case) -> tuple[str, ...]:
    """Return the labels that the form gives the children, in its order."""
    number = case.memory.get("form", {}).get("event")
    if number is None:
        return ()
    sealed = unit.cases.event(case.reference, number).sealed or {}
    return tuple(child["label"] for child in sealed.get("input", {}).get("children", []))


def _proposal(
    unit: UnitOfWork, definition: BoundDefinition, case: Case, step: str, item: str | None
) -> Mapping[str, Any] | None:
    """Return the input that an open round of votes is about."""
    votes = case.memory.get("rounds", {}).get(round_name(step, case.items.get(item or "")))
    if not votes or not any(table.votes for _, table in definition.steps_named(step)):
        return None
    sealed = unit.cases.event(case.reference, votes["event"]).sealed or {}
    return {name: value for name, value in sealed.get("input", {}).items() if name != "vote"}


def _history(unit: UnitOfWork, case: Case, steps: tuple[str, ...]) -> tuple[Event, ...]:
    """
    Return the case's own events where one of the steps is a correction, and none otherwise; they
    are unsealed where it is the only step.
    """
    if CORRECT not in steps:
        return ()
    return tuple(unit.cases.events(case.reference, opened=steps == (CORRECT,)))


def _others(
    unit: UnitOfWork,
    definition: BoundDefinition,
    case: Case,
    command: Command,
    steps: tuple[str, ...],
    history: Sequence[Event],
) -> dict[str, Case]:
    """
    Return the cases that a step may name, by reference: in full where clocks pass between the
    cases, else without content.
    """
    if not any(_names_other_cases(definition, step) for step in steps):
        return {}
    entries = [event for event in history if _names_other_cases(definition, event.step)]
    inputs = [command.input, *((event.sealed or {}).get("input") for event in entries)]
    named = sorted(value for value in texts_in(inputs) if REFERENCE.fullmatch(value))
    survivor = survivor_of(case)
    if survivor is not None:
        named.insert(0, survivor)
    rows = [*unit.cases.find(references=named[:NAMED_CASES]), *unit.cases.latest(NEAREST_CASES)]
    references = dict.fromkeys(row.reference for row in rows if row.reference != case.reference)
    involved = {*steps, *(event.step for event in history)}
    if involved.isdisjoint({CLOSE_AS_DUPLICATE, REOPEN}):
        return {name: Case(name) for name in references}
    return readable(unit, references)


def _names_other_cases(definition: BoundDefinition, step: str) -> bool:
    """
    Return whether a step names another case, or takes back from one what it took over; a correction
    may be of such a step.
    """
    if step in (CORRECT, REOPEN):
        return True
    forms = [table.input for _, table in definition.steps_named(step)]
    return any(definition.forms.asks(form, OTHER_CASES) for form in forms)
