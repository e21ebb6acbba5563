"""Entries of a history, as callers are shown them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pathway.service.access.entries import Opening
from pathway.service.cases.reading.around import Around
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.history import CorrectionView, EventView
from pathway.workflows.cases.entries import Correction
from pathway.workflows.history.case import Case
from pathway.workflows.history.events import Event
from pathway.workflows.known_names import CORRECT


def entry_views(
    unit: UnitOfWork,
    entries: Iterable[Event],
    opening: Opening,
    corrections: Sequence[Correction],
) -> Iterator[EventView]:
    """
    Yield entries, whose sealed parts are open, as their reader is shown them: each that they may
    read, with what it corrects and what corrected it.
    """
    for event in entries:
        if opening.opens(event):
            yield _view(unit, event, corrections)
        elif opening.sees(event):
            yield _view(unit, event.closed(), ())


def event_view(unit: UnitOfWork, case: Case, event: Event) -> EventView:
    """
    Return an entry that was just made, with its sealed part where the key is there.

    Args:
        case: As the entry, and perhaps others after it, left it.
    """
    return _view(unit, event, _made_by(unit, case, event))


def _made_by(unit: UnitOfWork, case: Case, event: Event) -> list[Correction]:
    """Return what an entry corrects, if it is a correction."""
    if event.step != CORRECT or event.sealed is None:
        return []
    corrections = Around(unit, case, {event.seq: event}).corrections()
    return [correction for correction in corrections if correction.number == event.seq]


def _view(unit: UnitOfWork, event: Event, corrections: Sequence[Correction]) -> EventView:
    sealed: Mapping[str, Any] = event.sealed or {}
    made = [_made(correction) for correction in corrections if correction.number == event.seq]
    suffered = [
        _suffered(correction) for correction in corrections if correction.event == event.seq
    ]
    return EventView(
        case=event.reference,
        seq=event.seq,
        step=event.step,
        item=event.item,
        by=email_of_actor(unit, event),
        typed_by=email_of_typist(unit, event),
        role=event.role,
        deputy=event.deputy,
        occurred_on=event.occurred_on,
        occurred_at=event.occurred_at,
        recorded_at=event.recorded_at,
        from_=event.from_state,
        to=event.to_state,
        item_to=event.item_to,
        input=sealed.get("input"),
        reason=sealed.get("reason"),
        late_reason=sealed.get("late_reason"),
        hash=event.hash,
        previous_hash=event.previous_hash,
        confirmed=tuple(sealed.get("confirmed", ())),
        corrects=made[0] if made else None,
        corrected_by=tuple(suffered),
        deadlines=_touched(event),
        moved=_moved(event),
    )


def email_of_actor(unit: UnitOfWork, event: Event) -> str | None:
    """Return who made an entry: their email, `system`, or None where nobody has that number."""
    if event.actor is None:
        return "system"
    person = unit.names.get(event.actor)
    return person.email if person else None


def email_of_typist(unit: UnitOfWork, event: Event) -> str | None:
    """Return who recorded an entry on behalf of its actor; None where the actor did."""
    person = unit.names.get(event.typed_by) if event.typed_by is not None else None
    return person.email if person else None


def _made(correction: Correction) -> CorrectionView:
    """Return a correction as it is shown at the entry that makes it."""
    return CorrectionView(correction.event, correction.field, correction.before, correction.after)


def _suffered(correction: Correction) -> CorrectionView:
    """Return a correction as it is shown at the entry that it corrects."""
    return CorrectionView(correction.number, correction.field, correction.before, correction.after)


def _touched(event: Event) -> dict[str, str]:
    """Return the deadlines whose state the event set, each with that state."""
    changed = event.effects.get("deadlines", {})
    return {name: members["state"] for name, members in changed.items() if "state" in members}


def _moved(event: Event) -> dict[str, str]:
    """Return the deadlines that the event moved to another due day, each with that day."""
    moved: dict[str, str] = {}
    for name, members in event.effects.get("deadlines", {}).items():
        if not members.get("moves") or "due" not in members:
            continue
        # A move keeps the day that it moved from.
        if members["moves"][-1]["due"] != members["due"]:
            moved[name] = members["due"]
    return moved
