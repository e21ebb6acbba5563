"""A clock that stays still until it is moved."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from pathway.workflows.calendar.working_days import LONDON

MONDAY = datetime(2026, 3, 16, 9, tzinfo=UTC)


class FakeClock:
    """A clock that shows the time it was set to: `Pathway.connect(..., clock=FakeClock())`."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Return the instant it is set to."""
        return self.now

    def advance(self, by: timedelta) -> datetime:
        """Move forward by that much, and return the new instant."""
        self.now += by
        return self.now

    def set_day(self, day: date, hour: int = 9) -> datetime:
        """Move to an hour of a day in London, and return the new instant."""
        self.now = datetime.combine(day, time(hour), LONDON).astimezone(UTC)
        return self.now
