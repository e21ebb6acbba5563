"""
Which line of a letter comes first: what is overdue, due today, due soon, then what is new or only
to be known.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from pathway.notifications.writing.letters import BREACH, ESCALATION, START, Line

Standing = Literal["told", "prompt", "ahead", "today", "over", "urgent", "ended"]
Group = Literal["urgent", "over", "today", "soon", "prompt", "new", "ended", "told"]
GROUPS: tuple[Group, ...] = ("urgent", "over", "today", "soon", "prompt", "new", "ended", "told")


def standing(line: Line, today: date) -> Standing:
    """Return how the duty stands on that day; a prompt is never overdue."""
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
    """Return with which others a line stands; what is new and already due is due."""
    found = standing(line, today)
    if found == "ahead":
        return "new" if line.rung == START else "soon"
    return found


def in_order(lines: Iterable[Line], today: date) -> list[Line]:
    """Return one line for each duty, the most urgent first; what is longest overdue leads."""
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
    """
    Return, of several lines about one duty, the one that says most; a line that names no deadline
    stays.
    """
    found: dict[tuple[object, ...], Line] = {}
    for number, line in enumerate(lines):
        duty = (line.reference, line.deadline, line.due) if line.deadline else (number,)
        if duty not in found or _weight(line) >= _weight(found[duty]):
            found[duty] = line
    return list(found.values())


def _weight(line: Line) -> tuple[int, int]:
    """Return how much a rung says: the later escalation most, that a duty starts least."""
    if line.rung.startswith(ESCALATION):
        return 3, int(line.rung.removeprefix(ESCALATION).rstrip("wd"))
    return {BREACH: 2, START: 0}.get(line.rung, 1), 0
