"""
Working days of England and Wales, months and hours: how a due date is counted.

The day of the event is day 0. Saturdays, Sundays and bank holidays of England and Wales are not
counted. A duty is due by the end of its day in Europe/London. This convention is our own: neither
the 2018 Regulations nor the guidance defines a working day; the nearest precedent is the Children
Act 1989 Representations Procedure Regulations 2006.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pathway.errors import CalendarUnknown
from pathway.workflows.calendar.in_words import weekday_name

LONDON = ZoneInfo("Europe/London")
WEEKEND = (5, 6)


def earliest(*days: date | None) -> date | None:
    """Return the earliest of the days that there are; None if there is none."""
    return min((day for day in days if day is not None), default=None)


def london_date(instant: datetime) -> date:
    """Return the day it is in Europe/London at that instant."""
    return instant.astimezone(LONDON).date()


def london_time(day: date, hour: int, minute: int = 0) -> datetime:
    """Return the instant, in UTC, at which London clocks show that time of that day."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON).astimezone(UTC)


def after_hours(start: datetime, hours: int) -> datetime:
    """Return the instant that many elapsed hours later, shown in London time."""
    return (start.astimezone(UTC) + timedelta(hours=hours)).astimezone(LONDON)


def after_months(start: date, months: int) -> date:
    """
    Return the same day of a later month, or its last day if it is too short (the corresponding-date
    rule).
    """
    # It takes longer to load than this module, and lists count no months.
    from dateutil.relativedelta import relativedelta

    return start + relativedelta(months=months)


class Skipped(NamedTuple):
    """A day that was not counted, and why."""

    day: date
    why: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """
    Which days are worked in England and Wales.

    Args:
        holidays: Bank holidays and their names, over whole years.
        first_year: The first year that the table covers.
        last_year: The last year that the table covers.
        published_to: The last year for which the holidays are published; those of later years are
            computed by rule.
        version: The version of the table; kept with every date that is counted by it.
        closures: Days on which the partnership is closed; local duties alone do not count them as
            working days.
    """

    holidays: Mapping[date, str]
    first_year: int
    last_year: int
    published_to: int
    version: str
    closures: Mapping[date, str] = field(default_factory=dict[date, str])
    _closed: tuple[date, ...] = field(init=False, repr=False, compare=False)
    _ranks: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _local: Calendar = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # The instance is frozen, so what is computed once from the table is set past `__setattr__`.
        closed = tuple(sorted(day for day in self.holidays if day.weekday() not in WEEKEND))
        # For each closed weekday, how many working days there were before it.
        ranks = tuple(_weekdays_to(day) - number for number, day in enumerate(closed, start=1))
        object.__setattr__(self, "_closed", closed)
        object.__setattr__(self, "_ranks", ranks)
        local = self
        if self.closures:
            local = replace(self, holidays={**self.closures, **self.holidays}, closures={})
        object.__setattr__(self, "_local", local)

    def for_status(self, status: str) -> Calendar:
        """
        Return the calendar by which duties of a status are counted: only local duties are moved by
        closures.
        """
        return self._local if status == "local" else self

    def is_working(self, day: date) -> bool:
        """Return whether that day is a working day."""
        self._reach(day)
        return day.weekday() not in WEEKEND and day not in self.holidays

    def add(self, start: date, working_days: int) -> date:
        """
        Return the day that many working days after the start, or before it where the number is
        negative.

        The start itself is never counted.

        Raises:
            CalendarUnknown: The table of bank holidays does not reach that far.
        """
        if working_days == 0:
            self._reach(start)
            return start
        before = start if working_days > 0 else date.fromordinal(start.toordinal() - 1)
        # Going back, the last working day before the start is itself the first one counted.
        rank = self._rank(before) + working_days + (working_days < 0)
        # The closed weekdays before the day are skipped by adding their number, without a loop.
        day = _weekday_number(rank + bisect_left(self._ranks, rank))
        self._reach(day)
        return day

    def between(self, start: date, end: date) -> int:
        """
        Return how many working days there are after the start, up to and including the end.

        The number is negative if the end is before the start.
        """
        return self._rank(end) - self._rank(start)

    def working_day_before(self, day: date) -> date:
        """Return the day itself if it is a working day, else the last one before it."""
        rank = self._rank(day)
        return _weekday_number(rank + bisect_left(self._ranks, rank))

    def working_day_from(self, day: date) -> date:
        """Return the day itself if it is a working day, else the next one."""
        return day if self.is_working(day) else self.add(day, 1)

    def why_closed(self, day: date) -> str | None:
        """Return why a day is not counted, or None if it is a working day."""
        if day in self.holidays:
            return self.holidays[day]
        return weekday_name(day) if day.weekday() in WEEKEND else None

    def skipped(self, first: date, last: date) -> tuple[Skipped, ...]:
        """
        Return the days from the first to the last, both included, that are not counted, and why.
        """
        skipped: list[Skipped] = []
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            why = self.why_closed(day)
            if why:
                skipped.append(Skipped(day, why))
        return tuple(skipped)

    def is_provisional(self, day: date) -> bool:
        """Return whether that day is beyond the bank holidays published so far."""
        return day.year > self.published_to

    def _rank(self, day: date) -> int:
        """
        Return how many working days there were up to and including that day, since 1 January of
        year 1.
        """
        self._reach(day)
        return _weekdays_to(day) - bisect_right(self._closed, day)

    def _reach(self, day: date) -> None:
        if not self.first_year <= day.year <= self.last_year:
            raise CalendarUnknown(
                f"The bank holidays known here run from {self.first_year} to {self.last_year} and do not reach "
                f"{day.isoformat()}; check the date."
            )


def _weekdays_to(day: date) -> int:
    """
    Return how many Mondays to Fridays there were up to and including that day, since 1 January of
    year 1, which was a Monday.
    """
    weeks, weekday = divmod(day.toordinal() - 1, 7)
    return weeks * 5 + min(weekday + 1, 5)


def _weekday_number(number: int) -> date:
    """Return the weekday (Monday to Friday) with that number, counted from 1."""
    weeks, weekday = divmod(number - 1, 5)
    return date.fromordinal(weeks * 7 + weekday + 1)
