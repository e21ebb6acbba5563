"""What is asked of a case, what the world adds to it, and the attempt that guards, inputs and effects look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel

from pathway.workflows.calendar import Calendar, london_date
from pathway.workflows.case import Case, Item
from pathway.workflows.definition import Definition
from pathway.workflows.events import Event
from pathway.workflows.format import DefinitionFile, Step
from pathway.workflows.moments import Moment
from pathway.workflows.people import Directory


@dataclass(frozen=True, slots=True)
class Command:
    """
    One step that somebody asks for.

    Args:
        by: The directory's number of who asks; None is the system itself.
        on: The day it happened.
        at: The instant on that day, where it is known.
        salt: Random bytes that keep the input's digest from being guessed.
        confirmed: What they looked at and take all the same: `unlisted` for an agency that nobody knows, `again` for
            a referral that was made before.
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
        codes_said: Words that were said before in what the step is about, and need not be confirmed anew.
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
        stands_in: An agency's representatives are all shut out, and this one acts in their place with reasons.
        part: The role that the step names; another one than `role` where it fell to this person.
    """

    role: str
    agency: str
    deputy: bool = False
    stands_in: bool = False
    part: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One step that is being looked at, with all that a guard, an input or an effect may ask."""

    definition: Definition
    file: DefinitionFile
    step: Step
    case: Case
    item: Item | None
    command: Command
    situation: Situation
    standing: Standing | None = None
    input: BaseModel | None = None

    @property
    def on(self) -> date:
        """Return the day the step happened."""
        return self.command.on

    @property
    def moment(self) -> Moment:
        """Return when the step happened."""
        return Moment(self.command.on, self.command.at)

    @property
    def seq(self) -> int:
        """Return the number the event will have."""
        return self.case.version + 1

    @property
    def name(self) -> str:
        """Return the step's name as triggers write it: `publication.publish` for an item's."""
        return self.step.name if self.file.owns == "case" else f"{self.file.name}.{self.step.name}"

    @property
    def reads_form(self) -> bool:
        """Say whether the step takes in a referral form."""
        return self.definition.forms.is_of_kind(self.step.input)

    @property
    def actor(self) -> int | None:
        """Return the number of who acts."""
        return self.command.by

    @property
    def seat(self) -> str | None:
        """Return the safeguarding partners' seat of who acts, or None where their agency has none."""
        return self.definition.seat_of(self.standing.agency) if self.standing is not None else None

    def remembered(self, *path: str) -> Any:
        """Return what the case remembers at that path, or None."""
        return self.case.remembered(*path)
