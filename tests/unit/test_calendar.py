"""How working days, months and hours are counted."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathway.errors import CalendarUnknown
from pathway.workflows.calendar.rules import Rule, due_date
from pathway.workflows.calendar.working_days import (
    Calendar,
    after_hours,
    after_months,
    london_date,
    london_time,
)
from pathway.workflows.deadlines.bank_holidays import PUBLISHED_TO, bank_holidays
from tests.desk import calendar

WORKED: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "data" / "dates.json").read_text("utf-8")
)
ROWS: list[dict[str, str]] = WORKED["dates"]
DAYS = st.dates(date(1995, 1, 1), date(2060, 12, 31))
COUNTS = st.integers(-60, 60).filter(bool)


def rule_of(added: str) -> Rule:
    """Return the rule that a row of the worked dates adds."""
    count, _, unit = added.partition(" ")
    return Rule(months=int(count)) if unit == "months" else Rule(working_days=int(count))


def day_of(text: str) -> date:
    """Return a day, or the London day of an instant."""
    return london_date(datetime.fromisoformat(text)) if "T" in text else date.fromisoformat(text)


@pytest.mark.parametrize(
    "row", [row for row in ROWS if "hours" not in row["add"]], ids=lambda row: row["id"]
)
def test_worked_dates(row: dict[str, str]) -> None:
    """Every worked date comes out as it was worked."""
    due = due_date(rule_of(row["add"]), day_of(row["start"]), calendar())

    assert date.fromisoformat(row["due"]) == due.day
    assert date.fromisoformat(row.get("practical", due.practical.isoformat())) == due.practical


@pytest.mark.parametrize(
    "row", [row for row in ROWS if "hours" in row["add"]], ids=lambda row: row["id"]
)
def test_worked_hours(row: dict[str, str]) -> None:
    """Hours are elapsed hours, whatever the clocks do in between."""
    due = after_hours(datetime.fromisoformat(row["start"]), int(row["add"].split()[0]))

    assert row["due"] == due.isoformat()


def milestones() -> list[tuple[str, str, str]]:
    """
    Return every milestone of every worked plan: when it starts, after how many working days, when
    it is due.
    """
    plans: list[dict[str, Any]] = WORKED["plans"]
    return [
        (plan["sin_sent"], count, due)
        for plan in plans
        for count, due in plan["milestones"].items()
    ]


@pytest.mark.parametrize(("sent", "count", "due"), milestones())
def test_worked_plans(sent: str, count: str, due: str) -> None:
    """A rapid review over Christmas has every milestone on its worked day."""
    assert date.fromisoformat(due) == calendar().add(date.fromisoformat(sent), int(count))


def brute_force(start: date, count: int) -> date:
    """Return the day that many working days away, counted one by one."""
    closed, step, day = set(bank_holidays()), (1 if count > 0 else -1), start
    while count:
        day += timedelta(days=step)
        if day.weekday() < 5 and day not in closed:
            count -= step
    return day


@given(DAYS, COUNTS)
def test_adding_agrees_with_counting_one_by_one(start: date, count: int) -> None:
    """The fast count and the slow one give the same day."""
    assert brute_force(start, count) == calendar().add(start, count)


@given(DAYS, st.integers(1, 60))
def test_a_due_day_is_worked_and_its_number_away(start: date, count: int) -> None:
    """The day found is a working day, and `between` counts as many days up to it."""
    day = calendar().add(start, count)

    assert calendar().is_working(day)
    assert count == calendar().between(start, day)


@given(DAYS, st.integers(1, 60))
def test_counting_back_undoes_counting_on(start: date, count: int) -> None:
    """From a working day, as many working days back as on lead home."""
    home = calendar().working_day_before(start)

    assert home == calendar().add(calendar().add(home, count), -count)


@given(DAYS, st.integers(1, 40))
def test_a_later_start_never_ends_earlier(start: date, count: int) -> None:
    """Counting keeps the order of days."""
    assert calendar().add(start, count) <= calendar().add(start + timedelta(days=1), count)


@given(DAYS, st.integers(1, 40))
def test_skipped_days_explain_the_distance(start: date, count: int) -> None:
    """Working days counted and days skipped make up every day up to the due day."""
    due = due_date(Rule(working_days=count), start, calendar())

    assert (due.day - start).days == count + len(due.skipped)
    assert all(skipped.why for skipped in due.skipped)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-02-28", 1, "2026-03-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-10-31", 1, "2026-11-30"),
        ("2026-11-30", 1, "2026-12-30"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-01-31", -2, "2025-11-30"),
    ],
)
def test_months_at_the_end_of_a_month(start: str, months: int, end: str) -> None:
    """The corresponding date, or the last day of a month that has none; it is not kept for later."""
    assert date.fromisoformat(end) == after_months(date.fromisoformat(start), months)


@given(DAYS, st.integers(-120, 120))
def test_months_keep_the_day_or_end_the_month(start: date, months: int) -> None:
    """Months go to the same day number, or to the last day of a shorter month."""
    end = after_months(start, months)

    assert (start.year * 12 + start.month + months) == end.year * 12 + end.month
    assert start.day == end.day or (end + timedelta(days=1)).day == 1 < start.day


@given(DAYS, st.integers(1, 24))
def test_months_do_not_roll_off_a_weekend(start: date, months: int) -> None:
    """The due day stays; the working day up to it is shown as the practical target."""
    due = due_date(Rule(months=months), start, calendar())

    assert after_months(start, months) == due.day
    assert calendar().is_working(due.practical)
    assert due.practical <= due.day
    assert 0 == calendar().between(due.practical, due.day)


def test_easter_is_not_counted() -> None:
    """Five working days from the Friday before Holy Week end after Easter Monday."""
    aware = date(2024, 3, 22)  # Fri

    due = due_date(Rule(working_days=5), aware, calendar())

    assert date(2024, 4, 2) == due.day  # Tue
    assert ["Saturday", "Sunday", "Good Friday", "Saturday", "Sunday", "Easter Monday"] == [
        skipped.why for skipped in due.skipped
    ]


def test_scottish_holidays_are_counted() -> None:
    """St Andrew's Day is a working day in England and Wales."""
    assert calendar().is_working(date(2026, 11, 30))  # Mon


