"""
Full dates and times as people write them, and which of the dates are dates of birth.

A date is one of birth where words beside it say so, or where it is the same as such a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pathway.documents.personal_data.finds import DATE_OF_BIRTH, Span
from pathway.workflows.calendar.in_words import month_number
from pathway.workflows.calendar.written_dates import MONTH_WORDS

_MONTH = f"({MONTH_WORDS})"
_GAP = r"[ .,/-]{0,3}"
# Each gives the parts in the order that its name says.
DAY_FIRST = re.compile(r"(?<![\d/.-])(\d{1,2})([ /.-])(\d{1,2})\2(\d{4}|\d{2})(?!\d|[/.-]\d)")
YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
DAY_MONTH_YEAR = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?(?: of)?{_GAP}{_MONTH}{_GAP}['\u2019]?(\d{{4}}|\d{{2}})(?![\d:])",
    re.IGNORECASE,
)
MONTH_DAY_YEAR = re.compile(
    rf"\b{_MONTH}{_GAP}(\d{{1,2}})(?:st|nd|rd|th)?{_GAP}(\d{{4}})(?!\d)", re.IGNORECASE
)
# Without anything between: a date only where words say so.
TOGETHER = re.compile(r"(?<![\d-])(\d{2})(\d{2})(\d{4}|\d{2})(?![\d-])")
TIME = re.compile(
    r"(?<![\d.:])(?:[01]?\d|2[0-3])[:.][0-5]\d(?::[0-5]\d)?(?![\d:])(?: ?[ap]\.?m\b)?",
    re.IGNORECASE,
)
BIRTH = re.compile(
    r"\b(?:d\.? ?o\.? ?b\b\.?|date of birth|birth ?date|birth ?day|born)", re.IGNORECASE
)
# The end of a sentence ends what a word says, but the point of St. Mary's is none.
_WITHIN = r"(?:[^\d.!?;]|\bst\.|\.(?!\s+[A-Z]))"
BEFORE = re.compile(rf"(?:{BIRTH.pattern}){_WITHIN}{{0,60}}\Z", re.IGNORECASE)
AFTER = re.compile(rf" ?\((?:{BIRTH.pattern})[^\d)]{{0,20}}\)", re.IGNORECASE)
NEARBY = 90
CENTURY = 100


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date in a text; the year is without its century, which people leave out."""

    start: int
    end: int
    value: str
    is_certain: bool = True


def dates_in(text: str) -> list[WrittenDate]:
    """
    Return the full dates in a text, by their place. Those that are digits only are not certain to
    be dates.
    """
    dates: list[WrittenDate] = []
    end = 0
    for written in sorted(_all(text), key=lambda written: (written.start, -written.end)):
        if written.start >= end:
            dates.append(written)
            end = written.end
    return dates


def dates_of_birth(text: str, dates: list[WrittenDate], context: str) -> Iterator[Span]:
    """
    Yield the dates that words say are dates of birth.

    Args:
        context: What stands before the text, such as the heading of its column.
    """
    is_asked = BIRTH.search(context) is not None
    for written in dates:
        before = text[max(0, written.start - NEARBY) : written.start]
        # A time of birth comes between the word and the day.
        before = TIME.sub("", before)
        is_first = is_asked and not before.strip(" \t\n([")
        after = text[written.end : written.end + NEARBY]
        if is_first or BEFORE.search(before) or AFTER.match(after):
            yield Span(DATE_OF_BIRTH, written.start, written.end, written.value)


def _all(text: str) -> Iterator[WrittenDate]:
    for match in YEAR_FIRST.finditer(text):
        yield from _written(match, day=match[4], month=match[3], year=match[1])
    for match in DAY_FIRST.finditer(text):
        yield from _written(match, day=match[1], month=match[3], year=match[4])
    for match in DAY_MONTH_YEAR.finditer(text):
        yield from _written(match, day=match[1], month=_number(match[2]), year=match[3])
    for match in MONTH_DAY_YEAR.finditer(text):
        yield from _written(match, day=match[2], month=_number(match[1]), year=match[3])
    for match in TOGETHER.finditer(text):
        dates = _written(match, day=match[1], month=match[2], year=match[3], is_certain=False)
        yield from dates


def _number(month: str) -> str:
    # Without regard to case, letters such as ı pass for i in the rest of a name.
    return str(month_number(month[:3]))


def _written(
    match: re.Match[str], *, day: str, month: str, year: str, is_certain: bool = True
) -> Iterator[WrittenDate]:
    """Yield the date if the calendar has it; every fourth year of a century may be a leap year."""
    short = int(year) % CENTURY
    try:
        date(int(year) if len(year) > len("00") else 2000 + short, int(month), int(day))
    except ValueError:
        return
    value = f"{int(day)}/{int(month)}/{short:02}"
    yield WrittenDate(match.start(), match.end(), value, is_certain)
