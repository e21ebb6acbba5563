"""
The children of a case as they are on record now: what was told of each last, by the day on which it
was so.
"""

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
    """
    A change of a child's harm that was recorded after the referral: on which day it became known,
    and to what.
    """

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
        harm: died where anything says so, else seriously_harmed or none, as told last.
        abuse_or_neglect: known, suspected or no, as told last.
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
    children = case.table(CHILDREN).items()
    return sorted(
        (_child(int(number), entry) for number, entry in children), key=lambda child: child.number
    )


def events_telling_of_death(case: Case, number: int) -> set[str]:
    """Return the numbers of the events, as text, that tell that a child has died."""
    entries: Mapping[str, Mapping[str, Any]] = case.table(CHILDREN, str(number), ENTRIES)
    return {event for event, entry in entries.items() if entry.get("harm") == DIED}


def told_of_child(
    number: int, seq: int, on: date, *, codes: Mapping[str, str | None], change: bool = False
) -> dict[str, Any]:
    """
    Return what a case remembers of an event that tells something of a child.

    Args:
        codes: harm, abuse_or_neglect; what is None was not told.
        change: It is a change that happened after the referral.
    """
    told = {name: code for name, code in codes.items() if code is not None}
    entry = {"on": on.isoformat(), **told} | ({"change": True} if change else {})
    return {CHILDREN: {str(number): {ENTRIES: {str(seq): entry}}}}


def _child(number: int, document: Mapping[str, Any]) -> Child:
    entries = sorted(document[ENTRIES].items(), key=lambda named: (named[1]["on"], int(named[0])))
    told = [entry for _, entry in entries]
    changes = (
        Change(date.fromisoformat(entry["on"]), entry["harm"])
        for entry in told
        if entry.get("change")
    )
    return Child(
        number=number,
        age_years=document["age_years"],
        care_status=tuple(document["care_status"]),
        harm=DIED
        if any(entry.get("harm") == DIED for entry in told)
        else _last(told, "harm", UNHARMED),
        abuse_or_neglect=_last(told, "abuse_or_neglect", "no"),
        changes=tuple(changes),
    )


def _last(entries: list[Mapping[str, Any]], name: str, otherwise: str) -> str:
    told = [entry[name] for entry in entries if name in entry]
    return told[-1] if told else otherwise
