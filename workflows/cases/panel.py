"""
What the national Panel has replied to a rapid review, and whether its reply waits for an answer.

Its position is what it wrote last, by the day of the reply and not the day of typing. A question
does not change its position.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pathway.workflows.history.case import Case
from pathway.workflows.history.changes import Changes
from pathway.workflows.history.records import ReplyRecord

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
        """Return what sorts the reply among replies and answers: its day, then its event."""
        return self.on, self.event


def replies(case: Case) -> list[Reply]:
    """Return the replies in the order of their days."""
    replies = (
        Reply(
            int(number),
            date.fromisoformat(entry["on"]),
            entry["response"],
            disagrees=bool(entry.get("disagrees")),
        )
        for number, entry in case.memory.get("panel", {}).get("replies", {}).items()
    )
    return sorted(replies, key=lambda reply: reply.order)


def position(case: Case) -> Reply | None:
    """Return what the Panel said last about the outcome, or None where it has said nothing."""
    said_of_outcome = [reply for reply in replies(case) if reply.response != QUESTION]
    return said_of_outcome[-1] if said_of_outcome else None


def asks(case: Case) -> bool:
    """Return whether the last reply is a question."""
    received = replies(case)
    return bool(received) and received[-1].response == QUESTION


def disagreement(case: Case) -> Reply | None:
    """Return the Panel's last position if it disagrees and nobody has answered since, or None."""
    last = position(case)
    if last is None or not last.disagrees:
        return None
    answers = case.memory.get("panel", {}).get("answers", {}).items()
    # On the day of the reply itself, an answer counts if it was entered after the reply.
    answered = any((date.fromisoformat(day), int(number)) > last.order for number, day in answers)
    return None if answered else last


def record_reply(changes: Changes, response: str, *, disagrees: bool) -> None:
    """Record a reply, on the day of the step."""
    reply: ReplyRecord = {"on": changes.on.isoformat(), "response": response}
    if disagrees:
        reply["disagrees"] = True
    changes.remember(panel={"replies": {str(changes.seq): reply}})


def record_answer(changes: Changes) -> None:
    """Record that the Panel was answered on the day of the step."""
    changes.remember(panel={"answers": {str(changes.seq): changes.on.isoformat()}})


def wants_another_outcome(response: str, signed: str | None) -> bool:
    """Return whether a reply disagrees with the outcome that was signed."""
    if response == RECOMMENDS_CSPR:
        return signed != CSPR
    return response == NO_CSPR_NEEDED and signed == CSPR
