"""When mail may leave: at what hour, on which days, through both changes of the clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathway.errors import WrongUsage
from pathway.notifications.hours import PostHours, check_hours, post_hours, weekdays
from pathway.workflows.calendar.working_days import LONDON, london_date
from tests.desk import calendar

INSTANTS = st.integers(0, 5 * 365 * 24 * 60).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
DAYS = st.sampled_from(["working", "daily", "mon thu", "sat sun mon"])


def hours(days: str = "working", digest: int = 8, opens: int = 8, closes: int = 18) -> PostHours:
    """Return hours with the real working days."""
    return post_hours(calendar(), digest, days, opens, closes)


def utc(text: str) -> datetime:
    """Return an instant of UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "digest"),
    [
        ("2026-11-26T07:59", "2026-11-26T08:00"),  # Thu
        ("2026-11-26T08:00", "2026-11-26T08:00"),
        ("2026-11-26T08:01", "2026-11-27T08:00"),  # Fri
        ("2026-11-27T12:00", "2026-11-30T08:00"),  # Mon
        (
            "2026-12-24T09:00",
            "2026-12-29T08:00",
        ),  # Tue: Christmas, a weekend and the substitute day lie between
        ("2026-07-01T06:59", "2026-07-01T07:00"),  # Wed: summer time
    ],
)
def test_the_next_digest(since: str, digest: str) -> None:
    """At 08:00 of London clocks on the next working day that has not passed that hour."""
    assert utc(digest) == hours().next_digest(utc(since))


@pytest.mark.parametrize(
    ("friday", "monday"),
    [
        ("2026-03-27T08:00", "2026-03-30T07:00"),  # the clocks go forward on Sun 29 March
        ("2026-10-23T07:00", "2026-10-26T08:00"),  # and back on Sun 25 October
    ],
)
def test_the_clocks_change_between_two_digests(friday: str, monday: str) -> None:
    """One on the Friday before and one on the Monday after, both at 08:00 London."""
    first = hours().next_digest(utc(friday) - timedelta(hours=3))
    second = hours().next_digest(first + timedelta(seconds=1))

    assert [utc(friday), utc(monday)] == [first, second]


@pytest.mark.parametrize("hour", range(23))
@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])  # both Sun
def test_a_daily_digest_is_neither_lost_nor_doubled(day: date, hour: int) -> None:
    """
    At whatever hour it is set, each of the days around the change has one, also where the hour does
    not exist.
    """
    own = hours("daily", hour, closes=23)
    since = datetime(day.year, day.month, day.day, tzinfo=LONDON).astimezone(UTC) - timedelta(
        days=2
    )
    days: list[date] = []
    for _ in range(5):
        digest = own.next_digest(since)
        days.append(london_date(digest))
        since = digest + timedelta(seconds=1)

    assert [day + timedelta(days=number) for number in range(-2, 3)] == days


@pytest.mark.parametrize(
    ("since", "leaves"),
    [
        ("2026-11-26T08:00", "2026-11-26T08:00"),  # Thu
        ("2026-11-26T17:59", "2026-11-26T17:59"),
        ("2026-11-26T18:00", "2026-11-27T08:00"),  # Fri
        ("2026-11-26T03:00", "2026-11-26T08:00"),
        ("2026-11-28T12:00", "2026-11-30T08:00"),  # Mon
    ],
)
def test_what_cannot_wait_goes_within_working_hours(since: str, leaves: str) -> None:
    """At once from 08:00 to 18:00 of a working day, else at the next opening."""
    assert utc(leaves) == hours().open_from(utc(since))


def test_a_digest_of_a_saturday_is_tried_again_that_day() -> None:
    """
    Until the evening, where digests go out every day; what belongs to working hours waits for
    Monday.
    """
    saturday = utc("2026-11-28T09:00")

    assert saturday == hours("daily").retry_from(saturday)
    assert utc("2026-11-30T08:00") == hours().retry_from(saturday)
    assert utc("2026-11-30T08:00") == hours("daily").open_from(saturday)


@given(INSTANTS, DAYS, st.integers(0, 17))
def test_the_laws_of_digests(since: datetime, days: str, hour: int) -> None:
    """
    Never before it is asked for; on a day that has one; asking again at that instant gives the
    same.
    """
    own = hours(days, hour)
    digest = own.next_digest(since)

    assert since <= digest
    assert own.has_digest(london_date(digest))
    assert digest == own.next_digest(digest)


@given(INSTANTS)
def test_the_laws_of_working_hours(since: datetime) -> None:
    """
    What may leave leaves on a working day between the hours, and asking again changes nothing.
    """
    leaves = hours().open_from(since)
    london = leaves.astimezone(LONDON)

    assert since <= leaves == hours().open_from(leaves)
    assert calendar().is_working(london.date())
    assert 8 <= london.hour < 18


@pytest.mark.parametrize(
    ("instant", "days", "is_open"),
    [
        ("2026-11-26T07:30", "working", True),  # Thu: the digest of 07:00 was
        ("2026-11-26T06:59", "working", False),
        ("2026-11-26T18:00", "working", False),
        ("2026-11-28T07:30", "working", False),  # Sat
        ("2026-11-28T07:30", "daily", True),
        ("2026-11-28T18:00", "daily", False),
    ],
)
def test_when_mail_may_leave(instant: str, days: str, is_open: bool) -> None:
    """From the digest on until the working hours end, on days that have one; never at night."""
    assert is_open == hours(days, 7).is_open(utc(instant))


def test_every_fault_of_the_settings_is_named() -> None:
    """At once, in a sentence."""
    with pytest.raises(WrongUsage) as refused:
        check_hours(24, "someday", 18, 8)

    assert all(
        word in str(refused.value)
        for word in ("digest_hour", "digest_days", "opening_hour", "'someday'")
    )


@pytest.mark.parametrize("written", ["mon wed", "Mon,Wed", " mon , wed "])
def test_weekdays_may_be_written_in_several_ways(written: str) -> None:
    """With commas or without, in any case."""
    assert ("mon", "wed") == weekdays(written)
