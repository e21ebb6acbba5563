"""Replays the history of a case, without any definition, directory, calendar or clock."""

from __future__ import annotations

from collections.abc import Iterable

from pathway.workflows.history.case import Case
from pathway.workflows.history.events import Event
from pathway.workflows.history.patch import Document, merge_into, merged


def evolve(case: Case, event: Event) -> Case:
    """
    Return the case after the event: with its effects merged, and with its number and hash as the
    new version and head.
    """
    document = merged(case.document, event.effects)
    after = Case(
        case.reference, event.seq, event.hash, definition=event.definition, document=document
    )
    return after.inheriting(case, event.effects)


def replay(reference: str, events: Iterable[Event]) -> Case:
    """Return the case that the events make, applied in their order."""
    document = Document()
    last: Event | None = None
    for event in events:
        merge_into(document, event.effects)
        last = event
    if last is None:
        return Case(reference)
    return Case(reference, last.seq, last.hash, definition=last.definition, document=document)
