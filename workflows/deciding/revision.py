"""An entry of the history decided again: what it says, and what follows from that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from pathway.workflows.calendar.moments import Moment
from pathway.workflows.history.case import Case
from pathway.workflows.history.changes import Changes
from pathway.workflows.history.events import Event
from pathway.workflows.history.patch import Document, difference, merged

# What the case remembers about corrections themselves, which no correction changes.
OWN = ("corrections", "findings")


@dataclass(frozen=True, slots=True)
class Statement:
    """What an entry says: its input, and when it happened."""

    answers: Mapping[str, Any]
    moment: Moment

    @property
    def on(self) -> date:
        """Return the day it happened."""
        return self.moment.on


@dataclass(frozen=True)
class Revision:
    """
    An entry decided again.

    Args:
        event: The entry.
        before: The case as the entry found it.
        first: What follows from what it said at first.
        was: What follows from what it says with the corrections before this one.
        now: What follows from what it should say.
        statement: What it should say.
        earlier: The corrections of it that were made before.
    """

    event: Event
    before: Case
    first: Changes
    was: Changes
    now: Changes
    statement: Statement
    earlier: Sequence[Event]

    @property
    def patch(self) -> Document:
        """Return how it changes what the entry did at first, deadlines left out."""
        return difference(plain(self.first.after.document), plain(self.now.after.document))

    def fork(self, events: Sequence[Event]) -> Iterator[tuple[Event, Case, Case]]:
        """
        Yield the entry and each later event, with the case as it was before it and as it would have
        been.

        Args:
            events: The whole history; nothing of it need be open.
        """
        was = would_be = self.before
        for event in events[self.event.seq - 1 :]:
            yield event, was, would_be
            was = _after(was.changed(event.effects), event)
            would_be = _after(self._changed(would_be, event), event)

    def as_it_would_be(self, events: Sequence[Event]) -> Document:
        """Return the document that the whole history would have made."""
        document = self.before.document
        for event in events[self.event.seq - 1 :]:
            document = self._merged(document, event)
        return document

    @cached_property
    def _undone(self) -> frozenset[int]:
        return frozenset(event.seq for event in self.earlier)

    def _changed(self, case: Case, event: Event) -> Case:
        if event.seq in self._undone:
            return case
        changed = case.changed(event.effects)
        return changed.changed(self.patch) if event.seq == self.event.seq else changed

    def _merged(self, document: Document, event: Event) -> Document:
        if event.seq in self._undone:
            return document
        document = merged(document, event.effects)
        if event.seq == self.event.seq:
            return merged(document, self.patch)
        return document


def _after(changed: Case, event: Event) -> Case:
    """Return the changed case after an event, without the hash of it: no guard reads that."""
    after = Case(
        changed.reference, event.seq, definition=event.definition, document=changed.document
    )
    return after.inheriting(changed, {})


def plain(document: Document) -> Document:
    """Return a document without its deadlines and what it remembers about corrections."""
    rest = {name: value for name, value in document.items() if name != "deadlines"}
    memory = {name: value for name, value in rest.get("memory", {}).items() if name not in OWN}
    return rest | {"memory": memory}
