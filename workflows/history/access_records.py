"""The records of who may read a case that is restricted."""

from __future__ import annotations

from typing import TypedDict


class RestrictionRecord(TypedDict, total=False):
    """
    A restriction in force.

    Args:
        event: The event that placed it, or changed the list last.
        people: Who needs to know, by their numbers in the directory.
    """

    event: int
    people: list[int]


class GlassRecord(TypedDict, total=False):
    """
    An emergency in which somebody opened a restricted case.

    Args:
        event: The latest event by which they did.
        until: The last day on which they may read it.
    """

    event: int
    until: str
