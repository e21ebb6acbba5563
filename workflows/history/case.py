"""
A case as its history makes it: its state, its items, its deadlines and what it remembers.

The document inside is plain JSON, so that an event's effects can be a merge patch to it. `Item`,
`Deadline` and `Memory` are typed views of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, TypeVar, cast

from pathway.workflows.history.deadline import OPEN, Deadline, deadline_from
from pathway.workflows.history.duties import Duties
from pathway.workflows.history.item import Item, item_from
from pathway.workflows.history.memory import Memory
from pathway.workflows.history.patch import Document, merged
from pathway.workflows.history.records import FindingRecord

View = TypeVar("View")
# What is worked out from the deadlines and from the items, by the names under which it is kept.
OF_DEADLINES, OF_ITEMS = ("duties", "next_due"), ("items", "_items_by_kind")


@dataclass(frozen=True)
class Case:
    """
    One referral and all that follows.

    Args:
        reference: `PR-2026-0001`.
        version: The number of the last event; 0 before the first.
        head: The hash of the last event.
        definition: The content hash of the definition it is pinned to.
        document: What the effects of its events made of it.
    """

    reference: str
    version: int = 0
    head: str = ""
    definition: str = ""
    document: Document = field(default_factory=dict[str, Any])

    @property
    def kind(self) -> str:
        """Return practice_review, serious_offence or good_outcome."""
        kind: str = self.document["kind"]
        return kind

    @property
    def state(self) -> str:
        """Return the state, dotted: `rapid_review.gathering`."""
        state: str = self.document.get("state", "")
        return state

    @property
    def outcome(self) -> str | None:
        """Return how a closed case ended."""
        return self.document.get("outcome")

    @property
    def opened_on(self) -> date:
        """Return the day it was referred."""
        return date.fromisoformat(self.document["opened_on"])

    @property
    def changed_on(self) -> date:
        """Return the day of the last change of state."""
        return date.fromisoformat(self.document["changed_on"])

    @cached_property
    def next_due(self) -> date | None:
        """Return the day of the open duty that is due next."""
        entries: Mapping[str, Any] = self.document.get("deadlines", {})
        days = [duty["due"] for duty in entries.values() if duty["state"] in OPEN]
        return date.fromisoformat(min(days)) if days else None

    @property
    def memory(self) -> Memory:
        """Return what guards and clocks have to remember: facts, views, votes, flags."""
        return cast(Memory, self.document.get("memory", {}))

    @cached_property
    def read_once(self) -> dict[str, Any]:
        """
        Return a cache of what was read from the document, under names that the readers choose; it
        lives as long as this object.
        """
        return {}

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """Return its items by id, in the order in which they were opened."""
        return {name: item_from(item) for name, item in self.document.get("items", {}).items()}

    @cached_property
    def duties(self) -> Duties:
        """Return its deadlines, with what of them is asked for often."""
        entries: Mapping[str, Any] = self.document.get("deadlines", {})
        return Duties({name: deadline_from(entry) for name, entry in entries.items()})

    @property
    def deadlines(self) -> Mapping[str, Deadline]:
        """Return its deadlines by id, in the order in which they were opened."""
        return self.duties.by_id

    @cached_property
    def _items_by_kind(self) -> Mapping[str, list[Item]]:
        by_kind: dict[str, list[Item]] = {}
        for item in self.items.values():
            by_kind.setdefault(item.kind, []).append(item)
        return by_kind

    def items_of(self, kind: str) -> list[Item]:
        """Return the items of one kind."""
        return list(self._items_by_kind.get(kind, ()))

    def open_deadlines(self, *keys: str) -> list[Deadline]:
        """Return the open deadlines: those with these keys, or all if no key is named."""
        return list(self.duties.open_of(keys) if keys else self.duties.open)

    @property
    def stages_left(self) -> list[str]:
        """Return the stages that it was in and left, the earliest first."""
        stages = self.memory.get("stages", {})
        return sorted(stages, key=lambda stage: stages[stage])

    @property
    def findings(self) -> Mapping[str, FindingRecord]:
        """Return what corrections left to be dealt with, and no note has settled, by name."""
        left = self.memory.get("findings", {}).items()
        return {name: finding for name, finding in left if "settled_by" not in finding}

    def corrected_day(self, event: int) -> date | None:
        """
        Return the day to which an event was last corrected, or None if its day was never corrected.
        """
        days: dict[int, str] = {}
        for number, entry in self.memory.get("corrections", {}).items():
            if entry["entry"] == event and "on" in entry:
                days[int(number)] = entry["on"]
        return date.fromisoformat(days[max(days)]) if days else None

    def within(self, *patterns: str) -> bool:
        """Return whether the case is in one of those states; `cspr.*` is every state within it."""
        return any(matches(pattern, self.state) for pattern in patterns)

    def changed(self, effects: Mapping[str, Any]) -> Case:
        """Return the case as those effects would leave it, at the same version."""
        document = merged(self.document, effects)
        after = Case(
            self.reference, self.version, self.head, definition=self.definition, document=document
        )
        return after.inheriting(self, effects)

    def with_views(self, items: Mapping[str, Item], deadlines: Mapping[str, Deadline]) -> Case:
        """Return this case with the views of its items and deadlines, which were made before."""
        # A cached property keeps its value in `__dict__`.
        self.__dict__.update(items=items, duties=Duties(deadlines))
        return self

    def again(self) -> Case:
        """Return this case with its views, of which nothing else was read yet."""
        same = Case(
            self.reference,
            self.version,
            self.head,
            definition=self.definition,
            document=self.document,
        )
        return same.inheriting(self, {})

    def inheriting(self, before: Case, effects: Mapping[str, Any]) -> Case:
        """
        Return this case with the views of what has not changed since `before`; only the rest is
        read again.

        Args:
            effects: What made it of the case before.
        """
        own, kept = self.__dict__, before.__dict__
        if "deadlines" not in effects:
            own.update({name: kept[name] for name in OF_DEADLINES if name in kept})
        # What was never read is not read here.
        elif "duties" in kept:
            own["duties"] = Duties(
                _views(before.deadlines, self.document, effects, "deadlines", deadline_from)
            )
        if "items" not in effects:
            own.update({name: kept[name] for name in OF_ITEMS if name in kept})
        elif "items" in kept:
            own["items"] = _views(before.items, self.document, effects, "items", item_from)
        return self


def _views(
    views: Mapping[str, View],
    document: Document,
    effects: Mapping[str, Any],
    name: str,
    read: Callable[[Mapping[str, Any]], View],
) -> Mapping[str, View]:
    """Return views of the entries, of which only those that the effects name are read anew."""
    entries: Mapping[str, Any] = document.get(name, {})
    current = dict(views)
    for key in effects[name] or views:
        if key in entries:
            current[key] = read(entries[key])
        else:
            current.pop(key, None)
    return current


def stage_of(state: str) -> str:
    """Return the stage that a state belongs to: the first part of its name."""
    return state.partition(".")[0]


def matches(pattern: str, state: str) -> bool:
    """Return whether a state fits a pattern: itself, or `cspr.*` for every state within it."""
    return state == pattern or (pattern.endswith(".*") and state.startswith(pattern[:-1]))
