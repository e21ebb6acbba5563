"""The subject of a letter: whether it is a digest or asks for something now, and of which cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pathway.notifications.writing.days import due_words
from pathway.notifications.writing.letters import ESCALATION, Line
from pathway.notifications.writing.numbers import number_words
from pathway.notifications.writing.urgency import in_order, urgency_of
from pathway.workflows.history.references import noun_of

DIGEST, DEMAND = "Digest", "Action needed"
# What asks nothing of the reader.
NEWS = ("told", "ended")


def subject(lines: Sequence[Line], today: date, *, is_digest: bool) -> str:
    """
    Return the subject: whether it is a digest or a demand, then the case and its day, or a count of
    the lines if there are many. It names nobody and no duty.
    """
    ordered = in_order(lines, today)
    kind = _kind(ordered, today, is_digest=is_digest)
    references = sorted({line.reference for line in ordered})
    if len(ordered) == 1:
        return _about(kind, references[0], _topic(ordered[0], today))
    counted, late = _counts(ordered, today)
    if len(references) == 1:
        return _about(kind, references[0], f"{counted}{late}")
    words = f"{counted} on {len(references)} {_of_what(references)}{late}"
    return f"{kind}: {words}" if kind else words


def _about(kind: str, reference: str, topic: str) -> str:
    about = f"{kind}, {reference}" if kind else reference
    return f"{about}: {topic}"


def _kind(lines: Sequence[Line], today: date, *, is_digest: bool) -> str:
    if is_digest:
        return DIGEST
    return "" if all(urgency_of(line, today) in NEWS for line in lines) else DEMAND


def _counts(lines: Sequence[Line], today: date) -> tuple[str, str]:
    """Return how many lines there are of what, and how many of them are overdue."""
    urgencies = [urgency_of(line, today) for line in lines]
    urgent = urgencies.count("urgent")
    over = urgencies.count("over")
    updates = urgencies.count("told")
    duties = len(lines) - urgent - updates
    counts = [
        number_words(urgent, "urgent", "urgent"),
        number_words(duties, "duty", "duties"),
        number_words(updates, "update", "updates"),
    ]
    return " and ".join(filter(None, counts)), f", {over} overdue" if over else ""


def _of_what(references: Sequence[str]) -> str:
    """Return what several references are of: cases, meetings, or both."""
    nouns = sorted({f"{noun_of(reference)}s" for reference in references})
    return " and ".join(nouns)


def _topic(line: Line, today: date) -> str:
    if line.meeting is not None:
        return line.meeting.topic
    if line.due is None:
        return "urgent" if line.urgent else "for your information"
    day = due_words(line.due, line.due_at)
    topic = {
        "urgent": f"urgent, due {day}",
        "ended": f"breached on {day}, since ended",
        "prompt": f"reminder for {day}",
        "ahead": f"due {day}",
        "today": f"due today, {day}",
        "over": f"overdue since {day}",
    }[urgency_of(line, today)]
    return f"escalated to you, {topic}" if line.rung.startswith(ESCALATION) else topic
