"""Replay: the case that a history makes. Reads no definition, directory, calendar or clock."""

from __future__ import annotations

from collections.abc import Iterable

from pathway.workflows.history.case import Case
from pathway.workflows.history.events import Event
from pathway.workflows.history.patch import merged


def evolve(case: Case, event: Event) -> Case:
    """
    Return the case after the event: its effects are copied, its number and hash are the case's new
    head.
    """
    document = merged(case.document, event.effects)
    return Case(case.reference, event.seq, event.hash, event.definition, document).inheriting(case)


def replay(reference: str, events: Iterable[Event]) -> Case:
    """Return the case that the events make, in their order."""
    case = Case(reference)
    for event in events:
        case = evolve(case, event)
    return case