def test_beyond_the_published_holidays_a_date_is_provisional() -> None:
    """What the library computes by rule is marked."""
    last = date(PUBLISHED_TO, 12, 29)

    assert not due_date(Rule(working_days=1), date(PUBLISHED_TO, 12, 1), calendar()).provisional
    assert due_date(Rule(working_days=5), last, calendar()).provisional


@pytest.mark.parametrize("start", [date(1980, 1, 1), date(2075, 12, 30), date(2200, 1, 1)])
def test_without_a_table_nothing_is_counted(start: date) -> None:
    """The engine refuses to guess where its table of bank holidays ends."""
    with pytest.raises(CalendarUnknown):
        calendar().add(start, 5)


def test_a_local_closure_is_not_counted() -> None:
    """The calendar is a parameter: another closed day moves the due day."""
    local = Calendar(
        {**calendar().holidays, date(2026, 3, 17): "Installation closed"},
        1990,
        2075,
        PUBLISHED_TO,
        "local",
    )

    assert date(2026, 3, 18) == local.add(date(2026, 3, 16), 1)  # Wed, not Tue


def test_london_shows_eight_in_summer_and_in_winter() -> None:
    """Eight o'clock in London is another instant in July than in January."""
    assert "2026-07-08T07:00:00+00:00" == london_time(date(2026, 7, 8), 8).isoformat()
    assert "2026-01-08T08:00:00+00:00" == london_time(date(2026, 1, 8), 8).isoformat()


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Rule(working_days=1), "1 working day"),
        (Rule(working_days=-7), "7 working days before"),
        (Rule(months=6), "6 calendar months"),
        (Rule(days=0), "on the date that was set"),
        (Rule(days=3), "3 days"),
    ],
)
def test_a_rule_says_what_it_is(rule: Rule, words: str) -> None:
    """A rule is kept with every deadline in words."""
    assert words == str(rule)
