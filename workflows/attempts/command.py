"""What is asked of a case, what the world adds to it, and in which role somebody acts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pathway.workflows.attempts.directory import Directory
from pathway.workflows.calendar.working_days import Calendar, london_date
from pathway.workflows.history.case import Case
from pathway.workflows.history.events import Event


@dataclass(frozen=True, slots=True)
class Command:
    """
    One step that somebody asks for.

    Args:
        by: The directory's number of who asks; None is the system itself.
        on: The day it happened.
        at: The instant on that day, where it is known.
        salt: Random bytes that keep the input's digest from being guessed.
        confirmed: What they looked at and take all the same: `unlisted` for an agency that nobody
            knows, `again` for a referral that was made before.
    """

    step: str
    by: int | None
    on: date
    item: str | None = None
    input: Mapping[str, Any] = field(default_factory=dict[str, Any])
    reason: str | None = None
    late_reason: str | None = None
    salt: bytes = b""
    confirmed: tuple[str, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """
    Everything the world adds to a command.

    Args:
        now: The instant; nothing below the doors asks a clock.
        labels: What the form calls the children, in its order; opened from the sealed part.
        proposal: The input that an open round of votes is about; opened from the sealed part.
        others: Other cases that the input names or may name, by reference.
        history: The case's own events in order, for a step that is about one of them.
        rounds: For an entry that is decided again, the round in which each incident was after it.
        codes_said: Words that were said before in what the step is about, and need not be confirmed
            anew.
    """

    directory: Directory
    calendar: Calendar
    now: datetime
    labels: tuple[str, ...] = ()
    proposal: Mapping[str, Any] | None = None
    others: Mapping[str, Case] = field(default_factory=dict[str, Case])
    history: Sequence[Event] = ()
    rounds: Mapping[str, int] = field(default_factory=dict[str, int])
    codes_said: frozenset[str] = frozenset()

    @property
    def today(self) -> date:
        """Return the day it is in London."""
        return london_date(self.now)


@dataclass(frozen=True, slots=True)
class Standing:
    """
    In which role a person acts.

    Args:
        role: The role that lets them.
        agency: Of which agency they hold it.
        deputy: Somebody comes before them.
        stands_in: An agency's representatives are all shut out, and this one acts in their place
            with reasons.
        part: The role that the step names; another one than `role` where it fell to this person.
    """

    role: str
    agency: str
    deputy: bool = False
    stands_in: bool = False
    part: str = ""
