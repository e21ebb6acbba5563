"""Entries of a history, as callers are shown them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pathway.service.transactions import UnitOfWork
from pathway.service.views import CorrectionView, EventView
from pathway.workflows.cases.entries import Correction, corrections_in
from pathway.workflows.history.events import Event
from pathway.workflows.known_names import CORRECT


def history_views(unit: UnitOfWork, history: Sequence[Event]) -> list[EventView]:
    """
    Return a whole history whose sealed parts are open, each entry with what it corrects and was
    corrected by.
    """
    corrections = corrections_in(history)
    return [_view(unit, event, corrections) for event in history]


def event_view(unit: UnitOfWork, event: Event) -> EventView:
    """Return an entry that was made just now, with what was said where the key is there."""
    return _view(unit, event, _made_by(unit, event))


def _made_by(unit: UnitOfWork, event: Event) -> list[Correction]:
    """Return what an entry corrects, if it is a correction."""
    if event.step != CORRECT or event.sealed is None:
        return []
    earlier = [other for other in unit.cases.events(event.reference) if other.seq < event.seq]
    return [
        correction
        for correction in corrections_in([*earlier, event])
        if correction.number == event.seq
    ]


def _view(unit: UnitOfWork, event: Event, corrections: Sequence[Correction]) -> EventView:
    who = unit.names.get(event.actor) if event.actor is not None else None
    sealed: Mapping[str, Any] = event.sealed or {}
    made = [_made(correction) for correction in corrections if correction.number == event.seq]
    return EventView(
        case=event.reference,
        seq=event.seq,
        step=event.step,
        item=event.item,
        by=who.email if who else "system" if event.actor is None else None,
        role=event.role,
        deputy=event.deputy,
        occurred_on=event.occurred_on,
        occurred_at=event.occurred_at,
        recorded_at=event.recorded_at,
        from_state=event.from_state,
        to_state=event.to_state,
        item_to=event.item_to,
        input=sealed.get("input"),
        reason=sealed.get("reason"),
        late_reason=sealed.get("late_reason"),
        hash=event.hash,
        previous_hash=event.previous_hash,
        confirmed=tuple(sealed.get("confirmed", ())),
        corrects=made[0] if made else None,
        corrected_by=tuple(
            _suffered(correction) for correction in corrections if correction.event == event.seq
        ),
        deadlines=_touched(event),
        moved=_moved(event),
    )


def _made(correction: Correction) -> CorrectionView:
    """Return a correction as it is told at itself."""
    return CorrectionView(correction.event, correction.field, correction.before, correction.after)


def _suffered(correction: Correction) -> CorrectionView:
    """Return a correction as it is told at the entry that it corrects."""
    return CorrectionView(correction.number, correction.field, correction.before, correction.after)


def _touched(event: Event) -> dict[str, str]:
    """Return the deadlines whose state the event set, and to what."""
    changed = event.effects.get("deadlines", {})
    return {name: members["state"] for name, members in changed.items() if "state" in members}


def _moved(event: Event) -> dict[str, str]:
    """Return the deadlines that the event moved to another due day, and that day."""
    changed = event.effects.get("deadlines", {})
    moves = {name: members for name, members in changed.items() if members.get("moves")}
    due = {name: members["due"] for name, members in moves.items() if "due" in members}
    return {name: day for name, day in due.items() if moves[name]["moves"][-1]["due"] != day}
