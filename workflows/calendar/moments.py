"""When something happened: a day in London, and the instant on that day where it is known."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import NamedTuple, TypedDict

from pathway.workflows.calendar.working_days import LONDON, london_date, london_time

WRITTEN = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})?)?")


class MomentMembers(TypedDict, total=False):
    """
    A moment as members of a document.

    Args:
        on: The day, as an ISO date.
        at: The instant on that day, where it is known.
    """

    on: str
    at: str


class Moment(NamedTuple):
    """
    A day, and the instant where that is known.

    Args:
        on: The London day.
        at: The instant on that day, in UTC.
    """

    on: date
    at: datetime | None = None

    def is_after(self, other: Moment) -> bool:
        """Return whether it is later, by the instants if both are known, else by the days."""
        if self.at is not None and other.at is not None:
            return self.at > other.at
        return self.on > other.on

    @property
    def earliest(self) -> datetime:
        """Return the instant, or the beginning of the day if it is not known."""
        return self.at or london_time(self.on, 0)

    @property
    def in_words(self) -> str:
        """Return it as it is written: `2026-03-12`, or `2026-03-12T14:30` by London clocks."""
        if self.at is None:
            return self.on.isoformat()
        return self.at.astimezone(LONDON).strftime("%Y-%m-%dT%H:%M")

    def write_into(self, members: MomentMembers) -> None:
        """Put it among the members of a document."""
        members["on"] = self.on.isoformat()
        if self.at is not None:
            members["at"] = self.at.isoformat()


def moment_of(when: date | datetime) -> Moment:
    """
    Return a day or an instant as a moment; an instant without an offset is London time.
    """
    if not isinstance(when, datetime):
        return Moment(when)
    if not when.tzinfo:
        when = when.replace(tzinfo=LONDON)
    instant = when.astimezone(UTC)
    return Moment(london_date(instant), instant)


def moment_in(members: MomentMembers) -> Moment:
    """Return the moment that is in the members of a document."""
    at = members.get("at")
    return Moment(date.fromisoformat(members["on"]), datetime.fromisoformat(at) if at else None)


def written_moment(text: object) -> Moment | None:
    """
    Return the moment that a text gives, such as `2026-03-12` or `2026-03-12T14:30`, or None if it
    gives none.
    """
    if not isinstance(text, str) or not WRITTEN.fullmatch(text):
        return None
    has_time = len(text) > len("2026-03-12")
    try:
        return moment_of(datetime.fromisoformat(text) if has_time else date.fromisoformat(text))
    except (
        ValueError,
        OverflowError,
    ):  # a day and an offset that lead beyond the first or last day
        return None
