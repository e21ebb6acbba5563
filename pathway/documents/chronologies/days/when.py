"""When something happened, as an agency wrote it: a day, or what is known of it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from pathway.documents.chronologies.days.spans import Span, day_of, span_of
from pathway.documents.chronologies.days.times import MINUTES_A_DAY, clock_time, time_of
from pathway.documents.tables.day_numbers import day_of_number

# Where nothing is known of the day, the entry comes last.
NO_DAY = date.max
UNKNOWN = re.compile(
    r"\??|unknown|not known|n/?k|n/?a|not recorded|date unknown|undated|no date|tbc"
)
MARKS = re.compile(
    r"^(?:\?|~|c\.|ca\.|c(?=\d)|c (?=\S)|circa |approx\.? |approximately |about |around |possibly |probably "
    r"|perhaps |est\.? |estimated |on or about )+\s*"
)
MARKS_BEHIND = re.compile(r"\s*\(?(?:\?|approx\.?|approximately|est\.?|tbc|uncertain)\)?$")
LEADING = re.compile(r"^(?:on|in|during|sometime in|some time in|the) ")
ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")
WEEKDAY = re.compile(r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?")
TIME_BEHIND = re.compile(
    r"(?<=\d)(?:t| at | )\s*(\d{1,2}[:.]\d{2}\S*(?: ?[ap]m| ?hrs)?|\d{4} ?hrs)$"
)
SERIAL = re.compile(r"(\d{5})(?:\.(\d+))?")
MAX_LENGTH = 200
NO_DATE = (
    "this is not a date that can be read; write 12/03/2026 or 12 March 2026, or what is known: "
    "March 2026, early 2026, ?12 March 2026, between 3 and 5 May 2026, unknown"
)


class When(NamedTuple):
    """
    A day, or the days that it may have been.

    Args:
        written: The day as 2026-03-12 where it is certain, else as it was written.
        first: The first day that it may have been.
        last: The last one; both are `NO_DAY` where nothing is known.
        is_uncertain: Which day it was is not certain.
        time: A time of day that was written with it, `14:05`.
    """

    written: str
    first: date
    last: date
    is_uncertain: bool = False
    time: str = ""


@lru_cache(maxsize=10_000)
def when_of(text: str, *, since_1904: bool = False) -> When:
    """
    Return when something was, from a text that is not empty.

    Args:
        since_1904: A number is a day as Macintosh workbooks of old count it.

    Raises:
        ValueError: No day and no span of days can be read in it; the message says what can be.
    """
    written = " ".join(text.split())
    if len(written) > MAX_LENGTH:
        raise ValueError(NO_DATE)
    serial = SERIAL.fullmatch(written)
    if serial is not None:
        return _by_number(serial, since_1904=since_1904)
    plain = _plain(written)
    if UNKNOWN.fullmatch(plain):
        return When(written, NO_DAY, NO_DAY, is_uncertain=True)
    read = _read(plain)
    if read is not None:
        return _when(written, *read)
    timed = TIME_BEHIND.search(plain)
    read = _read(plain[: timed.start()]) if timed is not None else None
    if timed is None or read is None:
        raise ValueError(NO_DATE)
    # Midnight to the second is how programs write a day without a time.
    time = "" if timed[1].startswith("00:00:00") else time_of(timed[1]).written
    return _when(written, *read)._replace(time=time)


def _when(written: str, span: Span, is_certain: bool) -> When:
    first, last = span
    if is_certain:
        return When(first.isoformat(), first, last)
    return When(written, first, last, is_uncertain=True)


def _read(plain: str) -> tuple[Span, bool] | None:
    """Return the days that a text may mean, and whether it is one day that is certain."""
    bare = MARKS_BEHIND.sub("", MARKS.sub("", plain)).strip(" .")
    is_marked = bare != plain.strip(" .")
    day = day_of(bare)
    if day is not None:
        return day, not is_marked
    span = span_of(LEADING.sub("", bare))
    if span is None:
        return None
    return span, not is_marked and day_of(LEADING.sub("", bare)) is not None


def _plain(written: str) -> str:
    """Return a date without what does not tell one from another."""
    plain = written.casefold().replace("\u2013", "-").replace("\u2014", "-").replace(",", " ")
    plain = WEEKDAY.sub(" ", ORDINAL.sub("", plain))
    return " ".join(plain.replace(" of ", " ").split())


def _by_number(serial: re.Match[str], *, since_1904: bool) -> When:
    """Return the day that a spreadsheet keeps as a number, with the time behind the point."""
    day = day_of_number(int(serial[1]), since_1904=since_1904)
    time = ""
    if serial[2] and int(serial[2]):
        minute = round(float(f"0.{serial[2]}") * MINUTES_A_DAY)
        day += timedelta(days=minute // MINUTES_A_DAY)
        time = clock_time(minute % MINUTES_A_DAY).written
    return When(day.isoformat(), day, day, time=time)
