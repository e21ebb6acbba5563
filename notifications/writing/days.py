"""Days as people read them, in English on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from pathway.workflows.calendar.in_words import day_words, words_without_year
from pathway.workflows.calendar.working_days import LONDON

__all__ = ["day_words", "days_words", "due_words"]


def due_words(due: date | None, due_at: datetime | None) -> str:
    """Return a due day, with the time if the duty is counted in hours; empty if none is due."""
    if due is None:
        return ""
    if due_at is None:
        return day_words(due)
    return f"{day_words(due)}, {due_at.astimezone(LONDON):%H:%M}"


def days_words(days: Sequence[date]) -> str:
    """Return days as a list, with a shared year only once: `Wed 25 Nov and Fri 27 Nov 2026`."""
    same_year = len({day.year for day in days}) == 1
    *others, last = [words_without_year(day) if same_year else day_words(day) for day in days]
    listed = f"{', '.join(others)} and {last}" if others else last
    return f"{listed} {days[-1].year}" if same_year else listed
