"""
Days as people in Britain write them: the day first, the month by number or by name.

A general parser of dates takes almost anything for some day, and nobody would notice that it was
wrong. What is read here has one meaning; all else is refused with a reason. See
docs/decisions/0061.
"""

from __future__ import annotations

import re
from datetime import date

from pathway.workflows.calendar.in_words import (
    MONTH_NAMES,
    MONTHS,
    WEEKDAYS,
    month_number,
    weekday_name,
)

# A year of two digits is one of this century, and not one that people still mean by `98`.
CENTURY, LAST_SHORT_YEAR = 2000, 69
LONGEST = 60
LONGER_WEEKDAYS = {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
# Names of months in lower case, for patterns in which one stands.
MONTH_WORDS = "|".join(
    [
        *(name.casefold() for name in MONTH_NAMES),
        "sept",
        *(name.casefold() for name in MONTHS),
    ]
)
HOW = "write one such as 31/3/2027, 31 March 2027 or 2027-03-31"
SEPARATORS = r"[/.\-‐‑–]"
DAY_FIRST = re.compile(
    rf"(\d{{1,2}})\s?{SEPARATORS}\s?(\d{{1,2}})\s?{SEPARATORS}\s?(\d{{4}}|\d{{2}})", re.ASCII
)
YEAR_FIRST = re.compile(rf"(\d{{4}}){SEPARATORS}(\d{{1,2}}){SEPARATORS}(\d{{1,2}})", re.ASCII)
ORDINAL = r"(\d{1,2})(?:st|nd|rd|th)?"
GAP = rf"(?:\s*{SEPARATORS}\s*|\s+|(?<=[a-z]),\s*|(?<=\d),\s*)"
NAMED = re.compile(rf"(?:the )?{ORDINAL}{GAP}?(?:of )?([a-z]+)\.?{GAP}?(\d{{4}}|\d{{2}})", re.ASCII)
MONTH_FIRST = re.compile(rf"([a-z]+)\.?{GAP}(?:the )?{ORDINAL}(?:,\s*|\s+)(\d{{4}})", re.ASCII)
WITHOUT_YEAR = re.compile(
    rf"(?:the )?{ORDINAL}{GAP}?(?:of )?[a-z]+\.?|[a-z]+\.? {ORDINAL}|\d{{1,2}}/\d{{1,2}}", re.ASCII
)
WEEKDAY = re.compile(r"([a-z]+)\.?,?\s+(?=\S)")
# A day comes before what is said of it: `31 March 2027: Draft agreed`, or with a dash.
DAY_THEN_WORDS = re.compile(r"([^:]+):\s*(.+)|(.+?)\s[-–—]\s+(.+)", re.DOTALL)
HOW_DATED = "write a line for each, its day first: 31 March 2027: Draft agreed"


def day_written(text: str) -> date:
    """
    Return the day that somebody wrote: `31/3/2027`, `31.3.27`, `31 March 2027`,
    `Wed 31st March 2027`, `2027-03-31`. The day comes first unless the year does, or the month is
    written as a word.

    Raises:
        ValueError: It is not a day, there is no such day, or it is another day of the week; the
            message says so in a sentence that goes on after the place, without the text itself.
    """
    words = " ".join(text.split()).casefold()
    if not words or len(words) > LONGEST:
        raise ValueError(f"this is not a day; {HOW}")
    weekday, rest = _weekday(words)
    day = _day(rest)
    if weekday is not None and day.weekday() != weekday:
        raise ValueError(f"that day is a {weekday_name(day)}; give the day that is meant")
    return day


def dated_words(text: str) -> tuple[date, str]:
    """
    Return the day with which a line begins, and what is said of it after a colon or a dash.

    Raises:
        ValueError: It begins with no day, or says nothing of it; the message is like that of
            `day_written`.
    """
    match = DAY_THEN_WORDS.fullmatch(text.strip())
    if match is None:
        raise ValueError(HOW_DATED)
    day, words = (match[1], match[2]) if match[1] else (match[3], match[4])
    try:
        return day_written(day), words.strip()
    except ValueError as error:
        raise ValueError(f"{error}; {HOW_DATED}") from error


def _weekday(words: str) -> tuple[int | None, str]:
    """Return the weekday that the words begin with, if they do, and the rest of them."""
    match = WEEKDAY.match(words)
    if match is None:
        return None, words
    number = _weekday_number(match[1])
    return (None, words) if number is None else (number, words[match.end() :])


def _day(words: str) -> date:
    year_first = YEAR_FIRST.fullmatch(words)
    if year_first is not None:
        year, month, day = (int(part) for part in year_first.groups())
        return _existing(year, month, day)
    day_first = DAY_FIRST.fullmatch(words)
    if day_first is not None:
        return _existing(_year(day_first[3]), int(day_first[2]), int(day_first[1]))
    named = NAMED.fullmatch(words)
    if named is not None:
        return _existing(_year(named[3]), _month(named[2]), int(named[1]))
    month_first = MONTH_FIRST.fullmatch(words)
    if month_first is not None:
        return _existing(int(month_first[3]), _month(month_first[1]), int(month_first[2]))
    if WITHOUT_YEAR.fullmatch(words):
        raise ValueError(f"the year is missing; {HOW}")
    raise ValueError(f"this is not a day; {HOW}")


def _existing(year: int, month: int, day: int) -> date:
    if month > len(MONTH_NAMES) and 1 <= day <= len(MONTH_NAMES):
        raise ValueError(f"there is no month {month}, as the day comes before the month; {HOW}")
    try:
        return date(year, month, day)
    except ValueError as error:
        raise ValueError(f"there is no such day; {HOW}") from error


def _year(digits: str) -> int:
    if len(digits) > len("27"):
        return int(digits)
    if int(digits) > LAST_SHORT_YEAR:
        raise ValueError("give all four digits of the year")
    return CENTURY + int(digits)


def _month(name: str) -> int:
    try:
        return month_number(name)
    except ValueError as error:
        raise ValueError(f"this is not a day; {HOW}") from error


def _weekday_number(word: str) -> int | None:
    """Return the number of the weekday that a word names, in full or in a usual short form."""
    for number, name in enumerate(WEEKDAYS):
        if word in (name.casefold(), name[:3].casefold()):
            return number
    return LONGER_WEEKDAYS.get(word)
