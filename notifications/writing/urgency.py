"""
Puts the lines of a letter in order: overdue, due today, due soon, then what is new or only for
information.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from pathway.notifications.writing.letters import BREACH, ESCALATION, FOLLOW_UP, START, Line

Urgency = Literal["told", "prompt", "ahead", "today", "over", "urgent", "ended"]
Group = Literal["urgent", "over", "today", "soon", "prompt", "new", "ended", "told"]
GROUPS: tuple[Group, ...] = ("urgent", "over", "today", "soon", "prompt", "new", "ended", "told")


def urgency_of(line: Line, today: date) -> Urgency:
    """Return how urgent a line is on a day; a prompt is never overdue."""
    if line.urgent:
        return "urgent"
    if line.ended_on is not None:
        return "ended"
    if line.due is None:
        return "told"
    if line.prompt:
        return "prompt"
    if line.due == today:
        return "today"
    return "ahead" if line.due > today else "over"


def group(line: Line, today: date) -> Group:
    """Return the group that a line belongs to; a new duty that is already due is not `new`."""
    urgency = urgency_of(line, today)
    if urgency == "ahead":
        return "new" if line.rung == START else "soon"
    return urgency


def in_order(lines: Iterable[Line], today: date) -> list[Line]:
    """Return one line for each duty, the most urgent and longest overdue first."""
    return sorted(_one_a_duty(lines), key=lambda line: _place(line, today))


def _place(line: Line, today: date) -> tuple[int, date, str, str, str]:
    return (
        GROUPS.index(group(line, today)),
        line.due or today,
        line.reference,
        line.duty,
        line.deadline,
    )


def _one_a_duty(lines: Iterable[Line]) -> list[Line]:
    """Return the line that says most about each duty, and all lines that name no deadline."""
    by_duty: dict[tuple[object, ...], Line] = {}
    for number, line in enumerate(lines):
        # A line that names no deadline has a key of its own, so it always stays.
        duty = (line.reference, line.deadline, line.due) if line.deadline else (number,)
        if duty not in by_duty or _weight(line) >= _weight(by_duty[duty]):
            by_duty[duty] = line
    return list(by_duty.values())


def _weight(line: Line) -> tuple[int, int]:
    """Return how much a line's rung says: a later escalation most, the start of a duty least."""
    if line.rung.startswith(ESCALATION):
        return 3, int(line.rung.removeprefix(ESCALATION).rstrip("wd"))
    if line.rung.startswith(FOLLOW_UP):
        return 1, 1
    return {BREACH: 2, START: 0}.get(line.rung, 1), 0
