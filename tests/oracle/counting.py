"""
Counting days one by one: working days, months, and the times during which a review stood still.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

ONE = timedelta(days=1)


@dataclass(frozen=True)
class Standstill:
    """
    A time that is not counted: from the end of its first day to the end of its last; no last while
    it lasts.
    """

    first: date
    last: date | None

    def holds_on(self, day: date) -> bool:
        """Return whether the review is suspended at the end of that day."""
        return self.first <= day and (self.last is None or day < self.last)


@dataclass(frozen=True)
class Closed:
    """
    The days that are not worked: those of everybody, and those on which the partnership alone is
    closed.
    """

    holidays: Collection[date]
    closures: Collection[date] = ()

    def is_working(self, day: date, status: str) -> bool:
        """Return whether the day counts for a duty of that status."""
        if day.weekday() >= 5 or day in self.holidays:
            return False
        return status != "local" or day not in self.closures


def due_day(
    length: Mapping[str, Any],
    start: date,
    since: date,
    standstills: Sequence[Standstill],
    closed: Closed,
    status: str,
) -> tuple[date, bool]:
    """
    Return the day by which a duty is due, and whether it stands still now.

    Args:
        length: `working_days`, `months` or `days`.
        start: The day of the clock.
        since: The day from which standstills count: that on which a date was set, else the clock's.
        standstills: The earliest first.
    """
    due = _plain(length, start, closed, status)
    for pause in standstills:
        first = max(pause.first, since)
        if (pause.last is not None and pause.last <= first) or due < first:
            continue
        if pause.last is None:
            return due, True
        left = sum(closed.is_working(day, status) for day in _days(first + ONE, due))
        due = _worked(pause.last, left, closed, status)
    return due, False


def _plain(length: Mapping[str, Any], start: date, closed: Closed, status: str) -> date:
    if length.get("working_days") is not None:
        return _worked(start, length["working_days"], closed, status)
    if length.get("months") is not None:
        return _months(start, length["months"])
    return start + timedelta(days=length.get("days") or 0)


def _worked(start: date, count: int, closed: Closed, status: str) -> date:
    day, left = start, abs(count)
    while left:
        day += ONE if count > 0 else -ONE
        left -= closed.is_working(day, status)
    return day


def _months(start: date, count: int) -> date:
    first = date(
        start.year + (start.month - 1 + count) // 12, (start.month - 1 + count) % 12 + 1, 1
    )
    day = first
    while day.day < start.day and (day + ONE).month == first.month:
        day += ONE
    return day


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
