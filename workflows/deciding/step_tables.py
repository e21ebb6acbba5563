"""Finding the step that is meant: the table of that name that is open in the present state."""

from __future__ import annotations

from pathway.errors import Reason
from pathway.workflows.attempts.attempt import Attempt, BoundDefinition
from pathway.workflows.attempts.command import Command, Situation
from pathway.workflows.definitions.format import DefinitionFile, Step
from pathway.workflows.history.case import Case
from pathway.workflows.history.item import Item

Table = tuple[DefinitionFile, Step]
SHOWN = 6


def find_step(
    definition: BoundDefinition, case: Case, command: Command, situation: Situation
) -> tuple[DefinitionFile, Step, list[Reason]]:
    """Return the file and step that are meant, and the reasons where the step is not open here."""
    tables = definition.steps_named(command.step)
    if tables[0][0].owns == "item" and command.item is None:
        return *tables[0], [
            Reason("item_required", f"{command.step} is a step of an item; name it with --item")
        ]
    item = case.items.get(command.item or "")
    fitting = [table for table in tables if _is_open(definition, table, case, item)]
    if not fitting:
        return *tables[0], [Reason("wrong_state", _where_it_can(tables, case, item))]
    # Most steps have one table, and no condition on it.
    if fitting[0][1].when is None:
        return *fitting[0], []
    guards = definition.vocabulary.guards
    attempts = [
        Attempt(definition, file, step, case=case, item=item, command=command, situation=situation)
        for file, step in fitting
    ]
    for attempt in attempts:
        if attempt.step.when is None or guards[attempt.step.when].holds(attempt):
            return attempt.file, attempt.step, []
    name = attempts[0].step.when or ""
    return *fitting[0], [Reason(f"guard.{name}", guards[name].why_not(attempts[0]))]


def target(attempt: Attempt) -> str | None:
    """
    Return the state to which the step leads the case, or its item.

    None is for a step that the state machine has no transition for.
    """
    if attempt.case.version == 0:
        return attempt.step.to
    state = attempt.item.state if attempt.item else attempt.case.state
    return attempt.definition.machines[attempt.file.name].leads_to(state, attempt.step)


def _is_open(definition: BoundDefinition, table: Table, case: Case, item: Item | None) -> bool:
    file, step = table
    if case.version == 0:
        return not step.from_
    if file.owns == "case":
        return file.covers(step.from_, case.state)
    if item is None or item.kind != file.name:
        return False
    return definition.case.covers(step.case, case.state) and file.covers(step.from_, item.state)


def _where_it_can(tables: list[Table], case: Case, item: Item | None) -> str:
    """Return where the case is, and in which states the step can be taken instead."""
    is_now = f"the case is in {case.state}"
    if item:
        is_now = f"{item.id} is {item.state} and the case in {case.state}"
    names: list[str] = []
    for file, step in tables:
        names += file.states_of(step.from_)
    states = list(dict.fromkeys(names))
    if not states:
        return f"{is_now}; a case is opened only once"
    where = ", ".join(states[:SHOWN]) + (" and others" if len(states) > SHOWN else "")
    return f"{is_now}; this step is open in {where}"
