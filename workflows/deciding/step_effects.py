"""What a step does once nothing speaks against it: its effects, its new state, its deadlines."""

from __future__ import annotations

from pathway.workflows.attempts.attempt import Attempt
from pathway.workflows.cases.panel import disagreement, record_answer
from pathway.workflows.cases.votes import round_name, rounds_of
from pathway.workflows.deadlines.counting.standstills import end_standstill
from pathway.workflows.deadlines.lateness import owing
from pathway.workflows.deadlines.settling import settle
from pathway.workflows.deciding.step_tables import target
from pathway.workflows.forms.fields import carried_out
from pathway.workflows.history.case import stage_of
from pathway.workflows.history.changes import Changes
from pathway.workflows.known_names import SIGNED_IN


def perform(attempt: Attempt, changes: Changes) -> None:
    """Add to the changes the step's effects, its state, and what follows for the deadlines."""
    for name in attempt.step.effects:
        carried_out(attempt.definition.vocabulary.effects[name], attempt.input, attempt, changes)
    if attempt.step.votes:
        changes.forget("rounds", round_name(attempt.step.name, attempt.item))
    if attempt.step.answers_panel and disagreement(attempt.case) is not None:
        record_answer(changes)
    if attempt.command.late_reason:
        for deadline in owing(attempt):
            changes.set_deadline(deadline, {"owes_reason": None})
    _move(attempt, changes)
    settle(attempt, changes)


def _move(attempt: Attempt, changes: Changes) -> None:
    to = target(attempt)
    if to is None:
        return
    if attempt.item is not None:
        if to != attempt.item.state:
            changes.change_item(attempt.item.id, to)
            _end_rounds(attempt, changes)
    elif to != attempt.case.state:
        changes.set(state=to, changed_on=attempt.on.isoformat(), outcome=attempt.step.outcome)
        _remember_stage(attempt, to, changes)
        _end_rounds(attempt, changes)
        # Signatures belong to one visit to a state.
        if attempt.case.state in SIGNED_IN or to in SIGNED_IN:
            changes.forget("sign_offs")
        end_standstill(attempt.case, changes)


def _remember_stage(attempt: Attempt, to: str, changes: Changes) -> None:
    """Remember the stage that the case leaves for the first time, if it leaves one."""
    left = stage_of(attempt.case.state)
    # A new case comes from none.
    if left not in ("", stage_of(to), *attempt.case.memory.get("stages", {})):
        changes.remember(stages={left: changes.seq})


def _end_rounds(attempt: Attempt, changes: Changes) -> None:
    """End the rounds of votes that belong to the state which the case, or its item, leaves."""
    for name in rounds_of(attempt.case, attempt.item):
        changes.forget("rounds", name)
