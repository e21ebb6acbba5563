"""Days as people read them, in English on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pathway.workflows.calendar.in_words import MONTHS, WEEKDAYS, day_words

__all__ = ["day_words", "days_words"]


def days_words(days: Sequence[date]) -> str:
    """Return several days, the year once where it is the same: `Wed 25 Nov and Fri 27 Nov 2026`."""
    one_year = len({day.year for day in days}) == 1
    *others, last = [_without_year(day) if one_year else day_words(day) for day in days]
    listed = f"{', '.join(others)} and {last}" if others else last
    return f"{listed} {days[-1].year}" if one_year else listed


def _without_year(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"
