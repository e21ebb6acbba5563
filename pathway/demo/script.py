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

# Not left to `strftime`, whose words depend on the machine's locale.
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


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
    """

    step: str
    by: str
    item: str | None
    answers: Mapping[str, Any]
    reason: str | None
    late: str | None
    on: date | None


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
    **answers: Any,
) -> Act:
    """Return a step to take, with the answers under the names of their fields."""
    return Act(step, by, item, answers, reason, late, read_day(on) if on else None)


def day(written: str, *acts: Act | Iterable[Act]) -> Day:
    """Return what is done on a day written as `Mon 16 Mar 2026`; raises what `read_day` raises."""
    taken: list[Act] = []
    for turn in acts:
        taken.extend([turn] if isinstance(turn, Act) else turn)
    return Day(read_day(written), tuple(taken))


def read_day(written: str) -> date:
    """
    Return a day written as `Mon 16 Mar 2026`.

    Raises:
        ValueError: There is no such day, or it is another day of the week.
    """
    _, number, month, year = written.split()
    read = date(int(year), MONTHS.index(month) + 1, int(number))
    if spoken(read) != written:
        raise ValueError(f"{written} is written {spoken(read)}.")
    return read


def spoken(on: date) -> str:
    """Return a day with its weekday: `Mon 16 Mar 2026`."""
    return f"{WEEKDAYS[on.weekday()]} {on.day} {MONTHS[on.month - 1]} {on.year}"
