"""
A notice: what must be told to which role, and whether it can wait. Who holds the role is not known
here.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from pathway.workflows.calendar.working_days import Calendar

START, BREACH, TOLD, ESCALATE = "start", "breach", "told", "escalate"
# A reminder that somebody set for themselves, with its day: `follow_up:2026-03-20`.
FOLLOW_UP = "follow_up:"


class Notice(NamedTuple):
    """
    One thing to tell one role of one agency, once.

    Args:
        reference: The case.
        deadline: The deadline's id; empty for an event.
        due: The due day that it names, so that a deadline that moves is reminded of anew; None for
            an event.
        rung: `start`, `-3wd`, `0`, `+1wd`, `breach`, `escalate+5wd`, `told` for an event, or
            `follow_up:2026-03-20` for a day that the person set.
        event: The number of the event; 0 for a deadline.
        role: The role that it is addressed to.
        agency: The agency whose role that is; empty where the role has none.
        person: One person by their number in the directory, such as an action's owner; 0 where the
            whole role is meant.
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
        """Return whether it tells people other than the owner that the duty was not done."""
        return is_escalation(self.rung)

    def is_urgent(self, today: date, calendar: Calendar) -> bool:
        """
        Return whether it cannot wait until morning: an event, a breach, an escalation, or a start
        with at most a working day to go.
        """
        if self.due is None or self.is_escalation:
            return True
        return self.rung == START and calendar.between(today, self.due) <= 1


def is_escalation(rung: str) -> bool:
    """Return whether a rung is for people other than the owner, as the duty was not done."""
    return rung == BREACH or rung.startswith(ESCALATE)
