"""A history as people read it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from pathway.cli.screens.screen import Screen
from pathway.cli.screens.words import day_words, instant_words

if TYPE_CHECKING:
    from pathway.service.views import CorrectionView, EventView

CODES = ("vote", "fact", "view", "response")
DAY = "occurred_on"


def write_history(screen: Screen, events: Sequence[EventView], *, full: bool) -> None:
    """
    Write every event, oldest first; in full with all that was said, as it was corrected since.
    """
    for event in events:
        item = f" {event.item}" if event.item else ""
        heading = f"{event.seq:>3}  {day_words(_day(event))}  {event.step}{item}{_code(event)}{_moved(event)}"
        screen.fold(heading, 0, 5, "heading")
        for line in _lines(event, full=full):
            screen.fold(line, 5, 2)
        if full and event.input:
            _said(screen, event)


def _lines(event: EventView, *, full: bool) -> list[str]:
    """Return what is told of an event below its heading."""
    lines = [f"by {_who(event)}; recorded {instant_words(event.recorded_at)}"]
    texts = {
        "reason": event.reason,
        "why late": event.late_reason,
        "confirmed": ", ".join(event.confirmed),
    }
    lines += [f"{name}: {text}" for name, text in texts.items() if text]
    if event.corrects:
        because = (event.input or {}).get("why", "")
        lines.append(f"corrects {_change(event.corrects)}, because {because}")
    lines += [f"corrected by {_change(correction)}" for correction in event.corrected_by]
    if ended := _ended(event, full=full):
        lines.append(ended)
    if event.moved:
        days = (
            f"{name} to {day_words(date.fromisoformat(day))}" for name, day in event.moved.items()
        )
        lines.append(f"due days moved: {', '.join(days)}")
    return lines


def _who(event: EventView) -> str:
    if event.by == "system":
        return "system"
    deputy = ", deputy" if event.deputy else ""
    return f"{event.by or 'somebody who was removed'} ({event.role}{deputy})"


def _change(correction: CorrectionView) -> str:
    """
    Return what a correction changed: `4: local_authority_aware_on from 2026-03-12 to 2026-03-10`.
    """
    before, after = (
        "nothing" if value is None else _text(value)
        for value in (correction.before, correction.after)
    )
    return f"{correction.event}: {correction.field} from {before} to {after}"


def _day(event: EventView) -> date:
    """Return the day on which it happened, as far as it is known by now."""
    days = [
        correction.after
        for correction in event.corrected_by
        if correction.field in (DAY, _form_day(event))
    ]
    return date.fromisoformat(days[-1]) if days else event.occurred_on


def _form_day(event: EventView) -> str:
    return "referred_on" if event.step == "refer" else DAY


def _ended(event: EventView, *, full: bool) -> str:
    """Return what became of deadlines; in full also which ones started."""
    shown = {name: state for name, state in event.deadlines.items() if full or state != "running"}
    return (
        "deadlines: "
        + ", ".join(f"{name} {state.replace('_', ' ')}" for name, state in shown.items())
        if shown
        else ""
    )


def _code(event: EventView) -> str:
    """
    Return the vote, the fact, the view or the reply that the step was about, if it was about one.
    """
    said = event.input or {}
    return next((f" ({said[name]})" for name in CODES if name in said), "")


def _moved(event: EventView) -> str:
    if event.item_to:
        return f" -> {event.item_to}"
    return f" -> {event.to_state}" if event.from_state != event.to_state else ""


def _said(screen: Screen, event: EventView) -> None:
    """Write what was said, as it was corrected since; which correction it was is told above."""
    from pathway.workflows.cases.entries import placed

    known: Mapping[str, Any] = event.input or {}
    fields: set[str] = set()
    # A vote says only which proposal it is for; what was corrected is told of it above.
    for correction in event.corrected_by if "proposal" not in known else ():
        if correction.field != DAY:
            known = placed(known, correction.field, correction.after)
            fields.add(correction.field.partition(".")[0].partition("[")[0])
    for name, value in known.items():
        screen.fold(f"{name}: {_text(value)}{' (corrected)' if name in fields else ''}", 5, 2)


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
