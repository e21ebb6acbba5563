"""
A suspended review: its local deadlines stand still and go on with the working days they had left.

Deadlines of status law, guidance and expected never stop. While it is suspended a case is moved by a notification only;
once it has moved the suspension is over.
"""

from __future__ import annotations

from datetime import date

from pathway.errors import Reason
from pathway.workflows.case import Deadline
from pathway.workflows.changes import Changes
from pathway.workflows.commands import Attempt
from pathway.workflows.counting import SUSPENDED, counted, gone_on, members


def against_suspended(attempt: Attempt, to: str | None) -> list[Reason]:
    """Return why a step may not move the case now: it is suspended."""
    moves = attempt.item is None and to is not None and to != attempt.case.state
    since = attempt.remembered("suspended", "on")
    if since is None or not moves or attempt.step.through_suspension:
        return []
    return [Reason("guard.not_suspended", f"the review is suspended since {since}; the chair takes `resume` first")]


def stand_still_or_go_on(attempt: Attempt, changes: Changes) -> None:
    """Pause what a suspension lets stand still, or let it go on where the suspension is over."""
    since = changes.after.remembered("suspended", "on")
    for deadline in changes.after.open_deadlines():
        if since is None and deadline.paused_on is not None:
            _go_on(attempt, changes, deadline, deadline.paused_on)
        elif since is not None and _stands_still(attempt, deadline, date.fromisoformat(since)):
            day = max(date.fromisoformat(since), deadline.clock_on)
            changes.set_deadline(deadline.id, {"paused_on": day.isoformat()})


def _stands_still(attempt: Attempt, deadline: Deadline, since: date) -> bool:
    """What was overdue already has no days left to keep."""
    rule = attempt.definition.deadlines.get(deadline.key)
    goes_on = rule is None or rule.through_suspension or deadline.status != "local"
    return not goes_on and deadline.paused_on is None and deadline.state == "running" and deadline.due >= since


def _go_on(attempt: Attempt, changes: Changes, deadline: Deadline, paused_on: date) -> None:
    """Give the deadline the working days it had left, counted from this day; the earlier due date is kept."""
    calendar, on = attempt.situation.calendar, max(changes.on, paused_on)
    # The calendar may have been changed while it stood still.
    due = counted(deadline, calendar)
    if due.day < paused_on or on == paused_on:
        # It was given an earlier day meanwhile and had none left, or it never stood still.
        changes.set_deadline(deadline.id, {"paused_on": None})
        return
    due = gone_on(due, paused_on, on, calendar.for_status(deadline.status))
    moved = {
        "clock_on": deadline.clock_on.isoformat(),
        "due": deadline.due.isoformat(),
        "event": changes.seq,
        SUSPENDED: {"from": paused_on.isoformat(), "to": on.isoformat()},
    }
    changes.set_deadline(deadline.id, {"paused_on": None, "moves": [*deadline.moves, moved]} | members(due, calendar))
