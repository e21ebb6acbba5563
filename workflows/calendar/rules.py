"""How long a duty may take, and the day by which it is due."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import NamedTuple

from pathway.workflows.calendar.moments import Moment
from pathway.workflows.calendar.working_days import (
    Calendar,
    Skipped,
    after_hours,
    after_months,
    london_date,
)

# Deadlines keep their rule in these words, so that a case can be read without its definition.
DATE_SET = "on the date that was set"
# More than a definition has.
RULES = 128
WRITTEN = re.compile(r"(\d+) (working day|calendar month|day|hour)s?( before)?")
FIELDS = {"working day": "working_days", "calendar month": "months", "day": "days", "hour": "hours"}


class Rule(NamedTuple):
    """
    A length of time: exactly one of the four is given.

    Args:
        working_days: Working days after the clock started; negative counts back from it and leaves
            that day out.
        months: Calendar months after the clock started.
        days: The due day is the clock's own day plus this many calendar days; 0 is for a date that
            somebody set.
        hours: Elapsed hours after the instant at which the clock started.
    """

    working_days: int | None = None
    months: int | None = None
    days: int | None = None
    hours: int | None = None

    def __str__(self) -> str:
        if self.working_days is not None:
            return _words(self.working_days, "working day")
        if self.months is not None:
            return _words(self.months, "calendar month")
        if self.hours is not None:
            return _words(self.hours, "hour")
        return _words(self.days, "day") if self.days else DATE_SET


class Due(NamedTuple):
    """
    When a duty is due.

    Args:
        day: The day by whose end it is due.
        practical: The last working day up to it.
        skipped: The days that were not counted.
        provisional: It may change, because bank holidays are not published that far.
        at: The instant by which it is due, where it is counted in hours.
    """

    day: date
    practical: date
    skipped: tuple[Skipped, ...]
    provisional: bool
    at: datetime | None = None

    @property
    def moment(self) -> Moment:
        """Return the moment after which it is late."""
        return Moment(self.day, self.at)


@lru_cache(maxsize=RULES)
def rule_from(text: str) -> Rule:
    """
    Return the rule that a deadline keeps in words.

    Raises:
        ValueError: The text is not a rule.
    """
    if text == DATE_SET:
        return Rule(days=0)
    match = WRITTEN.fullmatch(text)
    if match is None:
        raise ValueError(f"this is not the rule of a deadline: {text!r}")
    number, unit, before = match.groups()
    length = -int(number) if before else int(number)
    return Rule(**{FIELDS[unit]: length})


def due_date(rule: Rule, start: date, calendar: Calendar, at: datetime | None = None) -> Due:
    """
    Return the day by which the duty must be done, with the days skipped.

    Args:
        rule: How long the duty may take.
        start: The day on which the clock started, in Europe/London; itself not counted.
        calendar: Which days are worked in England and Wales.
        at: The instant at which it started, for what is counted in hours; without it they are
            counted from the beginning of the day.

    Raises:
        CalendarUnknown: The calendar does not reach the due date.
    """
    if rule.working_days is not None:
        return _working(rule.working_days, start, calendar)
    if rule.hours is not None:
        return _elapsed(rule.hours, Moment(start, at), calendar)
    days = rule.days or 0
    day = _after_days(start, days) if rule.months is None else after_months(start, rule.months)
    practical = calendar.working_day_before(day)
    return Due(day, practical, (), provisional=calendar.is_provisional(day))


def _working(count: int, start: date, calendar: Calendar) -> Due:
    day = calendar.add(start, count)
    # A negative count goes back from a set day, so the due day comes before the start.
    first, last = (start, day) if count > 0 else (day, start)
    skipped = tuple(skip for skip in calendar.skipped(first, last) if skip.day != start)
    return Due(day, day, skipped, provisional=calendar.is_provisional(max(day, start)))


def _elapsed(hours: int, start: Moment, calendar: Calendar) -> Due:
    at = after_hours(start.earliest, hours).astimezone(UTC)
    day = london_date(at)
    return Due(day, day, (), provisional=calendar.is_provisional(day), at=at)


def _after_days(start: date, days: int) -> date:
    return date.fromordinal(start.toordinal() + days)


def _words(number: int, unit: str) -> str:
    size = abs(number)
    return f"{size} {unit}{'' if size == 1 else 's'}{' before' if number < 0 else ''}"
