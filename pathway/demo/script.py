"""
How a case is told: days, and on each day the steps that people take.

A script says what matters; whatever else a step asks for is filled in from its JSON Schema when it
is taken, as a program would that knows nothing but the schema.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pathway.workflows.calendar.in_words import day_in_words


@dataclass(frozen=True, slots=True)
class Act:
    """
    One step that somebody takes.

    Args:
        step: The step's name.
        by: The email of who takes it.
        item: The item it is about, if any.
        answers: What is answered, beyond what its schema suggests.
        late: Why it comes late, where it does.
        on: The day it happened, where that is not the day it is written down.
        at_meeting: It is recorded from the meeting of that day.
    """

    step: str
    by: str
    item: str | None
    answers: Mapping[str, Any]
    reason: str | None
    late: str | None
    on: date | None
    at_meeting: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """What is done on one day, in this order."""

    on: date
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """
    One case from its referral to its end.

    Args:
        shows: What the case shows, in a few words.
        form: The referral form in `forms`; its name is also the script's.
        by: Who refers it, on the day the form says.
        definition: The definition that it follows, where that is not the usual one.
    """

    shows: str
    form: str
    by: str
    days: tuple[Day, ...]
    definition: str | None = None


@dataclass(frozen=True, slots=True)
class ReferenceOf:
    """Stands for the reference of another case until that is known."""

    form: str


def act(
    step: str,
    by: str,
    item: str | None = None,
    /,
    *,
    reason: str | None = None,
    late: str | None = None,
    on: str | None = None,
    at_meeting: bool = False,
    **answers: Any,
) -> Act:
    """Return a step to take, with the answers under the names of their fields."""
    when = day_in_words(on) if on else None
    return Act(step, by, item, answers, reason, late, when, at_meeting)


def day(written: str, *acts: Act | Iterable[Act]) -> Day:
    """Return what is done on a day; raises what `day_in_words` raises."""
    taken: list[Act] = []
    for turn in acts:
        taken.extend([turn] if isinstance(turn, Act) else turn)
    return Day(day_in_words(written), tuple(taken))
