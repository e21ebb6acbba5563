"""Days as people read them: the same words on every machine."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathway.workflows.calendar.in_words import (
    day_in_words,
    day_words,
    month_words,
    weekday_name,
    words_without_year,
)
from tests.desk import calendar

YEAR = [
    "Mon 5 Jan 2026",
    "Tue 3 Feb 2026",
    "Wed 4 Mar 2026",
    "Thu 9 Apr 2026",
    "Fri 1 May 2026",
    "Sat 6 Jun 2026",
    "Sun 5 Jul 2026",
    "Mon 31 Aug 2026",
    "Tue 1 Sep 2026",
    "Wed 14 Oct 2026",
    "Fri 27 Nov 2026",
    "Thu 31 Dec 2026",
]


@pytest.mark.parametrize(("month", "words"), [*enumerate(YEAR, start=1)])
def test_each_month_has_its_words(month: int, words: str) -> None:
    """Three letters and no leading zero, and read back they are the same day."""
    day = day_in_words(words)

    assert month == day.month
    assert words == day_words(day)
    assert f"{words_without_year(day)} 2026" == words
    assert words.endswith(month_words(day))


@given(st.dates())
def test_any_day_can_be_read_back(day: date) -> None:
    """Nothing of it is lost in words."""
    assert day == day_in_words(day_words(day))


def test_another_weekday_is_a_slip() -> None:
    """Scripts have the weekday beside each date, and it is not there for show."""
    with pytest.raises(ValueError, match="Tue 27 Nov 2026 is written Fri 27 Nov 2026"):
        day_in_words("Tue 27 Nov 2026")


def test_a_weekend_is_named_in_full() -> None:
    """The name goes into hashed events, with the day that was not counted."""
    saturday = date(2026, 11, 28)

    assert "Saturday" == weekday_name(saturday) == calendar().why_closed(saturday)
    assert "Sunday" == calendar().why_closed(date(2026, 11, 29))
