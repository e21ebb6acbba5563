"""Bringing a duty up to date with what is on record, with the earlier clock and due day kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pathway.workflows.attempts.definition import Definition
from pathway.workflows.calendar.working_days import Calendar
from pathway.workflows.deadlines.on_record import Now, on_record
from pathway.workflows.history.changes import Changes
from pathway.workflows.history.deadline import Deadline

# How a move is marked that no clock caused: the duty stood still, or the calendar was changed.
SUSPENDED, CALENDAR = "suspended", "calendar"


def retold(
    definition: Definition,
    changes: Changes,
    deadline: Deadline,
    calendar: Calendar,
    now: Now,
    *,
    afresh: bool = False,
) -> dict[str, Any]:
    """
    Return the members of a deadline that differ now, with the move if its days do.

    Args:
        afresh: Whether its rule has changed, so that it is counted again in any case.
    """
    members = on_record(
        definition, changes.after, deadline, calendar=calendar, now=now, afresh=afresh
    )
    before = changes.case.deadlines.get(deadline.id)
    if before is None or not ({"due", "clock_on"} & members.keys()):
        return members
    was = {"clock_on": before.clock_on.isoformat(), "due": before.due.isoformat()}
    has_moved = any(members.get(name, day) != day for name, day in was.items())
    if not has_moved:
        return members
    move = _move(before, now)
    if not afresh and "clock_on" not in members:
        move |= _why(before, members)
    return members | {"moves": [*before.moves, move]}


def _move(before: Deadline, now: Now) -> dict[str, Any]:
    """Return the earlier clock and due day, and the event that moved them."""
    return {
        "clock_on": before.clock_on.isoformat(),
        "due": before.due.isoformat(),
        "event": now.event,
    }


def _why(before: Deadline, members: Mapping[str, Any]) -> dict[str, Any]:
    """Return what moved a duty with the same clock and rule: a standstill or another calendar."""
    pauses: list[Mapping[str, str]] = members.get("pauses") or []
    if len(pauses) > len(before.pauses):
        return {SUSPENDED: pauses[-1]}
    return {CALENDAR: before.calendar} if members.get("calendar") else {}
