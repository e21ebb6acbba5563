"""A duty as it began, and what it is by now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from tests.oracle.counting import Standstill
from tests.oracle.entries import Entry
from tests.oracle.record import Deed, Subject
from tests.oracle.rules import Table
from tests.oracle.story import Story

MET, STOPPED, WAIVED = "met", "stopped", "waived"
OPEN = ("running", "breached")


@dataclass
class Duty:
    """
    A duty as it began.

    Args:
        rule: Its table in the definition.
        lengths: How long it may take; a further one for each migration that changed that.
        branch: Where in its rule the length is written.
        starts: The entries that started it, each with the day that was asked for, if any.
        named: The agency that was asked, or the role that a delay is for.
    """

    rule: Table
    subject: Subject
    occurrence: int
    opened: int
    lengths: list[Table]
    branch: str
    starts: list[tuple[int, str]]
    follows: bool
    months: int | None = None
    named: str | None = None

    @property
    def key(self) -> str:
        """Return the key of its rule."""
        key: str = self.rule["key"]
        return key

    @property
    def id(self) -> str:
        """Return what it is known by: its key, what it is of, and its occurrence."""
        own = self.subject
        child = f"child:{own.child}" if own.child is not None else None
        about = own.about.replace("@", ":") if own.about else None
        name = "/".join(part for part in (self.key, own.item, child, about, own.seat) if part)
        return name if self.occurrence == 1 else f"{name}.{self.occurrence}"


@dataclass(frozen=True)
class Answer:
    """What a duty is by now."""

    clock_on: date
    due: date
    state: str
    ended_on: date | None = None
    ended_by: int | None = None
    pauses: tuple[Standstill, ...] = ()

    @property
    def is_open(self) -> bool:
        """Return whether it is still to be done."""
        return self.state in OPEN


@dataclass(frozen=True)
class End:
    """Something that meets, stops or waives the duties of a rule."""

    seq: int
    on: date
    how: str
    moved: bool
    subject: Subject
    by_fact: bool = False
    months: int | None = None


@dataclass(frozen=True)
class Run:
    """
    A day from which a duty is counted, and the day on which somebody set it, where it was set.
    """

    day: date
    set_on: date | None = None

    @property
    def since(self) -> date:
        """Return the day from which there is something to do."""
        return self.set_on or self.day


@dataclass
class Heard:
    """Everything that was read of the case again, with what is on record by now."""

    story: Story
    entries: Sequence[Entry]
    deed: Deed
    ends: dict[str, list[End]] = field(default_factory=dict[str, list[End]])
    closings: list[End] = field(default_factory=list[End])
