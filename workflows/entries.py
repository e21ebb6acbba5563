"""Entries of a history as a correction sees them: which may be corrected, by whom, and what each says by now."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import date, timedelta
from typing import Any, cast

from pathway.workflows.case import Case
from pathway.workflows.commands import Attempt
from pathway.workflows.events import Event
from pathway.workflows.known_names import AMEND, CORRECT, REFER

DAY = "occurred_on"
FORM_DAY = "referred_on"
PART = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)|\[(\d+)\]")


def entries(attempt: Attempt) -> list[int]:
    """Return the events that this person may correct, the latest first: the business unit all, others their own."""
    found = [event for event in attempt.situation.history if _is_an_entry(attempt, event)]
    if attempt.actor is not None and not _is_business_unit(attempt):
        found = [event for event in found if event.actor == attempt.actor]
    return [event.seq for event in reversed(found)]


def made_an_entry(attempt: Attempt) -> bool:
    """Say whether the person made an entry that may be corrected."""
    return any(one.actor == attempt.actor and _is_an_entry(attempt, one) for one in attempt.situation.history)


def day_before(attempt: Attempt) -> list[str]:
    """Return the day before that of the latest entry."""
    found = entries(attempt)
    if not found:
        return [attempt.on.isoformat()]
    event = attempt.situation.history[found[0] - 1]
    return [(_known_day(attempt.case, event) - timedelta(days=1)).isoformat()]


def said_of(history: Sequence[Event], event: Event, before: Case) -> Mapping[str, Any]:
    """Return what was first said with an event; for a step carried by votes, what was voted on."""
    found = before.table("rounds", _round(event))
    if found and is_decided_vote(event):
        carrying = history[int(found["event"]) - 1]
        return {name: value for name, value in _input(carrying).items() if name != "vote"}
    return _input(event)


def corrections_of(history: Sequence[Event], number: int) -> list[Event]:
    """Return the corrections of one event, in their order."""
    return [one for one in history if one.step == CORRECT and _input(one).get("event") == number]


def corrected(said: Mapping[str, Any], on: date, corrections: Sequence[Event]) -> tuple[Mapping[str, Any], date]:
    """Return what an event says, and its day, with what was corrected since."""
    for one in corrections:
        found = _input(one)
        if found["field"] == DAY:
            on = date.fromisoformat(found["value"])
        else:
            said = placed(said, found["field"], found["value"])
    return said, on


def placed(said: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    """
    Return the input with the value at that path: `children[0].age_years`.

    Raises:
        LookupError: What should hold the value is not there.
    """
    parts = [name or int(number) for name, number in PART.findall(path)]
    result = deepcopy(dict(said))
    holder: Any = result
    for part in parts[:-1]:
        holder = holder[part]
    last = parts[-1]
    if isinstance(last, int):
        cast(list[Any], holder)[last] = value
    elif not isinstance(holder, dict):
        raise LookupError(path)
    elif value is None:
        cast(dict[str, Any], holder).pop(last, None)
    else:
        holder[last] = value
    return result


def is_decided_vote(event: Event) -> bool:
    """Say whether the event is the one with which a round of votes carried its step."""
    memory: Mapping[str, Any] = event.effects.get("memory", {})
    failed = _round(event) in memory.get("failed_rounds", {})
    return _is_vote(event) and memory["rounds"][_round(event)] is None and not failed


def labels_then(history: Sequence[Event], number: int) -> tuple[str, ...]:
    """Return what the form called the children when the event of that number was made."""
    forms = [_input(one) for one in history[:number] if one.step in (REFER, AMEND)]
    return tuple(child["label"] for child in forms[-1]["children"]) if forms else ()


def _round(event: Event) -> str:
    return f"{event.step}@{event.item}" if event.item else event.step


def _is_vote(event: Event) -> bool:
    memory: Mapping[str, Any] = event.effects.get("memory", {})
    return _round(event) in memory.get("rounds", {})


def _is_an_entry(attempt: Attempt, event: Event) -> bool:
    """A correction is corrected by correcting the entry again; a vote that decided nothing, by voting again."""
    if event.step == CORRECT or not attempt.definition.steps_named(event.step):
        return False
    return is_decided_vote(event) if _is_vote(event) else event.actor is not None


def _is_business_unit(attempt: Attempt) -> bool:
    return attempt.standing is not None and attempt.standing.part == "bu"


def _known_day(case: Case, event: Event) -> date:
    found = case.table("corrections").items()
    days = {int(seq): one["on"] for seq, one in found if one["entry"] == event.seq and "on" in one}
    return date.fromisoformat(days[max(days)]) if days else event.occurred_on


def _input(event: Event) -> Mapping[str, Any]:
    sealed: Mapping[str, Any] = event.sealed or {}
    found: Mapping[str, Any] = sealed.get("input", {})
    return found
