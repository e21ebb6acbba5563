"""An entry of a chronology: what one agency's records tell of one event, and its place among others."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from pathway.documents.chronologies.days.times import Time
from pathway.documents.chronologies.days.when import NO_DAY, When

# Its day, whether that is uncertain, the last day that it may be, the minute, the number in a sequence.
Place = tuple[date, bool, date, int, int]


class Entry(NamedTuple):
    """
    An entry of a chronology.

    Args:
        agency: The agency whose records tell of it; empty where a file was read for none.
        when: The day, or what is known of it.
        time: The time of day.
        end: The day on which it ended, if it lasted.
        end_time: When on that day.
        sequence: Orders entries of the same day and time.
        source: The record that tells of it.
        about: Whom it concerns.
        event: What happened.
        response: What was done.
        seen: Whether the child was seen or heard.
        impact: `+`, `-`, `+/-` or nothing.
        comment: What the agency says to it.
    """

    agency: str
    when: When
    time: Time
    end: When | None
    end_time: str
    sequence: int | None
    source: str
    about: str
    event: str
    response: str
    seen: str
    impact: str
    comment: str

    @property
    def place(self) -> Place:
        """
        Return its place in time, by the first day that it may have been: on the same day what is
        certain comes first, then what may have been within the fewest days.
        """
        when = self.when
        sequence = -1 if self.sequence is None else self.sequence
        return when.first, when.is_uncertain, when.last, self.time.minute, sequence

    @property
    def certain_day(self) -> date | None:
        """Return its day, or None if that is not certain."""
        return None if self.when.is_uncertain else self.when.first

    @property
    def last_day(self) -> date:
        """Return the last day that it may have been, or lasted until."""
        if self.end is None or self.end.first == NO_DAY:
            return self.when.last
        return max(self.when.last, self.end.last)
