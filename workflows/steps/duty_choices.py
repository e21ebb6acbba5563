"""Duties that an input may name, as they are in one case for one person."""

from __future__ import annotations

from pathway.workflows.attempts.attempt import Attempt
from pathway.workflows.history.deadline import Deadline
from pathway.workflows.people.own_duties import acts_as, is_for_own_duties, owns


def requests(attempt: Attempt) -> list[str]:
    """
    Return the requests for information that wait for an answer, by the ids of their deadlines.

    The business unit and the chair see all of them, everybody else their own.
    """
    rules = attempt.definition.deadlines
    asked = [key for key, rule in rules.items() if rule.owner == "asked"]
    waiting = attempt.case.duties.open_of(asked)
    return [duty.id for duty in waiting if not is_for_own_duties(attempt) or owns(attempt, duty)]


def local_deadlines(attempt: Attempt) -> list[str]:
    """Return the open local deadlines."""
    return [duty.id for duty in attempt.case.open_deadlines() if duty.status == "local"]


def duties_to_delay(attempt: Attempt) -> list[str]:
    """
    Return the open duties that this person may record as delayed.

    A partner does so for duties of law and guidance, the chair for the others.
    """
    rules = attempt.definition.deadlines
    reviews = [key for key, rule in rules.items() if rule.owner == "delay"]
    duties = [
        duty
        for duty in attempt.case.open_deadlines()
        if duty.key not in reviews and not duty.never_breached
    ]
    if attempt.actor is None:
        return [duty.id for duty in duties]
    roles = [role for role in dict.fromkeys(map(_delays, duties)) if acts_as(attempt, role)]
    return [duty.id for duty in duties if _delays(duty) in roles]


def delayed_duties(attempt: Attempt) -> list[str]:
    """Return the open duties with a delay that this person may end."""
    if not attempt.case.duties.delayed:
        return []
    return [name for name in duties_to_delay(attempt) if attempt.case.deadlines[name].delayed]


def checks_to_meet(attempt: Attempt) -> list[str]:
    """Return the keys of the open reviews and checks that the step, a note, may meet."""
    met = attempt.definition.keys_met_by(attempt.name)
    return [key for key in met if attempt.case.open_deadlines(key)]


def _delays(deadline: Deadline) -> str:
    return "partner" if deadline.status in ("law", "guidance") else "chair"
