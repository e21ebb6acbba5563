"""
When mail goes out: digests in the morning, urgent mail in working hours, nothing at night.

All hours are London time, so that the digest of 08:00 stays at 08:00 when the clocks change.
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
        calendar: The working days of England and Wales.
        digest_hour: The hour at which a day's digest goes, 0 to 23.
        digest_days: `working` for every working day, `daily` for every day of the year, or weekdays
            such as `mon wed fri`, except bank holidays.
        opens: The hour of a working day from which urgent mail is sent.
        closes: The hour from which it waits for the next working day.
    """

    calendar: Calendar
    digest_hour: int = 8
    digest_days: str = WORKING
    opens: int = 8
    closes: int = 18

    def has_digest(self, day: date) -> bool:
        """Return whether digests are sent on a day."""
        if self.digest_days == DAILY:
            return True
        chosen = weekdays(self.digest_days)
        return self.calendar.is_working(day) and WEEKDAYS[day.weekday()] in chosen

    def next_digest(self, since: datetime) -> datetime:
        """Return the instant of the first digest at or after an instant."""
        for day in _days(since):
            if self.has_digest(day):
                digest = london_time(day, self.digest_hour)
                if digest >= since:
                    return digest
        raise AssertionError("the days never end")

    def open_from(self, since: datetime) -> datetime:
        """Return an instant that is within working hours as it is, else when they next begin."""
        for day in _days(since):
            if self.calendar.is_working(day) and since < london_time(day, self.closes):
                return max(since, london_time(day, self.opens))
        raise AssertionError("the days never end")

    def is_open(self, instant: datetime) -> bool:
        """
        Return whether mail may leave at an instant: within working hours, or between that day's
        digest and the hour at which they end.
        """
        day = london_date(instant)
        starts: list[int] = []
        if self.calendar.is_working(day):
            starts.append(self.opens)
        if self.has_digest(day):
            starts.append(self.digest_hour)
        if not starts:
            return False
        return london_time(day, min(starts)) <= instant < london_time(day, self.closes)

    def is_digest_time(self, instant: datetime) -> bool:
        """
        Return whether a digest may be made at an instant: never before its hour on a day that has
        one. On other days what an outage held back may catch up within working hours.
        """
        day = london_date(instant)
        too_early = self.has_digest(day) and instant < london_time(day, self.digest_hour)
        return self.is_open(instant) and not too_early

    def retry_from(self, since: datetime) -> datetime:
        """Return when to try an unsent message again: at once, or when working hours begin."""
        return since if self.is_open(since) else self.open_from(since)


def post_hours(calendar: Calendar, hour: int, days: str, opens: int, closes: int) -> PostHours:
    """
    Return the hours that the settings give.

    Raises:
        WrongUsage: The settings are not possible; every fault is named.
    """
    check_hours(hour, days, opens, closes)
    return PostHours(calendar, hour, days.strip().lower(), opens=opens, closes=closes)


def check_hours(hour: int, days: str, opens: int, closes: int) -> None:
    """Raise WrongUsage, which names every fault, unless hours and days are possible."""
    faults: list[str] = []
    if not 0 <= hour <= 23:
        faults.append(f"digest_hour is an hour from 0 to 23, not {hour}")
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


def weekdays(setting: str) -> tuple[str, ...]:
    """Return the weekdays that a setting names; empty if any word is not a weekday."""
    words = tuple(setting.replace(",", " ").lower().split())
    if words == (WORKING,):
        return WEEKDAYS
    return words if set(words) <= set(WEEKDAYS) else ()


def _days(since: datetime) -> Iterator[date]:
    """Yield the London day of an instant and all that follow, without end."""
    day = london_date(since)
    while True:
        yield day
        day += timedelta(days=1)
