"""Days as people read them, in English on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

# Written out, because strftime speaks the language of the machine it runs on.
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_words(day: date) -> str:
    """Return the day as people read it: `Fri 27 Nov 2026`."""
    return f"{_without_year(day)} {day.year}"


def days_words(days: Sequence[date]) -> str:
    """Return several days, the year once where it is the same: `Wed 25 Nov and Fri 27 Nov 2026`."""
    one_year = len({day.year for day in days}) == 1
    *others, last = [_without_year(day) if one_year else day_words(day) for day in days]
    listed = f"{', '.join(others)} and {last}" if others else last
    return f"{listed} {days[-1].year}" if one_year else listed


def _without_year(day: date) -> str:
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"
