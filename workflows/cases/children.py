"""The children of a case as they are now: of what was told about each, the latest day counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pathway.workflows.history.case import Case

DIED, SERIOUSLY_HARMED, UNHARMED = "died", "seriously_harmed", "none"
HARMED = (DIED, SERIOUSLY_HARMED)
KNOWN_OR_SUSPECTED = ("known", "suspected")
CHILDREN, ENTRIES = "children", "entries"


@dataclass(frozen=True, slots=True)
class Change:
    """A change in a child's harm after the referral: the day it became known, and to what."""

    on: date
    harm: str


@dataclass(frozen=True, slots=True)
class Child:
    """
    One child of the case.

    Args:
        number: Its ordinal, counted from 1.
        age_years: In whole years; 0 for a child unborn or under one.
        care_status: Codes such as looked_after or care_leaver.
        harm: died where anything says so, else seriously_harmed or none, as last recorded.
        abuse_or_neglect: known, suspected or no, as last recorded.
        changes: What `harm_changed` recorded.
    """

    number: int
    age_years: float
    care_status: tuple[str, ...]
    harm: str
    abuse_or_neglect: str
    changes: tuple[Change, ...] = ()

    @property
    def is_harmed(self) -> bool:
        """Return whether it died or was seriously harmed."""
        return self.harm in HARMED


def child_of(case: Case, number: int) -> Child:
    """Return a child of the case by its ordinal."""
    return _child(number, case.table(CHILDREN, str(number)))


def children_of(case: Case) -> list[Child]:
    """Return the children of the case in the order of their ordinals."""
    children = [_child(int(number), entry) for number, entry in case.table(CHILDREN).items()]
    return sorted(children, key=lambda child: child.number)


def events_telling_of_death(case: Case, number: int) -> set[str]:
    """Return the numbers, as text, of the events that say that a child has died."""
    entries: Mapping[str, Mapping[str, Any]] = case.table(CHILDREN, str(number), ENTRIES)
    return {event for event, entry in entries.items() if entry.get("harm") == DIED}


def told_of_child(
    number: int, seq: int, on: date, *, codes: Mapping[str, str | None], change: bool = False
) -> dict[str, Any]:
    """
    Return what a case remembers of an event that tells something about a child.

    Args:
        codes: harm, abuse_or_neglect; None is for what was not told.
        change: Whether it changed after the referral.
    """
    known = {name: code for name, code in codes.items() if code is not None}
    entry: dict[str, Any] = {"on": on.isoformat(), **known}
    if change:
        entry["change"] = True
    return {CHILDREN: {str(number): {ENTRIES: {str(seq): entry}}}}


def _child(number: int, document: Mapping[str, Any]) -> Child:
    numbered = sorted(document[ENTRIES].items(), key=lambda pair: (pair[1]["on"], int(pair[0])))
    entries = [entry for _, entry in numbered]
    # No later entry takes a death back.
    has_died = any(entry.get("harm") == DIED for entry in entries)
    changes = (
        Change(date.fromisoformat(entry["on"]), entry["harm"])
        for entry in entries
        if entry.get("change")
    )
    return Child(
        number=number,
        age_years=document["age_years"],
        care_status=tuple(document["care_status"]),
        harm=DIED if has_died else _last(entries, "harm", UNHARMED),
        abuse_or_neglect=_last(entries, "abuse_or_neglect", "no"),
        changes=tuple(changes),
    )


def _last(entries: list[Mapping[str, Any]], name: str, otherwise: str) -> str:
    values = [entry[name] for entry in entries if name in entry]
    return values[-1] if values else otherwise
