"""What of a meeting only the key opens: where it is, who else came, its minutes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pathway.service.unit_of_work import UnitOfWork
from pathway.workflows.cases.entries import corrected, corrections_of
from pathway.workflows.history.case import Case
from pathway.workflows.known_names import PLAN

# The steps whose input says where a meeting is, and what was said with them.
PLACES = (PLAN, "reschedule")
WORDS = ("place", "link", "about")
ATTENDANCE = ("hold", "amend_attendance")


@dataclass(frozen=True)
class Sealed:
    """
    What of a meeting only the key opens.

    Args:
        words: Its place, its link and what it is about, as far as they were given.
    """

    words: Mapping[str, str] = field(default_factory=dict[str, str])
    guests: tuple[str, ...] = ()
    minutes: Mapping[str, str] = field(default_factory=dict[str, str])


def sealed_of(unit: UnitOfWork, meeting: Case, until: int) -> Sealed:
    """
    Return what of a meeting only the key opens, as of an event; nothing without the key.

    Args:
        until: The number of the last event that counts.
    """
    if unit.installation.keyring is None:
        return Sealed()
    words: dict[str, str] = {}
    guests: tuple[str, ...] = ()
    minutes: dict[str, str] = {}
    events = [event for event in unit.cases.events(meeting.reference) if event.seq <= until]
    for event in events:
        first: Mapping[str, Any] = (event.sealed or {}).get("input", {})
        answers, _ = corrected(event, first, corrections_of(events, event.seq))
        if event.step in PLACES:
            words |= {name: answers[name] for name in WORDS if answers.get(name)}
        elif event.step in ATTENDANCE:
            guests = tuple(answers.get("guests") or ())
        elif event.step == "record_minutes":
            minutes = answers["minutes"]
    return Sealed(words, guests, minutes)
