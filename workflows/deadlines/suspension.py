"""
A suspended review is moved by a notification only; once it has moved the suspension is over.

Meanwhile its local duties stand still (see `deadlines.standstills`); those of law, guidance and
expectation never do.
"""

from __future__ import annotations

from datetime import date

from pathway.errors import Reason
from pathway.workflows.attempts.attempt import Attempt
from pathway.workflows.deadlines.counting.standstills import STANDSTILLS, current
from pathway.workflows.history.case import Case


def suspended_on(case: Case) -> date | None:
    """Return the day from which the review is suspended, or None where it is not."""
    number = current(case)
    return date.fromisoformat(case.table(STANDSTILLS, number)["from"]) if number else None


def against_suspended(attempt: Attempt, to: str | None) -> list[Reason]:
    """Return why a step may not move the case now: it is suspended."""
    moves = attempt.item is None and to is not None and to != attempt.case.state
    since = suspended_on(attempt.case)
    if since is None or not moves or attempt.step.through_suspension:
        return []
    why = f"the review is suspended since {since}; the chair takes `resume` first"
    return [Reason("guard.not_suspended", why)]
