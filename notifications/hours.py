"""
When mail goes out: digests in the morning, what cannot wait within working hours, nothing at night.

All hours are those of London clocks, so that a digest of 08:00 stays one when the clocks change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pathway.errors import WrongUsage
from pathway.workflows.calendar.working_days import Calendar, london_date, london_time

WORKING, DAILY = "working", "daily"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class PostHours:
    """
    The days and hours at which mail may leave.

    Args:
        calendar: Which days are worked in England and Wales.
        digest_hour: When the digest of a day goes, 0 to 23.
        digest_days: `working` for every working day, `daily` for every day of the year, or weekdays
            such as `mon wed fri`, of which bank holidays are left out.
        opens: From which hour of a working day on what cannot wait is sent.
        closes: From which hour on it waits for the next working day.
    """

    calendar: Calendar
    digest_hour: int = 8
    digest_days: str = WORKING
    opens: int = 8
    closes: int = 18

    def has_digest(self, day: date) -> bool:
        """Say whether digests are sent on that day."""
        chosen = weekdays(self.digest_days)
        return self.digest_days == DAILY or (
            self.calendar.is_working(day) and WEEKDAYS[day.weekday()] in chosen
        )

    def next_digest(self, since: datetime) -> datetime:
        """Return the instant of the first digest at or after that one."""
        mornings = (
            london_time(day, self.digest_hour) for day in _days(since) if self.has_digest(day)
        )
        return next(instant for instant in mornings if instant >= since)

    def open_from(self, since: datetime) -> datetime:
        """Return that instant if it lies within the working hours, else when they begin next."""
        for day in _days(since):
            if self.calendar.is_working(day) and since < london_time(day, self.closes):
                return max(since, london_time(day, self.opens))
        raise AssertionError("the days never end")

    def is_open(self, instant: datetime) -> bool:
        """
        Say whether mail may leave then: within working hours, or from the digest of that day on
        until they end.
        """
        day = london_date(instant)
        begins = [self.opens] if self.calendar.is_working(day) else []
        begins += [self.digest_hour] if self.has_digest(day) else []
        return bool(begins) and london_time(day, min(begins)) <= instant < london_time(
            day, self.closes
        )

    def retry_from(self, since: datetime) -> datetime:
        """
        Return when a message that did not leave may be tried again: at once, or when the working
        hours begin.
        """
        return since if self.is_open(since) else self.open_from(since)


def post_hours(calendar: Calendar, hour: int, days: str, opens: int, closes: int) -> PostHours:
    """
    Return the hours that the settings say.

    Raises:
        WrongUsage: They cannot be; every fault is named.
    """
    check_hours(hour, days, opens, closes)
    return PostHours(calendar, hour, days.strip().lower(), opens, closes)


def check_hours(hour: int, days: str, opens: int, closes: int) -> None:
    """Make sure that hours and days can be kept; WrongUsage names every fault."""
    faults = [] if 0 <= hour <= 23 else [f"digest_hour is an hour from 0 to 23, not {hour}"]
    if hour >= closes:
        faults.append(f"digest_hour comes before closing_hour, not {hour} after {closes}")
    if not 0 <= opens < closes <= 23:
        faults.append(
            f"opening_hour comes before closing_hour, both from 0 to 23, not {opens} and {closes}"
        )
    if days.strip().lower() not in (WORKING, DAILY) and not weekdays(days):
        faults.append(
            f"digest_days is {WORKING}, {DAILY} or some of {' '.join(WEEKDAYS)}, not {days!r}"
        )
    if faults:
        raise WrongUsage(f"The settings of mail do not fit: {'; '.join(faults)}.")


def weekdays(said: str) -> tuple[str, ...]:
    """Return the weekdays that are meant, none where a word is not one."""
    words = tuple(said.replace(",", " ").lower().split())
    if words == (WORKING,):
        return WEEKDAYS
    return words if set(words) <= set(WEEKDAYS) else ()


def _days(since: datetime) -> Iterator[date]:
    day = london_date(since)
    while True:
        yield day
        day += timedelta(days=1)
