"""Writing a history as people read it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from pathway.cli.screens.screen import Screen
from pathway.cli.screens.words import day_words, instant_words

if TYPE_CHECKING:
    from pathway.service.views.history import CorrectionView, EventView

CODES = ("vote", "fact", "view", "response")
DAY = "occurred_on"


def write_history(screen: Screen, events: Sequence[EventView], *, full: bool) -> None:
    """
    Write every event, oldest first; in full with its input, corrected as far as it was corrected
    since.
    """
    for event in events:
        item = f" {event.item}" if event.item else ""
        step = f"{event.step}{item}{_code(event)}{_moved(event)}"
        screen.fold(f"{event.seq:>3}  {day_words(_day(event))}  {step}", 0, 5, "heading")
        for line in _lines(event, full=full):
            screen.fold(line, 5, 2)
        if full and event.input:
            _input(screen, event)


def _lines(event: EventView, *, full: bool) -> list[str]:
    """Return the lines below the heading of an event."""
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
    # That a duty began is told only in full: most steps begin some.
    deadlines = {
        name: state for name, state in event.deadlines.items() if full or state != "running"
    }
    if deadlines:
        changes = [f"{name} {state.replace('_', ' ')}" for name, state in deadlines.items()]
        lines.append(f"deadlines: {', '.join(changes)}")
    if event.moved:
        moves: list[str] = []
        for name, day in event.moved.items():
            moves.append(f"{name} to {day_words(date.fromisoformat(day))}")
        lines.append(f"due days moved: {', '.join(moves)}")
    return lines


def _who(event: EventView) -> str:
    if event.by == "system":
        return "system"
    deputy = ", deputy" if event.deputy else ""
    typist = f", recorded on their behalf by {event.typed_by}" if event.typed_by else ""
    return f"{event.by or 'somebody who was removed'} ({event.role}{deputy}){typist}"


def _change(correction: CorrectionView) -> str:
    """
    Return what a correction changed: `4: local_authority_aware_on from 2026-03-12 to 2026-03-10`.
    """
    before, after = _value(correction.from_), _value(correction.to)
    return f"{correction.event}: {correction.field} from {before} to {after}"


def _value(value: object) -> str:
    return "nothing" if value is None else _text(value)


def _day(event: EventView) -> date:
    """Return the day on which it happened, with the last correction of that day."""
    # A referral happened on the day that its form says.
    fields = (DAY, "referred_on") if event.step == "refer" else (DAY,)
    days = [correction.to for correction in event.corrected_by if correction.field in fields]
    return date.fromisoformat(days[-1]) if days else event.occurred_on


def _code(event: EventView) -> str:
    """
    Return the vote, the fact, the view or the reply that the step was about, if it was about one.
    """
    answers = event.input or {}
    for name in CODES:
        if name in answers:
            return f" ({answers[name]})"
    return ""


def _moved(event: EventView) -> str:
    """Return the new state of the item or the case, if there is one."""
    if event.item_to:
        return f" -> {event.item_to}"
    return f" -> {event.to}" if event.from_ != event.to else ""


def _input(screen: Screen, event: EventView) -> None:
    """Write the input of an event with its corrections, each field that has one marked."""
    from pathway.workflows.cases.entries import placed

    answers: Mapping[str, Any] = event.input or {}
    corrected: set[str] = set()
    # A vote holds only which proposal it is for, so a correction has no place in its input.
    corrections = () if "proposal" in answers else event.corrected_by
    for correction in corrections:
        if correction.field != DAY:
            answers = placed(answers, correction.field, correction.to)
            corrected.add(correction.field.partition(".")[0].partition("[")[0])
    for name, value in answers.items():
        mark = " (corrected)" if name in corrected else ""
        screen.fold(f"{name}: {_text(value)}{mark}", 5, 2)


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)
