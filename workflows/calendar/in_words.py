"""
Days as people read them, in English on every machine.

The names are written out: `strftime` speaks the language of the machine it runs on, lacks a day
without a leading zero on some, and some of these words are hashed. See docs/decisions/0045.
"""

from __future__ import annotations

from datetime import date

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_words(day: date) -> str:
    """Return a day as people read it: `Fri 27 Nov 2026`."""
    return f"{words_without_year(day)} {day.year}"


def full_day_words(day: date) -> str:
    """Return a day as it is written in letters and papers: `27 November 2026`."""
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year:04}"


def words_without_year(day: date) -> str:
    """Return a day of a year that is known: `Fri 27 Nov`."""
    return f"{weekday_name(day)[:3]} {day.day} {MONTHS[day.month - 1]}"


def month_words(day: date) -> str:
    """Return the month that a day is in: `Nov 2026`."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def full_day_with_weekday(day: date) -> str:
    """Return a day as papers write it: `Friday 27 November 2026`."""
    return f"{weekday_name(day)} {full_day_words(day)}"


def weekday_name(day: date) -> str:
    """Return the name of the day of the week: `Friday`."""
    return WEEKDAYS[day.weekday()]


def month_number(name: str) -> int:
    """
    Return the number of a month by its name in full or its usual short form, in any case.

    Raises:
        ValueError: No month is called so.
    """
    word = name.casefold()
    if word == "sept":
        return MONTHS.index("Sep") + 1
    for number, month in enumerate(MONTH_NAMES, start=1):
        if word in (month.casefold(), month[:3].casefold()):
            return number
    raise ValueError("no month is called so")


def day_in_words(words: str) -> date:
    """
    Return the day that is written as `Fri 27 Nov 2026`.

    Raises:
        ValueError: It is not written so, there is no such day, or it is another day of the week.
    """
    _, number, month, year = words.split()
    day = date(int(year), MONTHS.index(month) + 1, int(number))
    if day_words(day) != words:
        raise ValueError(f"{words} is written {day_words(day)}.")
    return day
