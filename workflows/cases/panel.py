"""
What the national body has replied to a rapid review, and whether that still waits for an answer.

Its position is what it wrote last, by the day of the reply and not by that of typing; a question
takes nothing of it back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pathway.workflows.history.case import Case
from pathway.workflows.history.changes import Changes

PANEL, REPLIES, ANSWERS = "panel", "replies", "answers"
QUESTION, RECOMMENDS_CSPR, NO_CSPR_NEEDED = (
    "asks_for_information",
    "recommends_cspr",
    "no_cspr_needed",
)
CSPR = "cspr"


@dataclass(frozen=True, slots=True)
class Reply:
    """
    One reply.

    Args:
        disagrees: It wants another outcome than the one that was signed.
    """

    event: int
    on: date
    response: str
    disagrees: bool

    @property
    def order(self) -> tuple[date, int]:
        """Return the reply's place among what was said and answered."""
        return self.on, self.event


def replies(case: Case) -> list[Reply]:
    """Return the replies in the order of their days."""
    replies = case.table(PANEL, REPLIES).items()
    every = (
        Reply(
            int(number),
            date.fromisoformat(entry["on"]),
            entry["response"],
            bool(entry.get("disagrees")),
        )
        for number, entry in replies
    )
    return sorted(every, key=lambda reply: reply.order)


def position(case: Case) -> Reply | None:
    """Return what the Panel said last of the outcome, or None where it has said nothing."""
    said_of_outcome = [reply for reply in replies(case) if reply.response != QUESTION]
    return said_of_outcome[-1] if said_of_outcome else None


def asks(case: Case) -> bool:
    """Return whether the last reply is a question."""
    every = replies(case)
    return bool(every) and every[-1].response == QUESTION


def disagreement(case: Case) -> Reply | None:
    """Return the reply with which the Panel disagrees, where nobody has answered it since."""
    last = position(case)
    if last is None or not last.disagrees:
        return None
    answers = case.table(PANEL, ANSWERS).items()
    answered = any((date.fromisoformat(day), int(number)) > last.order for number, day in answers)
    return None if answered else last


def record_reply(changes: Changes, response: str, *, disagrees: bool) -> None:
    """Record a reply of the day of the step."""
    reply = {"on": changes.on.isoformat(), "response": response} | (
        {"disagrees": True} if disagrees else {}
    )
    changes.remember(panel={REPLIES: {str(changes.seq): reply}})


def record_answer(changes: Changes) -> None:
    """Record that the Panel was answered on the day of the step."""
    changes.remember(panel={ANSWERS: {str(changes.seq): changes.on.isoformat()}})


def wants_another_outcome(response: str, signed: str | None) -> bool:
    """Return whether a reply disagrees with the outcome that was signed."""
    if response == RECOMMENDS_CSPR:
        return signed != CSPR
    return response == NO_CSPR_NEEDED and signed == CSPR
