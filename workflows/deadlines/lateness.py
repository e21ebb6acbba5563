"""Lateness that needs a reason: duties of law, guidance or expectation done after they were due."""

from __future__ import annotations

from datetime import timedelta

from pathway.workflows.attempts.attempt import Attempt
from pathway.workflows.attempts.command import Command
from pathway.workflows.cases.fact_choices import fact_of, facts
from pathway.workflows.history.changes import Changes
from pathway.workflows.history.deadline import Deadline
from pathway.workflows.known_names import BREACH


def breach_of(deadline: Deadline) -> Command:
    """
    Return the command with which the system records that a duty is overdue.

    It is dated at the due hour, or on the day after the due day.
    """
    answers = {"deadline": deadline.id}
    if deadline.due_at is not None:
        return Command(BREACH, None, deadline.due, input=answers, at=deadline.due_at)
    return Command(BREACH, None, deadline.due + timedelta(days=1), input=answers)


def met_late(changes: Changes) -> list[Deadline]:
    """Return the duties that the step meets late and for which it must give a reason."""
    touched = (changes.after.deadlines[name] for name in changes.patch.get("deadlines", {}))
    late = [
        deadline
        for deadline in touched
        if deadline.closed_by == changes.seq and deadline.state == "met_late"
    ]
    return [deadline for deadline in late if deadline.asks_reason and not deadline.owes_reason]


def owing(attempt: Attempt) -> list[str]:
    """Return the duties that the form met late and whose reason this step asks for."""
    if not attempt.step.settles_late:
        return []
    return [deadline.id for deadline in attempt.case.duties.owing_reasons]


def late_reason_wanted(attempt: Attempt) -> bool:
    """Return whether the step would need a reason for lateness, whatever its input."""
    late = [duty for duty in _might_meet(attempt) if _is_late(attempt, duty)]
    if late and "record_fact" in attempt.step.effects:
        known = facts(attempt)
        late = [duty for duty in late if fact_of(attempt, duty) in known]
    return bool(late) or bool(owing(attempt))


def _is_late(attempt: Attempt, deadline: Deadline) -> bool:
    return deadline.asks_reason and deadline.is_late(attempt.moment)


def _might_meet(attempt: Attempt) -> list[Deadline]:
    """Return the open duties that the step might meet; if it records a fact, any of them."""
    case = attempt.case
    if "record_fact" in attempt.step.effects:
        return case.open_deadlines()
    keys = attempt.definition.keys_met_by(attempt.name)
    if not keys:
        return []
    # A list of steps asks this of each item; a long case has hundreds.
    if attempt.item is None:
        return list(case.duties.open_of(keys))
    return [duty for duty in case.duties.open_about(attempt.item.id) if duty.key in keys]
