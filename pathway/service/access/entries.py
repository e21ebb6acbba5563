"""Which entries of a history somebody may read, and of which they may read what was written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from pathway.service.access.readers import reading
from pathway.service.unit_of_work import UnitOfWork
from pathway.workflows.access.parts import Topic, part_of_entry
from pathway.workflows.access.reading import Reading
from pathway.workflows.cases.entries import numbered
from pathway.workflows.history.case import Case
from pathway.workflows.history.events import Event
from pathway.workflows.known_names import CORRECT


@dataclass
class Opening:
    """
    The entries of one case, for its reader.

    Args:
        entry: Returns the entry of a number; its sealed part need not be open.
    """

    unit: UnitOfWork
    case: Case
    entry: Callable[[int], Event]

    def sees(self, event: Event) -> bool:
        """Return whether the reader may read that an entry was made."""
        return self._reading.sees_entry(event) or self.opens(event)

    def opens(self, event: Event) -> bool:
        """Return whether the reader may read what was written with an entry."""
        about = self._about(event)
        return self._reading.opens(about, self._part(about))

    @cached_property
    def _reading(self) -> Reading:
        return reading(self.unit, self.case)

    def _about(self, event: Event) -> Event:
        """Return the entry that a correction is about, or the entry itself."""
        if event.step != CORRECT:
            return event
        correction = self.case.memory.get("corrections", {}).get(str(event.seq))
        return self.entry(correction["entry"]) if correction is not None else event

    def _part(self, event: Event) -> Topic:
        item = self.case.items.get(event.item or "")
        tables = self.unit.definition_of(self.case).steps_named(event.step)
        step = tables[0][1] if tables else None
        return part_of_entry(event, step, item.kind if item else "")


def open_to_reader(unit: UnitOfWork, case: Case) -> list[Event]:
    """
    Return the history, in which what was written is open as far as the reader may read it.

    Raises:
        KeyMissing: There is no key to open it.
        VerificationFailed: An entry does not open.
    """
    history = list(unit.cases.events(case.reference))
    opening = Opening(unit, case, numbered(history))
    return [event if opening.opens(event) else event.closed() for event in history]
