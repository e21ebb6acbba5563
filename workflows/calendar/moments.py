"""When a thing happened: a day in London, and the instant where somebody said it or it is known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from pathway.workflows.calendar.working_days import LONDON, london_date, london_time

WRITTEN = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})?)?")


@dataclass(frozen=True, slots=True)
class Moment:
    """
    A day, and the instant where that is known.

    Args:
        on: The London day.
        at: The instant on that day, in UTC.
    """

    on: date
    at: datetime | None = None

    def is_after(self, other: Moment) -> bool:
        """Return whether it is later: by the instants where both are known, else by the days."""
        if self.at is not None and other.at is not None:
            return self.at > other.at
        return self.on > other.on

    @property
    def earliest(self) -> datetime:
        """Return the instant, or where none is known the beginning of the day."""
        return self.at or london_time(self.on, 0)

    @property
    def in_words(self) -> str:
        """Return it as it is written: `2026-03-12`, or `2026-03-12T14:30` by London clocks."""
        return (
            self.at.astimezone(LONDON).strftime("%Y-%m-%dT%H:%M")
            if self.at is not None
            else self.on.isoformat()
        )

    def as_members(self) -> dict[str, str]:
        """Return what a document keeps of it."""
        return {"on": self.on.isoformat()} | (
            {"at": self.at.isoformat()} if self.at is not None else {}
        )


def moment_of(when: date | datetime) -> Moment:
    """
    Return the moment that a day or an instant is; an instant without an offset is London time.
    """
    if not isinstance(when, datetime):
        return Moment(when)
    instant = (when if when.tzinfo else when.replace(tzinfo=LONDON)).astimezone(UTC)
    return Moment(london_date(instant), instant)


def moment_in(members: Mapping[str, Any]) -> Moment:
    """Return the moment that a document keeps."""
    at = members.get("at")
    return Moment(date.fromisoformat(members["on"]), datetime.fromisoformat(at) if at else None)


def written_moment(text: object) -> Moment | None:
    """
    Return the moment that a text says, `2026-03-12` or `2026-03-12T14:30`, or None where it says
    none.
    """
    if not isinstance(text, str) or not WRITTEN.fullmatch(text):
        return None
    try:
        return moment_of(
            date.fromisoformat(text)
            if len(text) == len("2026-03-12")
            else datetime.fromisoformat(text)
        )
    except ValueError:
        return None
