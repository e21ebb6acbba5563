"""
The entries of a case: what each event told, on which day, with everything that was corrected since.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pathway.workflows.history.events import Event

PART = re.compile(r"[A-Za-z_]\w*|\d+")


@dataclass
class Entry:
    """
    One event as it is known by now.

    Args:
        corrections: What was corrected of it: by which event, which field, to what.
    """

    seq: int
    step: str
    item: str | None
    actor: int | None
    first_on: date
    first_answers: Mapping[str, Any]
    digest: str
    from_state: str
    to_state: str
    item_to: str | None
    definition: str
    corrections: list[tuple[int, str, Any]] = field(default_factory=list[tuple[int, str, Any]])

    @property
    def on(self) -> date:
        """Return the day on which it happened, by what is known now."""
        day = self.first_on
        for _, path, value in self.corrections:
            if path == "occurred_on" or (self.step == "refer" and path == "referred_on"):
                day = date.fromisoformat(value[:10])
        return day

    @property
    def answers(self) -> dict[str, Any]:
        """Return what it says by now."""
        return self.with_corrections(self.first_answers)

    def answers_at(self, seq: int) -> dict[str, Any]:
        """Return what it said when the event of that number was recorded."""
        return self.with_corrections(self.first_answers, before=seq)

    def with_corrections(
        self, answers: Mapping[str, Any], before: int | None = None
    ) -> dict[str, Any]:
        """Return an input with what was corrected of the entry."""
        result = deepcopy(dict(answers))
        for by, path, value in self.corrections:
            if path != "occurred_on" and (before is None or by < before):
                _place(result, path, value)
        if self.step == "refer":
            result["referred_on"] = self.on.isoformat()
        return result


def read(events: Iterable[Event]) -> list[Entry]:
    """
    Return the entries of a history in the order of their recording, those that correct others
    included.
    """
    entries: list[Entry] = []
    for event in events:
        sealed: Mapping[str, Any] = event.sealed or {}
        answers: dict[str, Any] = dict(sealed.get("input", {}))
        entry = Entry(
            event.seq,
            event.step,
            event.item,
            event.actor,
            event.occurred_on,
            answers,
            event.digest,
            event.from_state,
            event.to_state,
            event.item_to,
            event.definition,
        )
        entries.append(entry)
        if event.step == "correct":
            corrected = entries[int(answers["event"]) - 1]
            corrected.corrections.append((event.seq, answers["field"], answers["value"]))
    return entries


def day_in(answers: Mapping[str, Any], name: str) -> date | None:
    """Return the day that an input tells under a name, or None."""
    value = answers.get(name)
    return None if value is None else date.fromisoformat(str(value)[:10])


def _place(answers: dict[str, Any], path: str, value: Any) -> None:
    parts: list[Any] = [int(part) if part.isdecimal() else part for part in PART.findall(path)]
    holder: Any = answers
    for part in parts[:-1]:
        holder = holder[part]
    if value is None:
        del holder[parts[-1]]
    else:
        holder[parts[-1]] = value
