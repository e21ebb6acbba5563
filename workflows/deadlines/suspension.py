"""
Suspension of a review, which only a notification moves, and which ends once it has moved.

Meanwhile local duties stand still (see `deadlines.counting.standstills`); those of law, guidance
and expectation never do.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pathway.errors import Reason
from pathway.workflows.deadlines.counting.standstills import current
from pathway.workflows.history.case import Case

if TYPE_CHECKING:
    from pathway.workflows.attempts.attempt import Attempt


def suspended_on(case: Case) -> date | None:
    """Return the day from which the review is suspended, or None where it is not."""
    number = current(case)
    if not number:
        return None
    return date.fromisoformat(case.memory.get("standstills", {}).get(number, {})["from"])


def against_suspended(attempt: Attempt, to: str | None) -> list[Reason]:
    """Return why a step may not move the case where that is suspended; nothing where it may."""
    moves = attempt.item is None and to is not None and to != attempt.case.state
    since = suspended_on(attempt.case)
    if since is None or not moves or attempt.step.through_suspension:
        return []
    why = f"the review has been suspended since {since}; the chair must take `resume` first"
    return [Reason("guard.not_suspended", why)]
