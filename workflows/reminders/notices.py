"""
A notice: what has to be told, to which role, before anybody knows who holds it, and whether that
can wait.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pathway.workflows.calendar.working_days import Calendar

START, BREACH, TOLD, ESCALATE = "start", "breach", "told", "escalate"


@dataclass(frozen=True, slots=True)
class Notice:
    """
    One thing to tell one role of one agency, once.

    Args:
        reference: The case.
        deadline: The deadline's id; empty where an event is told of.
        due: The due day it speaks of, so that a moved deadline is reminded of anew; None for an
            event.
        rung: `start`, `-3wd`, `0`, `+1wd`, `breach`, `escalate+5wd`, or `told` for an event.
        event: The number of the event told of; 0 for a deadline.
        role: Whom it is addressed to.
        agency: Of which agency; empty where the role has none.
        person: One person by the directory's number, such as an action's owner; 0 where the role is
            meant.
    """

    reference: str
    deadline: str
    due: date | None
    rung: str
    event: int
    role: str
    agency: str = ""
    person: int = 0

    @property
    def is_escalation(self) -> bool:
        """Say whether it tells others than the owner that the duty was not done."""
        return is_escalation(self.rung)

    def is_urgent(self, today: date, calendar: Calendar) -> bool:
        """
        Say whether it cannot wait for the morning: an event, a breach, an escalation, a start with
        a day to go.
        """
        if self.due is None or self.is_escalation:
            return True
        return self.rung == START and calendar.between(today, self.due) <= 1


def is_escalation(rung: str) -> bool:
    """Say whether a rung is for others than the owner, because the duty was not done."""
    return rung == BREACH or rung.startswith(ESCALATE)
