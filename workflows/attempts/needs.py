"""
What a piece of Python reads of the definition by name: declared beside it, and compared when a
definition is loaded.

A guard that looks for a duty by its key would always hold in a file that gives the duty another
key. So it declares which keys it reads, and a file without one of them is refused. What can be read
from the file itself needs no declaration.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from pathway.workflows.forms.fields import Fields

Function = TypeVar("Function", bound=Callable[..., Any])
ATTRIBUTE = "pathway_needs"


@dataclass(frozen=True, slots=True)
class Needs:
    """
    Names of a definition that a piece of Python reads.

    Args:
        states: Of the case, perhaps as a pattern; of an item with its kind before it:
            `agency_return:waived`.
        items: Kinds of item.
        steps: Of the case.
        deadlines: By their key.
        facts: That may be recorded.
        numbers: Of the practice.
        seats: Of those who vote.
        kinds: Of referral.
        fields: Of the input of the step.
    """

    states: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    deadlines: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    seats: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    fields: type[Fields] | None = None

    def names(self) -> Iterator[tuple[str, str]]:
        """Return every name with its kind: `deadline`, `impact_check`."""
        for kind in fields(self):
            if kind.name != "fields":
                for name in getattr(self, kind.name):
                    yield kind.name.removesuffix("s"), name


NOTHING = Needs()


def needs(**names: tuple[str, ...]) -> Callable[[Function], Function]:
    """
    Declare what an effect, a check, a choice, a condition or a clock reads of the definition by
    name.
    """

    def declared(function: Function) -> Function:
        setattr(function, ATTRIBUTE, Needs(**names))  # type: ignore[arg-type]
        return function

    return declared


def needs_of(function: object) -> Needs:
    """Return what a function declares that it reads; nothing if it declares nothing."""
    declared: Needs = getattr(function, ATTRIBUTE, NOTHING)
    return declared
