"""Counting the due day of a duty by its rule, from the day it runs, with standstills left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from pathway.workflows.calendar.rules import Due, Rule, due_date
from pathway.workflows.calendar.working_days import Calendar, Skipped
from pathway.workflows.deadlines.counting.standstills import Standstill, after

SUSPENDED = "the review was suspended"


class Run(NamedTuple):
    """
    The day from which a duty is counted.

    Args:
        day: The clock's day; for a date that somebody set, that date.
        set_on: The day on which somebody set that date; None where the day is when something
            happened.
        at: The instant on that day, where it is known.
    """

    day: date
    set_on: date | None = None
    at: datetime | None = None

    @property
    def since(self) -> date:
        """Return the day from which there is something to do, and standstills count."""
        return self.set_on or self.day


class Count(NamedTuple):
    """
    A due day, and how it came about.

    Args:
        pauses: The standstills that were counted out.
        still_since: The day from which the duty does not run, where it does not.
    """

    due: Due
    pauses: tuple[Standstill, ...] = ()
    still_since: date | None = None


def count(rule: Rule, run: Run, standstills: Iterable[Standstill], calendar: Calendar) -> Count:
    """
    Return the due day of a duty with every standstill counted out of it.

    What was due before a standstill began had no days left to keep, and stays as it was.

    Raises:
        CalendarUnknown: The calendar does not reach the due day.
    """
    due = due_date(rule, run.day, calendar, run.at)
    pauses: list[Standstill] = []
    for standstill in after(run.since, standstills):
        if due.day < standstill.first:
            continue
        if standstill.last is None:
            return Count(due, tuple(pauses), standstill.first)
        due = _going_on(due, standstill.first, standstill.last, calendar)
        pauses.append(standstill)
    return Count(due, tuple(pauses))


def _going_on(due: Due, first: date, last: date, calendar: Calendar) -> Due:
    """Return what is due after a standstill, with the working days left counted from its end."""
    left = calendar.between(first, due.day)
    rest = due_date(Rule(working_days=left) if left else Rule(days=0), last, calendar)
    before = (skip for skip in due.skipped if skip.day <= first)
    waited = _waited(first, last, calendar)
    return rest._replace(skipped=(*before, *waited, *rest.skipped))


def _waited(first: date, last: date, calendar: Calendar) -> Iterator[Skipped]:
    """Yield the days that the standstill lasted, none of which was counted."""
    for number in range(1, (last - first).days + 1):
        day = first + timedelta(days=number)
        yield Skipped(day, calendar.why_closed(day) or SUSPENDED)
