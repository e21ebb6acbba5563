"""
How the due day of a deadline is counted from what the deadline itself keeps: its rule, its clock, its standstills.

No definition is asked: a deadline is counted anew by the rule under which it was opened, whatever a later version says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from pathway.workflows.calendar import Calendar, Skipped
from pathway.workflows.case import Deadline
from pathway.workflows.rules import Due, Rule, due_date, rule_from

WHY = "the review was suspended"
# What marks a move that was no other clock: the deadline stood still, or the calendar was changed.
SUSPENDED, CALENDAR = "suspended", "calendar"


def counted(deadline: Deadline, calendar: Calendar) -> Due:
    """
    Return the due day of a deadline as that calendar has it: its rule from its clock, and on after every standstill.

    Raises:
        CalendarUnknown: The calendar does not reach the due day.
    """
    days = calendar.for_status(deadline.status)
    due = due_date(rule_from(deadline.rule), deadline.clock_on, days)
    for paused_on, on in _standstills(deadline):
        # What was due before it stood still had no days left to keep.
        if due.day >= paused_on:
            due = gone_on(due, paused_on, on, days)
    return due


def gone_on(due: Due, paused_on: date, on: date, calendar: Calendar) -> Due:
    """Return what is due after a standstill: the working days that were left, counted from the day it goes on."""
    left = calendar.between(paused_on, due.day)
    rest = due_date(Rule(working_days=left) if left else Rule(days=0), on, calendar)
    before = (one for one in due.skipped if one.day <= paused_on)
    return replace(rest, skipped=(*before, *_waited(paused_on, on, calendar), *rest.skipped))


def members(due: Due, calendar: Calendar) -> dict[str, Any]:
    """Return what a deadline keeps of how it was counted."""
    return {
        "due": due.day.isoformat(),
        "practical": due.practical.isoformat(),
        "provisional": due.provisional,
        "skipped": [{"day": one.day.isoformat(), "why": one.why} for one in due.skipped],
        "calendar": calendar.version,
    }


def _standstills(deadline: Deadline) -> Iterator[tuple[date, date]]:
    """Return from when to when the deadline stood still since it has its clock."""
    clocks = [number for number, one in enumerate(deadline.moves) if SUSPENDED not in one and CALENDAR not in one]
    for move in deadline.moves[clocks[-1] + 1 if clocks else 0 :]:
        if still := move.get(SUSPENDED):
            yield date.fromisoformat(still["from"]), date.fromisoformat(still["to"])


def _waited(paused_on: date, on: date, calendar: Calendar) -> Iterator[Skipped]:
    """Return the days that the standstill lasted, none of which was counted."""
    for number in range(1, (on - paused_on).days + 1):
        day = paused_on + timedelta(days=number)
        yield Skipped(day, calendar.why_closed(day) or WHY)
