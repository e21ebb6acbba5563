"""
Who the partnership is, and its words: agencies and their parts, seats and votes, facts, outcomes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema

from pathway.workflows.definitions.tables import Line, Name, Table


def _listed(value: object) -> object:
    """Return a single code as a list."""
    return [value] if isinstance(value, str) else value


Codes = Annotated[
    list[Name],
    BeforeValidator(_listed),
    Field(min_length=1),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {"type": "array", "items": {"type": "string"}, "minItems": 1},
            ]
        }
    ),
]


class Votes(Table):
    """Who votes, and how many votes decide."""

    seats: list[Name] = Field(["local_authority", "icb", "police"], min_length=1)
    carry: int = Field(3, ge=1, description="So many votes for take the step.")
    carry_with_lead_partners: int = Field(
        2, ge=1, description="So many, once the lead partners have decided for it."
    )
    fail: int = Field(2, ge=1, description="So many votes against end the round.")
    signatures: int = Field(
        2, ge=1, description="So many signatures send a rapid review, once all have answered."
    )


class Quorum(Table):
    """Who must take part in a meeting, so that decisions may be recorded from it."""

    seats: list[Name] | None = Field(
        None,
        description="Somebody of each takes part or is represented; left out, of each that votes.",
    )
    members: int = Field(1, ge=1, description="So many members at least.")


class AgendaItem(Table):
    """A point on the agenda of a meeting."""

    title: Line
    line: Line | None = Field(None, description="What belongs to it, in a sentence.")
    each_case: bool = Field(False, description="Taken once for each case on the agenda.")
    kinds: list[Name] = Field(
        [], description="Only at these kinds of meeting; left out, at every one."
    )


# As shipped.
VOTES = Votes.model_construct()


class Agency(Table):
    """What an agency is called."""

    code: Name
    name: Line


class NationalBody(Table):
    """The national body that is notified of serious incidents and answers rapid reviews."""

    name: Line
    address: Line | None = None


class Fact(Table):
    """Something that happens and is recorded with its day."""

    name: Name
    title: Line
    starts_clock: bool = Field(False, description="Its day is one from which a duty may run.")


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
