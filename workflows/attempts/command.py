"""What is asked of a case, and what the world adds to that."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pathway.workflows.attempts.directory import Directory
from pathway.workflows.calendar.working_days import Calendar, london_date
from pathway.workflows.history.case import Case
from pathway.workflows.history.past import Past
from pathway.workflows.history.records import FileRecord


@dataclass(frozen=True, slots=True)
class Command:
    """
    One step that somebody asks for.

    Args:
        by: The number in the directory of the person who asks; None for the system itself.
        on: The day on which it happened.
        at: The instant on that day, where it is known.
        salt: Random bytes, so that the input cannot be guessed from its digest.
        meeting: The reference of the meeting at which it was decided, where it was at one.
        confirmed: What they have checked and want all the same: `unlisted` for an agency that is
            not known, `again` for a referral that was made before, `personal_data` for what may be
            personal data.
        personal_data: How many finds of each kind they confirmed.
        typed_by: The number of the person who records it on behalf of `by`; None where they do so
            themselves.
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
    personal_data: Mapping[str, int] = field(default_factory=dict[str, int])
    files: Mapping[str, FileRecord] = field(default_factory=dict[str, FileRecord])
    meeting: str | None = None
    typed_by: int | None = None

    @property
    def asking(self) -> int | None:
        """Return the number of the person who asks, perhaps on behalf of `by`."""
        return self.by if self.typed_by is None else self.typed_by


@dataclass(frozen=True, slots=True)
class Situation:
    """
    Everything the world adds to a command.

    Args:
        now: The present instant; the workflows never read a clock themselves.
        read_labels: Returns what the form calls the children, in its order; it is decrypted from the
            sealed part, which few steps need.
        proposal: The input that an open round of votes is about; decrypted from the sealed part.
        others: Other cases that the input names or may name, by reference.
        history: The case's own events, for a step that is about one of them.
        rounds: For an entry that is decided again, the round that each incident had after it.
        documents: For a document that may replace another, the hashes of those it may replace;
            decrypted from sealed parts.
        known_codes: Words that were used before in what the step is about, and need not be confirmed
            again.
    """

    directory: Directory
    calendar: Calendar
    now: datetime
    read_labels: Callable[[], tuple[str, ...]] = tuple
    proposal: Mapping[str, Any] | None = None
    others: Mapping[str, Case] = field(default_factory=dict[str, Case])
    history: Past = field(default_factory=Past)
    rounds: Mapping[str, int] = field(default_factory=dict[str, int])
    documents: Sequence[str] = ()
    known_codes: frozenset[str] = frozenset()

    @property
    def labels(self) -> tuple[str, ...]:
        """Return what the form calls the children, in its order."""
        return self.read_labels()

    @property
    def today(self) -> date:
        """Return today's date in London."""
        return london_date(self.now)
