"""The history of a case with its sealed parts open, as far as they can be opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pathway.errors import KeyMissing, NotFound, VerificationFailed
from pathway.service.unit_of_work import UnitOfWork
from pathway.workflows.cases.entries import Correction, corrections_in
from pathway.workflows.history.case import Case
from pathway.workflows.history.events import Event

UNREADABLE = "What was written here cannot be read"


@dataclass(frozen=True, slots=True)
class OpenedHistory:
    """
    Every entry of a case.

    Args:
        unreadable: Why the sealed part of an entry cannot be read, by the entry's number.
        corrections: What was corrected; none if not everything can be read.
    """

    events: Sequence[Event]
    unreadable: Mapping[int, str]
    corrections: Sequence[Correction]

    def corrections_of(self, number: int) -> list[Correction]:
        """Return the corrections of an entry, in their order."""
        return [correction for correction in self.corrections if correction.event == number]


def opened_history(unit: UnitOfWork, case: Case) -> OpenedHistory:
    """Return the history of a case; what cannot be read is named, and keeps nothing else back."""
    try:
        unit.need_key()
        events = list(unit.cases.events(case.reference))
    except (KeyMissing, VerificationFailed):
        return _as_far_as_possible(unit, case)
    return OpenedHistory(events, {}, corrections_in(events))


def _as_far_as_possible(unit: UnitOfWork, case: Case) -> OpenedHistory:
    """Return the history with whatever opens; one entry at a time, which takes longer."""
    events: list[Event] = []
    unreadable: dict[int, str] = {}
    for closed in list(unit.cases.events(case.reference, opened=False)):
        event, why = _opened(unit, closed)
        events.append(event)
        if why:
            unreadable[event.seq] = f"{UNREADABLE}: {why}"
    return OpenedHistory(events, unreadable, corrections=())


def _opened(unit: UnitOfWork, closed: Event) -> tuple[Event, str]:
    """Return an entry with its sealed part open, or why that cannot be opened."""
    if not closed.digest:
        return closed, ""
    try:
        unit.need_key()
        return unit.cases.event(closed.reference, closed.seq), ""
    except (KeyMissing, NotFound, VerificationFailed) as error:
        return closed, error.message
