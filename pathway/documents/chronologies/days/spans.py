"""
Days and spans of days as people write them, the day before the month: `12/03/2026`, `March 2026`,
`early 2024`, `spring 2024`, `between 3 and 5 May 2025`.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from pathway.workflows.calendar.in_words import month_number
from pathway.workflows.calendar.written_dates import MONTH_WORDS

Span = tuple[date, date]

# The month in which each begins, and how many months it lasts.
SEASONS = {
    "spring": (3, 3),
    "summer": (6, 3),
    "autumn": (9, 3),
    "winter": (12, 3),
    "spring term": (1, 4),
    "summer term": (4, 4),
    "autumn term": (9, 4),
}
PARTS = {"early": 0, "beginning": 0, "start": 0, "mid": 1, "middle": 1, "late": 2, "end": 2}
MIN_YEAR, MAX_YEAR = 1900, 2199
# From here on two digits mean a year of the last century, as in POSIX.
LAST_CENTURY = 69
NO_SUCH_DAY = "there is no such day; the day is written before the month, as in 31/03/2026"
YEAR_UNCLEAR = "write the year with four digits"

YEAR = r"\d{4}|'?\d{2}"
YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
UNPARTED = re.compile(r"(\d{4})()(\d{2})(\d{2})")
DAY_FIRST = re.compile(rf"(\d{{1,2}}) ?([-/. ]) ?(\d{{1,2}}) ?\2 ?({YEAR})")
DAY_MONTH = re.compile(rf"(\d{{1,2}})[-/. ]*({MONTH_WORDS})[-/. ]*({YEAR})")
MONTH_DAY = re.compile(rf"({MONTH_WORDS}) (\d{{1,2}}) (\d{{4}})")
YEAR_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})")
MONTH_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})")
NAMED_MONTH = re.compile(rf"({MONTH_WORDS})[-/. ]*({YEAR})")
ONE_YEAR = re.compile(r"\d{4}")
SEASON = re.compile(rf"({'|'.join(SEASONS)}) (\d{{4}})(?:[-/](?:\d{{2}})?\d{{2}})?")
PART = re.compile(rf"({'|'.join(PARTS)})[- ](?:the )?(.+)")
WEEK = re.compile(r"(?:w/c|wc|week commencing|week beginning|week of) (.+)")
OPEN = re.compile(r"(?:before|by|until|up to|prior to|after|since|from) (.+?)(?: onwards)?")
PARTED = re.compile(r" (?:to|and|or|until|till) | ?[-/&] ?")


def span_of(text: str) -> Span | None:
    """
    Return the first and the last day that a text may mean; None if it does not name any.

    Args:
        text: In lower case, without commas, ordinals (`3rd`) and days of the week.

    Raises:
        ValueError: It names a day that there is not, or could mean several years.
    """
    for reader in READERS:
        span = reader(text)
        if span is not None:
            return span
    return None


def day_of(text: str) -> Span | None:
    """
    Return the day that a text names, as its own first and last; None if it names none.

    Raises:
        ValueError: There is no such day.
    """
    for number, month, year in _written_days(text):
        try:
            day = date(_year(year), _month(month), int(number))
        except ValueError as error:
            raise ValueError(NO_SUCH_DAY) from error
        _check_year(day.year)
        return day, day
    return None


def _written_days(text: str) -> Iterator[tuple[str, str, str]]:
    """Return the day, the month and the year of a text that names them."""
    for pattern, places in (
        (YEAR_FIRST, (4, 3, 1)),
        (UNPARTED, (4, 3, 1)),
        (DAY_FIRST, (1, 3, 4)),
        (DAY_MONTH, (1, 2, 3)),
        (MONTH_DAY, (2, 1, 3)),
    ):
        match = pattern.fullmatch(text)
        if match is not None:
            day, month, year = places
            yield match[day], match[month], match[year]


def _month_span(text: str) -> Span | None:
    named = NAMED_MONTH.fullmatch(text)
    if named is not None and len(named[2]) < 4:
        raise ValueError(YEAR_UNCLEAR)
    for pattern, year, month in ((YEAR_MONTH, 1, 2), (MONTH_YEAR, 2, 1), (NAMED_MONTH, 2, 1)):
        match = pattern.fullmatch(text)
        if match is not None and 1 <= _month(match[month]) <= 12:
            return _months(int(match[year]), _month(match[month]), 1)
    return None


def _year_span(text: str) -> Span | None:
    if ONE_YEAR.fullmatch(text):
        return _months(int(text), 1, 12)
    return None


def _season_span(text: str) -> Span | None:
    match = SEASON.fullmatch(text)
    if match is None:
        return None
    month, length = SEASONS[match[1]]
    return _months(int(match[2]), month, length)


def _part_span(text: str) -> Span | None:
    """Return a third of a month, or of a year; a part of anything else is the whole."""
    match = PART.fullmatch(text)
    if match is None:
        return None
    third = PARTS[match[1]]
    year = _year_span(match[2])
    if year is not None:
        return _months(year[0].year, 4 * third + 1, 4)
    month = _month_span(match[2])
    if month is None:
        return _season_span(match[2])
    first = month[0].replace(day=10 * third + 1)
    return first, month[1] if third == 2 else first + timedelta(days=9)


def _week_span(text: str) -> Span | None:
    match = WEEK.fullmatch(text)
    day = day_of(match[1]) if match is not None else None
    return (day[0], day[0] + timedelta(days=6)) if day is not None else None


def _open_span(text: str) -> Span | None:
    """Return the day or the span that something was before or after: its place among others."""
    match = OPEN.fullmatch(text)
    return span_of(match[1]) if match is not None else None


def _parted_span(text: str) -> Span | None:
    """Return the span between two days or spans: `3 and 5 may 2025`, `march-april 2025`."""
    text = text.removeprefix("between ").removeprefix("from ")
    for parting in PARTED.finditer(text):
        first, last = text[: parting.start()], text[parting.end() :]
        end = _simple_span(last)
        if end is None:
            continue
        start = _completed(first, last)
        if start is None:
            continue
        if start[0] > end[1]:
            raise ValueError("what comes first is later than what comes after it")
        return start[0], end[1]
    return None


def _completed(first: str, last: str) -> Span | None:
    """Return the earlier half of a span, whose month and year may be written in the later one."""
    pieces = re.split(r"([-/. ]+)", last)
    # The longest tail first: in `12-14/03/2026` it is `/03/2026`, not `/2026`.
    for kept in range(1, len(pieces) + 1, 2):
        tail = "".join(pieces[kept:])
        span = _simple_span(first + tail)
        if span is not None:
            return span
    return None


def _simple_span(text: str) -> Span | None:
    for reader in SIMPLE:
        span = reader(text)
        if span is not None:
            return span
    return None


def _month(text: str) -> int:
    """Return the number of a month that is written as a number or by its name."""
    if text.isdecimal():
        return int(text)
    return month_number(text)


def _year(text: str) -> int:
    digits = text.removeprefix("'")
    if len(digits) == 4:
        return int(digits)
    return int(digits) + (1900 if int(digits) >= LAST_CENTURY else 2000)


def _months(year: int, month: int, length: int) -> Span:
    """Return some months in a row; the year is that of the first."""
    _check_year(year)
    years, last = divmod(month + length - 2, 12)
    last_day = calendar.monthrange(year + years, last + 1)[1]
    return date(year, month, 1), date(year + years, last + 1, last_day)


def _check_year(year: int) -> None:
    if not MIN_YEAR <= year <= MAX_YEAR:
        raise ValueError(f"the year {year:04} cannot be right")


SIMPLE: tuple[Callable[[str], Span | None], ...] = (
    day_of,
    _month_span,
    _year_span,
    _season_span,
    _part_span,
)
READERS = (*SIMPLE, _week_span, _parted_span, _open_span)
