"""
Who the partnership is, and its words: agencies and their parts, seats and votes, facts, outcomes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pathway.workflows.definitions.tables import Table, member, table

if TYPE_CHECKING:
    from pathway.workflows.definitions.limits import Line, Name


@table
class Votes(Table):
    """Who votes, and how many votes decide."""

    seats: list[Name] = member(
        default_factory=lambda: ["local_authority", "icb", "police"], min_length=1
    )
    carry: int = member("So many votes for take the step.", default=3, ge=1)
    carry_with_lead_partners: int = member(
        "So many, once the lead partners have decided for it.", default=2, ge=1
    )
    fail: int = member("So many votes against end the round.", default=2, ge=1)
    signatures: int = member(
        "So many signatures send a rapid review, once all have answered.", default=2, ge=1
    )


@table
class Quorum(Table):
    """Who must take part in a meeting, so that decisions may be recorded from it."""

    seats: list[Name] | None = member(
        "Somebody of each takes part or is represented; left out, of each that votes.", default=None
    )
    members: int = member("So many members at least.", default=1, ge=1)


@table
class AgendaItem(Table):
    """A point on the agenda of a meeting."""

    title: Line
    line: Line | None = member("What belongs to it, in a sentence.", default=None)
    each_case: bool = member("Taken once for each case on the agenda.", default=False)
    kinds: list[Name] = member(
        "Only at these kinds of meeting; left out, at every one.", default_factory=list
    )


# As shipped.
VOTES = Votes()


@table
class Agency(Table):
    """What an agency is called."""

    code: Name
    name: Line


@table
class NationalBody(Table):
    """The national body that is notified of serious incidents and answers rapid reviews."""

    name: Line
    address: Line | None = None


@table
class Fact(Table):
    """Something that happens and is recorded with its day."""

    name: Name
    title: Line
    starts_clock: bool = member("Its day is one from which a duty may run.", default=False)


@table
class Outcome(Table):
    """How a case may end."""

    name: Name
    title: Line


@dataclass(frozen=True)
class Agencies:
    """
    The parts that agencies have.

    Args:
        parts: The codes of the agencies of each part, by the part's name.
    """

    parts: Mapping[str, tuple[str, ...]]

    @property
    def local_authority(self) -> tuple[str, ...]:
        """Return the local authority's agencies; the notifying officer belongs to one of them."""
        return self.parts["local_authority"]

    @property
    def youth_justice(self) -> tuple[str, ...]:
        """Return the agencies of youth justice."""
        return self.parts["youth_justice"]

    def part_of(self, agency: str) -> str | None:
        """Return the part that an agency has, if it has one."""
        for name, codes in self.parts.items():
            if agency in codes:
                return name
        return None
