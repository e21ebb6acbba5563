"""Entries of a history, as callers are shown them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pathway.service.office import Unit
from pathway.service.views import EventView
from pathway.workflows.events import Event
from pathway.workflows.known_names import CORRECT


def event_view(unit: Unit, event: Event) -> EventView:
    """Return an entry of the history, with what was said where the key is there."""
    who = unit.names.get(event.actor) if event.actor is not None else None
    sealed: Mapping[str, Any] = event.sealed or {}
    return EventView(
        case=event.reference,
        seq=event.seq,
        step=event.step,
        item=event.item,
        by=who.email if who else "system" if event.actor is None else None,
        role=event.role,
        deputy=event.deputy,
        occurred_on=event.occurred_on,
        recorded_at=event.recorded_at,
        from_state=event.from_state,
        to_state=event.to_state,
        item_to=event.item_to,
        input=sealed.get("input"),
        reason=sealed.get("reason"),
        late_reason=sealed.get("late_reason"),
        hash=event.hash,
        previous_hash=event.previous_hash,
        corrects=_corrects(event),
        deadlines=_touched(event),
        moved=_moved(event),
    )


def _corrects(event: Event) -> int | None:
    """Return the number of the entry that the event corrects."""
    found: Mapping[str, Any] = event.effects.get("memory", {}).get("corrections", {}).get(str(event.seq), {})
    return found.get("entry") if event.step == CORRECT else None


def _touched(event: Event) -> dict[str, str]:
    """Return the deadlines whose state the event set, and to what."""
    changed = event.effects.get("deadlines", {})
    return {name: members["state"] for name, members in changed.items() if "state" in members}


def _moved(event: Event) -> dict[str, str]:
    """Return the deadlines that the event moved to another due day, and that day."""
    changed = event.effects.get("deadlines", {})
    moves = {name: members for name, members in changed.items() if members.get("moves")}
    return {name: members["due"] for name, members in moves.items() if members["moves"][-1]["due"] != members["due"]}
