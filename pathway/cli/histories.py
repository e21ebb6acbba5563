"""A history as people read it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from pathway.cli.screen import Screen
from pathway.cli.words import day_words, instant_words

if TYPE_CHECKING:
    from pathway.service.views import EventView

CODES = ("vote", "fact", "view", "response")


def write_history(screen: Screen, events: Sequence[EventView], *, full: bool) -> None:
    """Write every event, oldest first; in full with all that was said."""
    for event in events:
        item = f" {event.item}" if event.item else ""
        screen.fold(
            f"{event.seq:>3}  {day_words(event.occurred_on)}  {event.step}{item}{_code(event)}{_moved(event)}",
            0,
            5,
            "heading",
        )
        deputy = ", deputy" if event.deputy else ""
        who = f"{event.by or 'somebody who was removed'} ({event.role}{deputy})" if event.by != "system" else "system"
        screen.fold(f"by {who}; recorded {instant_words(event.recorded_at)}", 5, 2)
        for name, text in (("reason", event.reason), ("why late", event.late_reason)):
            if text:
                screen.fold(f"{name}: {text}", 5, 2)
        if ended := _ended(event, full=full):
            screen.fold(ended, 5, 2)
        if event.moved:
            days = (f"{name} to {day_words(date.fromisoformat(day))}" for name, day in event.moved.items())
            screen.fold(f"due days moved: {', '.join(days)}", 5, 2)
        if full and event.input:
            _said(screen, event.input)


def _ended(event: EventView, *, full: bool) -> str:
    """Return what became of deadlines; in full also which ones started."""
    shown = {name: state for name, state in event.deadlines.items() if full or state != "running"}
    return (
        "deadlines: " + ", ".join(f"{name} {state.replace('_', ' ')}" for name, state in shown.items()) if shown else ""
    )


def _code(event: EventView) -> str:
    """Return the vote, the fact, the view or the reply that the step was about, if it was about one."""
    said = event.input or {}
    return next((f" ({said[name]})" for name in CODES if name in said), "")


def _moved(event: EventView) -> str:
    if event.item_to:
        return f" -> {event.item_to}"
    return f" -> {event.to_state}" if event.from_state != event.to_state else ""


def _said(screen: Screen, said: Mapping[str, Any]) -> None:
    for name, value in said.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
        screen.fold(f"{name}: {text}", 5, 2)
