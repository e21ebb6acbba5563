"""Days as people write them are read as they mean them, and refused where nobody can know."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathway.workflows.calendar.in_words import (
    MONTH_NAMES,
    MONTHS,
    WEEKDAYS,
    day_words,
    full_day_words,
)
from pathway.workflows.calendar.written_dates import day_written

LAST_OF_MARCH = date(2027, 3, 31)
DAYS = st.dates(date(1970, 1, 1), date(2069, 12, 31))
SHORT_YEARS = st.dates(date(2000, 1, 1), date(2069, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "31/3/2027",
        "31/03/2027",
        "31.3.27",
        "31-3-2027",
        "31 / 3 / 2027",
        "2027-03-31",
        "2027/3/31",
        "31 March 2027",
        "31 mar 27",
        "31st March, 2027",
        "the 31st of March 2027",
        "31-Mar-2027",
        "31March2027",
        "March 31, 2027",
        "Mar 31st 2027",
        "Wed 31 March 2027",
        "Wednesday, 31 March 2027",
        "weds 31/3/27",
        "  31\u00a0March\n2027 ",
    ],
)
def test_days_as_people_write_them(text: str) -> None:
    """Each of the usual ways to write a day is read as that day."""
    assert LAST_OF_MARCH == day_written(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "this is not a day"),
        ("tomorrow", "this is not a day"),
        ("March 2027", "this is not a day"),
        ("early 2027", "this is not a day"),
        ("31 Smarch 2027", "this is not a day"),
        ("31/3/2027 or 1/4/2027", "this is not a day"),
        ("20270331", "this is not a day"),
        ("46112", "this is not a day"),
        ("31/3/202", "this is not a day"),
        ("٣١/٣/٢٠٢٧", "this is not a day"),
        ("1" * 4_000, "this is not a day"),
        ("31 March", "the year is missing"),
        ("31/3", "the year is missing"),
        ("March 31st", "the year is missing"),
        ("3/31/2027", "there is no month 31, as the day comes before the month"),
        ("2027-31-03", "there is no month 31"),
        ("29/2/2027", "there is no such day"),
        ("31 April 2027", "there is no such day"),
        ("0/3/2027", "there is no such day"),
        ("1/1/0000", "there is no such day"),
        ("31/3/98", "give all four digits of the year"),
        ("Tue 31 March 2027", "that day is a Wednesday"),
    ],
)
def test_what_is_no_day_is_refused(text: str, why: str) -> None:
    """What is no day, or not only one day, is refused with a reason that does not repeat it."""
    with pytest.raises(ValueError, match=f"^{why}"):
        day_written(text)


def test_the_day_comes_first() -> None:
    """Where day and month could change places, the first is the day, as people here write it."""
    assert date(2027, 4, 3) == day_written("3/4/2027")
    assert date(2027, 4, 3) == day_written("03.04.27")


@given(DAYS)
def test_every_day_is_read_however_it_is_written(day: date) -> None:
    """Every day is read back from each of the ways in which it is written here."""
    month, weekday = MONTH_NAMES[day.month - 1], WEEKDAYS[day.weekday()]
    written = [
        day.isoformat(),
        full_day_words(day),
        day_words(day),
        f"{day.day}/{day.month}/{day.year}",
        f"{day.day:02}.{day.month:02}.{day.year}",
        f"{day.day} {MONTHS[day.month - 1]} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"{weekday} {day.day} {month.upper()} {day.year}",
    ]

    assert [day] * len(written) == [day_written(text) for text in written]


@given(SHORT_YEARS)
def test_years_of_two_digits(day: date) -> None:
    """A year of two digits is one of this century."""
    assert day == day_written(f"{day.day}.{day.month}.{day.year % 100:02}")


@given(DAYS, st.sampled_from(WEEKDAYS))
def test_a_weekday_must_be_that_of_the_day(day: date, weekday: str) -> None:
    """A day with a weekday is read only if it is the day's own."""
    text = f"{weekday[:3]} {full_day_words(day)}"
    if weekday == WEEKDAYS[day.weekday()]:
        assert day == day_written(text)
    else:
        with pytest.raises(ValueError, match="that day is a "):
            day_written(text)


@given(st.text(max_size=80))
def test_whatever_is_written(text: str) -> None:
    """Any text is either a day, which then reads back as itself, or refused."""
    with suppress(ValueError):
        day = day_written(text)
        assert day == day_written(full_day_words(day))
