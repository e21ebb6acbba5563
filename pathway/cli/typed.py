"""
Reading what people type for days, instants and lengths of time, strictly; what is wrong is refused
in a sentence.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from pathway.errors import shown

DAY_AND_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ].*")
UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
SHORT = re.compile(r"(?:\d+[wdhms])+")
ISO = re.compile(r"P(?!$)(?:\d+W)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?")
PARTS = re.compile(r"(\d+)([wdhms])")


def day(text: str) -> date:
    """
    Return a day, as people write it: 2026-03-12, 12/3/2026, 12 March 2026.

    Raises:
        ValueError: It is not one; the sentence says how one is written.
    """
    from pathway.workflows.calendar.written_dates import day_written

    try:
        return day_written(text)
    except ValueError as error:
        raise ValueError(f"{shown(text)!r} is not a date: {error}.") from error


def moment(text: str) -> date | datetime:
    """
    Return a day, or an instant if a time follows the day.

    Raises:
        ValueError: It is neither; the sentence says how one is written.
    """
    if DAY_AND_TIME.fullmatch(text):
        return instant(text)
    return day(text)


def instant(text: str) -> datetime:
    """
    Return an instant in UTC; what is typed without an offset is London time.

    Raises:
        ValueError: It is not one; the sentence says how one is written.
    """
    from pathway.workflows.calendar.working_days import LONDON

    try:
        when = datetime.fromisoformat(text)
        if not when.tzinfo:
            when = when.replace(tzinfo=LONDON)
        return when.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(
            f"{shown(text)!r} is not a date with a time; write one such as 2026-03-16T09:00 or 2026-03-16T09:00Z."
        ) from error


def duration(text: str) -> timedelta:
    """
    Return a length of time.

    Raises:
        ValueError: It is not one; the sentence says how one is written.
    """
    try:
        if ISO.fullmatch(text.upper()) or SHORT.fullmatch(text.lower()):
            total = timedelta()
            for number, unit in PARTS.findall(text.lower()):
                total += timedelta(**{UNITS[unit]: int(number)})
            return total
    except (ValueError, OverflowError):
        pass
    raise ValueError(f"{shown(text)!r} is not a length of time; write 3d, 2h, 90m, 1w, or P3D.")
