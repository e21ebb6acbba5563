"""How long a duty may take, and the day by which it is due."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from pathway.workflows.calendar import Calendar, Skipped, after_months

DATE_SET = "on the date that was set"
WRITTEN = re.compile(r"(\d+) (working day|calendar month|day)s?( before)?")
FIELDS = {"working day": "working_days", "calendar month": "months", "day": "days"}


@dataclass(frozen=True, slots=True)
class Rule:
    """
    A length of time: exactly one of the three is given.

    Args:
        working_days: Working days after the clock started; negative counts back from it and leaves that day out.
        months: Calendar months after the clock started.
        days: The due day is the clock's own day plus this many calendar days; 0 is a date that somebody set.
    """

    working_days: int | None = None
    months: int | None = None
    days: int | None = None

    def __str__(self) -> str:
        if self.working_days is not None:
            return _words(self.working_days, "working day")
        if self.months is not None:
            return _words(self.months, "calendar month")
        return _words(self.days, "day") if self.days else DATE_SET


@dataclass(frozen=True, slots=True)
class Due:
    """The day a duty is due, the last working day up to it, the days not counted, and whether that is provisional."""

    day: date
    practical: date
    skipped: tuple[Skipped, ...]
    provisional: bool


def rule_from(text: str) -> Rule:
    """
    Return the rule that a deadline keeps in words.

    Raises:
        ValueError: No rule is written so.
    """
    if text == DATE_SET:
        return Rule(days=0)
    found = WRITTEN.fullmatch(text)
    if found is None:
        raise ValueError(f"no rule of a deadline: {text!r}")
    number, unit, before = found.groups()
    return Rule(**{FIELDS[unit]: -int(number) if before else int(number)})


def due_date(rule: Rule, start: date, calendar: Calendar) -> Due:
    """
    Return the day by which the duty must be done, with the days skipped.

    Args:
        rule: What must be done and within how long.
        start: The day the clock started, in Europe/London; itself not counted.
        calendar: Which days are worked in England and Wales.

    Raises:
        CalendarUnknown: The calendar does not reach the due date.
    """
    if rule.working_days is not None:
        return _working(rule.working_days, start, calendar)
    day = after_months(start, rule.months) if rule.months is not None else _plain(start, rule.days or 0)
    return Due(day, calendar.working_day_before(day), (), calendar.is_provisional(day))


def _working(count: int, start: date, calendar: Calendar) -> Due:
    day = calendar.add(start, count)
    first, last = (start, day) if count > 0 else (day, start)
    skipped = tuple(skip for skip in calendar.skipped(first, last) if skip.day != start)
    return Due(day, day, skipped, calendar.is_provisional(max(day, start)))


def _plain(start: date, days: int) -> date:
    return date.fromordinal(start.toordinal() + days)


def _words(number: int, unit: str) -> str:
    size = abs(number)
    return f"{size} {unit}{'' if size == 1 else 's'}{' before' if number < 0 else ''}"
