"""
Days as people read them, in English on every machine.

The names are written out: `strftime` speaks the language of the machine it runs on, lacks a day
without a leading zero on some, and some of these words are hashed. See docs/decisions/0045.
"""

from __future__ import annotations

from datetime import date

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_words(day: date) -> str:
    """Return a day as people read it: `Fri 27 Nov 2026`."""
    return f"{words_without_year(day)} {day.year}"


def words_without_year(day: date) -> str:
    """Return a day of a year that is known: `Fri 27 Nov`."""
    return f"{weekday_name(day)[:3]} {day.day} {MONTHS[day.month - 1]}"


def month_words(day: date) -> str:
    """Return the month that a day is in: `Nov 2026`."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def weekday_name(day: date) -> str:
    """Return the name of the day of the week: `Friday`."""
    return WEEKDAYS[day.weekday()]


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
