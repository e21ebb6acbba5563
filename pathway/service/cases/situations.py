"""
What the world adds to a command: people, days, the case's unsealed words and history, and other
cases.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any

from pathway.service.cases.other_cases import OtherCases
from pathway.service.cases.past_entries import whole_past
from pathway.service.files.records import documents_of, latest
from pathway.service.readable import readable
from pathway.service.unit_of_work import UnitOfWork
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.attempts.command import Command, Situation
from pathway.workflows.cases.duplicates import survivor_of
from pathway.workflows.cases.meetings import agenda
from pathway.workflows.cases.votes import round_name
from pathway.workflows.history.case import Case
from pathway.workflows.history.events import texts_in
from pathway.workflows.history.past import Past
from pathway.workflows.history.references import MEETING, OF_CASE
from pathway.workflows.known_names import ADD_DOCUMENT, CLOSE_AS_DUPLICATE, CORRECT, REOPEN

# The fields of forms that name other cases.
OTHER_CASES = ("other_cases", "surviving_cases", "cases_to_add")
# The fields of forms that name a meeting with the case on its agenda.
MEETINGS = ("meetings_with_case", "day_of_meeting", "invited_to_meeting")
NEAREST_CASES = 50
NAMED_CASES = 200


def situation_of(
    unit: UnitOfWork,
    definition: BoundDefinition,
    case: Case,
    command: Command,
    steps: tuple[str, ...],
    past: Past | None = None,
) -> Situation:
    """
    Return all that the world adds to a command for any of the steps: people, days, labels, other
    cases, the history.

    Args:
        past: What is known of the history, for a list or a page; left out, it is all that the steps
            need of it.
    """
    history = past
    if history is None:
        history = whole_past(unit, case) if CORRECT in steps else Past()
    others = _others(unit, definition, case, command=command, steps=steps, history=history)
    meetings = _meetings(unit, definition, case, _with_steps_of(history, steps))
    return Situation(
        directory=unit.directory_for(command.asking),
        calendar=unit.calendar,
        now=unit.now,
        read_labels=partial(labels_of, unit, case),
        proposal=_proposal(unit, definition, case, step=command.step, item=command.item),
        others={**others, **meetings} if meetings else others,
        history=history,
        documents=_documents(unit, case, steps) if past is None else (),
    )


def plain_situation(unit: UnitOfWork, actor: int | None = None) -> Situation:
    """Return what the world adds where no other case matters: people and days."""
    return Situation(unit.directory_for(actor), unit.calendar, unit.now)


def labels_of(unit: UnitOfWork, case: Case) -> tuple[str, ...]:
    """Return the labels that the form gives the children, in its order; it is opened once."""
    if "labels" not in case.read_once:
        case.read_once["labels"] = _labels_on_form(unit, case)
    return labels_read(case)


def labels_read(case: Case) -> tuple[str, ...]:
    """Return these labels where somebody asked for them before; else none."""
    labels: tuple[str, ...] = case.read_once.get("labels", ())
    return labels


def _labels_on_form(unit: UnitOfWork, case: Case) -> tuple[str, ...]:
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


def _documents(unit: UnitOfWork, case: Case, steps: tuple[str, ...]) -> tuple[str, ...]:
    """
    Return the hashes of the documents that a new one may replace, where that is the only step: for
    a list of all steps the whole history is not opened.
    """
    if steps != (ADD_DOCUMENT,):
        return ()
    records = latest(documents_of(unit, case))
    return tuple(record.sha256 for record in records if record.event.step == ADD_DOCUMENT)


def _others(
    unit: UnitOfWork,
    definition: BoundDefinition,
    case: Case,
    command: Command,
    steps: tuple[str, ...],
    history: Past,
) -> Mapping[str, Case]:
    """
    Return the cases that a step may name, by reference: in full where clocks pass between the
    cases, else without content.
    """
    if not any(_names_other_cases(definition, step) for step in steps):
        return {}
    involved = _with_steps_of(history, steps)
    naming = {step for step in involved if _names_other_cases(definition, step)}
    entries = history.entries([own.seq for own in history.events if own.step in naming])
    inputs = [command.input, *((event.sealed or {}).get("input") for event in entries)]
    named = sorted(value for value in texts_in(inputs) if OF_CASE.fullmatch(value))
    survivor = survivor_of(case)
    if survivor is not None:
        named.insert(0, survivor)
    known = [row.reference for row in unit.cases.find(references=named[:NAMED_CASES])]
    references = dict.fromkeys([*known, *unit.cases.latest(NEAREST_CASES)])
    references.pop(case.reference, None)
    if involved.isdisjoint({CLOSE_AS_DUPLICATE, REOPEN}):
        return {name: Case(name) for name in references}
    return OtherCases(unit, references)


def _meetings(
    unit: UnitOfWork, definition: BoundDefinition, case: Case, steps: Collection[str]
) -> dict[str, Case]:
    """Return the latest meetings with the case on their agenda, where a step may name one."""
    if not any(_asks(definition, step, MEETINGS) for step in steps):
        return {}
    rows = unit.cases.newest(MEETING, NEAREST_CASES)
    read = readable(unit, [row.reference for row in rows])
    return {name: meeting for name, meeting in read.items() if case.reference in agenda(meeting)}


def _with_steps_of(history: Past, steps: tuple[str, ...]) -> set[str]:
    """Return these steps and those that the entries of a history took."""
    return {*steps, *(event.step for event in history.events)}


def _names_other_cases(definition: BoundDefinition, step: str) -> bool:
    """
    Return whether a step names another case, or takes back from one what it took over; a correction
    may be of such a step.
    """
    if step in (CORRECT, REOPEN):
        return True
    return _asks(definition, step, OTHER_CASES)


def _asks(definition: BoundDefinition, step: str, choices: Sequence[str]) -> bool:
    """Return whether a step asks for a value of such a choice."""
    forms = [table.input for _, table in definition.steps_named(step)]
    return any(definition.forms.asks(form, choices) for form in forms)
