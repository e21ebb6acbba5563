"""Times of day as people write them: `14:05`, `2.30pm`, `0930 hrs`, `evening`, `c. 14:00`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

MINUTES_A_DAY = 24 * 60
UNTIMED = -1
# The earliest minute that each may mean.
PARTS_OF_DAY = {
    "midnight": 0,
    "overnight": 0,
    "early hours": 0,
    "early morning": 5 * 60,
    "morning": 6 * 60,
    "am": 0,
    "late morning": 10 * 60,
    "lunchtime": 12 * 60,
    "midday": 12 * 60,
    "noon": 12 * 60,
    "afternoon": 12 * 60,
    "pm": 12 * 60,
    "late afternoon": 16 * 60,
    "evening": 18 * 60,
    "late evening": 21 * 60,
    "night": 20 * 60,
}
UNKNOWN = frozenset({"unknown", "not known", "n/k", "nk", "n/a", "-", "?", "not recorded"})
MARKS = re.compile(r"^(?:\?|~|c\.|c |circa |approx\.? |approximately |about |around |at )+\s*")
CLOCK = re.compile(
    r"(\d{1,2})(?:[:.]?(\d{2})(?:[:.]\d{2}(?:\.\d+)?)?)?\s*(am|pm|a\.m\.|p\.m\.|hrs|hours|h)?"
)
FRACTION = re.compile(r"0?\.\d+|0|0\.0|1")
RANGE = re.compile(r"\s*(?:-|\bto\b|\band\b)\s*")
NO_TIME = "this is not a time that can be read; write 14:05, or morning, afternoon, evening, night"


class Time(NamedTuple):
    """
    A time of day.

    Args:
        written: `14:05` where it is known, else as it was written.
        minute: The minute of the day at which it may begin; -1 where nothing is known.
    """

    written: str
    minute: int


@lru_cache(maxsize=MINUTES_A_DAY)
def time_of(text: str) -> Time:
    """
    Return the time that a text gives, or no time for an empty one.

    Raises:
        ValueError: It cannot be read as a time.
    """
    written = text.strip()
    plain = " ".join(written.casefold().replace("\u2013", "-").split())
    if not plain:
        return Time("", UNTIMED)
    if plain in UNKNOWN:
        return Time(written, UNTIMED)
    if FRACTION.fullmatch(plain):
        return clock_time(round(float(plain) * MINUTES_A_DAY) % MINUTES_A_DAY)
    minute = _minute(plain)
    if minute is not None:
        return clock_time(minute)
    minute = _uncertain_minute(MARKS.sub("", plain).rstrip("? "))
    if minute is None:
        raise ValueError(NO_TIME)
    return Time(written, minute)


def clock_time(minute: int) -> Time:
    """Return a minute of the day as a time."""
    return Time(f"{minute // 60:02}:{minute % 60:02}", minute)


def _uncertain_minute(plain: str) -> int | None:
    """Return the earliest minute of a part of the day, or of two times with a dash between."""
    if plain in PARTS_OF_DAY:
        return PARTS_OF_DAY[plain]
    first, *more = RANGE.split(plain, maxsplit=1)
    for part in more:
        if _minute(part) is None:
            return None
        # In `2 to 3pm` the first of them is in the afternoon too.
        half = re.search(r"[ap]\.?m\.?$", part)
        start = _minute(first + half[0]) if half and _minute(first + half[0]) is not None else None
        return start if start is not None else _minute(first)
    return _minute(plain)


def _minute(plain: str) -> int | None:
    """Return the minute of the day that a clock shows; None if that is none."""
    match = CLOCK.fullmatch(plain)
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3] or ""
    if match[2] is None and not half:
        return None
    if half.startswith(("a", "p")):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return hour * 60 + minute if hour < 24 and minute < 60 else None
