"""The children of a case as they are now: of what was told about each, the latest day counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pathway.workflows.history.case import Case
from pathway.workflows.history.records import ChildEntry, ChildRecord

if TYPE_CHECKING:
    from pathway.workflows.history.changes import Changes

DIED, SERIOUSLY_HARMED, UNHARMED = "died", "seriously_harmed", "none"
HARMED = (DIED, SERIOUSLY_HARMED)
KNOWN_OR_SUSPECTED = ("known", "suspected")


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
    return _child(number, case.memory.get("children", {}).get(str(number), {}))


def children_of(case: Case) -> list[Child]:
    """Return the children of the case in the order of their ordinals."""
    children = [
        _child(int(number), entry) for number, entry in case.memory.get("children", {}).items()
    ]
    return sorted(children, key=lambda child: child.number)


def events_telling_of_death(case: Case, number: int) -> set[str]:
    """Return the numbers, as text, of the events that say that a child has died."""
    entries = case.memory.get("children", {}).get(str(number), {}).get("entries", {})
    return {event for event, entry in entries.items() if entry.get("harm") == DIED}


def tell_of_child(
    changes: Changes,
    number: int,
    *,
    harm: str | None,
    abuse_or_neglect: str | None = None,
    on: date | None = None,
    change: bool = False,
) -> None:
    """
    Record what the step tells about a child.

    Args:
        number: The child's ordinal.
        harm: None where it was not told, as with abuse_or_neglect.
        on: The day of it; left out, it is the day of the step.
        change: Whether it changed after the referral.
    """
    entry = ChildEntry(on=(on or changes.on).isoformat())
    if harm is not None:
        entry["harm"] = harm
    if abuse_or_neglect is not None:
        entry["abuse_or_neglect"] = abuse_or_neglect
    if change:
        entry["change"] = True
    changes.remember(children={str(number): {"entries": {str(changes.seq): entry}}})


def _child(number: int, record: ChildRecord) -> Child:
    numbered = sorted(record["entries"].items(), key=lambda pair: (pair[1]["on"], int(pair[0])))
    entries = [entry for _, entry in numbered]
    # No later entry takes a death back.
    has_died = any(entry.get("harm") == DIED for entry in entries)
    changes = (
        Change(date.fromisoformat(entry["on"]), entry["harm"])
        for entry in entries
        if entry.get("change")
    )
    harms = [UNHARMED, *(entry["harm"] for entry in entries if "harm" in entry)]
    suspicions = ["no"]
    suspicions += [entry["abuse_or_neglect"] for entry in entries if "abuse_or_neglect" in entry]
    return Child(
        number=number,
        age_years=record["age_years"],
        care_status=tuple(record["care_status"]),
        harm=DIED if has_died else harms[-1],
        abuse_or_neglect=suspicions[-1],
        changes=tuple(changes),
    )
