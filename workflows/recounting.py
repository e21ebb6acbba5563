"""
A changed calendar counts open deadlines anew: the event that re-dates what moves, taken by the system.

It is no step of any definition, so that a case moves with the calendar whatever version it follows. What stands still
is counted anew when it goes on.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pathway.workflows.calendar import Calendar, london_date
from pathway.workflows.case import Case, Deadline
from pathway.workflows.changes import Changes
from pathway.workflows.counting import CALENDAR, counted, members
from pathway.workflows.events import Event
from pathway.workflows.rules import Due

RECOUNT = "recount"


def recounted(case: Case, calendar: Calendar, now: datetime) -> Event | None:
    """
    Return the event that re-dates every open deadline to the days of that calendar, or None where nothing moves.

    Raises:
        CalendarUnknown: A due day lies beyond the table of bank holidays.
    """
    changes = Changes(case, case.version + 1, london_date(now))
    for deadline in case.open_deadlines():
        if deadline.paused_on is None and deadline.calendar != calendar.version:
            _recount(changes, deadline, counted(deadline, calendar), calendar)
    return _event(case, changes, now) if changes.patch else None


def _recount(changes: Changes, deadline: Deadline, due: Due, calendar: Calendar) -> None:
    """Re-date a deadline whose due day, or the working day before it, is another one by now, or is certain at last."""
    if (due.day, due.practical, due.provisional) == (deadline.due, deadline.practical, deadline.provisional):
        return
    moved = members(due, calendar)
    if due.day != deadline.due:
        moved |= {"moves": [*deadline.moves, _kept(changes, deadline)]}
    if deadline.state == "breached" and due.day >= changes.on:
        moved |= {"state": "running", "breach_corrected": True}
    changes.set_deadline(deadline.id, moved)


def _kept(changes: Changes, deadline: Deadline) -> dict[str, Any]:
    """Return the earlier due day, with the number of the event and the calendar by which it was counted."""
    days = {"clock_on": deadline.clock_on.isoformat(), "due": deadline.due.isoformat()}
    return days | {"event": changes.seq, CALENDAR: deadline.calendar}


def _event(case: Case, changes: Changes, now: datetime) -> Event:
    return Event(
        reference=case.reference,
        seq=changes.seq,
        step=RECOUNT,
        item=None,
        actor=None,
        role="system",
        deputy=False,
        occurred_on=changes.on,
        recorded_at=now,
        from_state=case.state,
        to_state=case.state,
        item_to=None,
        effects=changes.patch,
        definition=case.definition,
        digest="",
        previous_hash=case.head,
    )
