"""
What a letter says of a duty, in plain English: how urgent it is today, and why it is said now.

Its urgency is read from the dates, not from the rung: a reminder that an outage held back must not
say "due today" two days later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pathway.notifications.writing.chains import chain_words
from pathway.notifications.writing.days import day_words
from pathway.notifications.writing.letters import (
    BREACH,
    ESCALATION,
    IN_CHARGE,
    ROLE_WORDS,
    START,
    Line,
)
from pathway.notifications.writing.urgency import Urgency, in_order, urgency_of
from pathway.workflows.calendar.working_days import LONDON

__all__ = ["Paragraph", "case_link", "day_words", "paragraph", "role_words", "subject"]

_STILL_OPEN = {
    "ahead": "This duty is due soon and is still open.",
    "today": "This duty is due today and is still open.",
    "over": "The due date has passed and this duty is still open.",
}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """
    One line of the letter in words.

    Args:
        reference: The case.
        title: The duty's title, or empty.
        urgency: Picks the colour of the rule beside it; the headline says the same in words.
        headline: The urgency in words: `Overdue by 2 working days`.
        due_label: What the due day is called.
        due: The due day, or empty.
        sentences: Why it is said now, and what else there is to know.
        notes: Those of the sentences that a heading does not say already.
        where: The case's own page, or empty if there is none.
    """

    reference: str
    title: str
    urgency: Urgency
    headline: str
    due_label: str
    due: str
    sentences: tuple[str, ...]
    notes: tuple[str, ...]
    where: str


def role_words(role: str) -> str:
    """
    Return how a letter speaks of a role: `the business unit`, or `the person in charge` for a role
    it does not know.
    """
    return ROLE_WORDS.get(role, IN_CHARGE)


def case_link(reference: str, base_url: str | None) -> str:
    """Return the address at which a case is shown, or nothing if cases are not shown."""
    return f"{base_url.rstrip('/')}/cases/{reference}" if base_url else ""


def subject(lines: Sequence[Line], today: date) -> str:
    """
    Return the subject: the case and its day, or a count of the lines if there are many. It names
    nobody and no duty.
    """
    ordered = in_order(lines, today)
    if len(ordered) == 1:
        return f"{ordered[0].reference}: {_topic(ordered[0], today)}"
    cases = sorted({line.reference for line in ordered})
    urgencies = [urgency_of(line, today) for line in ordered]
    urgent = urgencies.count("urgent")
    over = urgencies.count("over")
    updates = urgencies.count("told")
    duties = len(ordered) - urgent - updates
    counts = [
        _number(urgent, "urgent", "urgent"),
        _number(duties, "duty", "duties"),
        _number(updates, "update", "updates"),
    ]
    counted = " and ".join(filter(None, counts))
    late = f", {over} overdue" if over else ""
    if len(cases) == 1:
        return f"{cases[0]}: {counted}{late}"
    return f"{counted} on {len(cases)} cases{late}"


def paragraph(line: Line, today: date, base_url: str | None) -> Paragraph:
    """Return a line in words that are true on a London day."""
    urgency = urgency_of(line, today)
    own_words = _own_words(line)
    provisional = _provisional(line)
    notes = (*own_words, *provisional)
    sentences = notes if own_words else (_still_open(line, urgency), *provisional)
    return Paragraph(
        reference=line.reference,
        title=line.duty,
        urgency=urgency,
        headline=_headline(line, urgency, today),
        due_label="Reminder for" if line.prompt else "Due date",
        due=_due_words(line),
        sentences=sentences,
        notes=notes,
        where=case_link(line.reference, base_url),
    )


def _due_words(line: Line) -> str:
    """Return the due day, with the time if the duty is counted in hours; empty if none is due."""
    if line.due is None:
        return ""
    if line.due_at is None:
        return day_words(line.due)
    return f"{day_words(line.due)}, {line.due_at.astimezone(LONDON):%H:%M}"


def _topic(line: Line, today: date) -> str:
    if line.due is None:
        return "urgent" if line.urgent else "for your information"
    day = _due_words(line)
    topic = {
        "urgent": f"urgent, due {day}",
        "ended": f"breached on {day}, since ended",
        "prompt": f"reminder for {day}",
        "ahead": f"due {day}",
        "today": f"due today, {day}",
        "over": f"overdue since {day}",
    }[urgency_of(line, today)]
    return f"escalated to you, {topic}" if line.rung.startswith(ESCALATION) else topic


def _headline(line: Line, urgency: Urgency, today: date) -> str:
    if urgency == "ahead":
        return _time_left(line)
    if urgency == "urgent":
        return _urgency(line, today)
    if urgency == "ended":
        return _how_it_ended(line)
    if urgency == "over":
        return _overdue(line)
    headlines = {"told": "For your information", "prompt": "Reminder", "today": "Due today"}
    return headlines[urgency]


def _overdue(line: Line) -> str:
    if line.days is None or line.days >= 0:
        return "Overdue"
    return f"Overdue by {_count(-line.days, 'wd')}"


def _urgency(line: Line, today: date) -> str:
    if line.due is None:
        return "Urgent"
    if line.due < today:
        return f"Urgent: overdue by {_count(-line.days, 'wd')}" if line.days else "Urgent: overdue"
    if line.due == today:
        return "Urgent: due today"
    return f"Urgent: {_lower(_time_left(line))}"


def _how_it_ended(line: Line) -> str:
    if line.ended_on is None:
        return ""
    ending = "Done late" if line.done else "No longer due"
    return f"{ending}, on {day_words(line.ended_on)}"


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _time_left(line: Line) -> str:
    if line.days is not None and line.days > 0:
        return f"Due in {_count(line.days, 'wd')}"
    if line.due is None:
        return ""
    # A duty counted in months may be due on a Saturday: on the Friday before there is still time,
    # but no working day left.
    late = ": no working day is left after today" if line.days == 0 else ""
    return f"Due by {day_words(line.due)}{late}"


def _own_words(line: Line) -> tuple[str, ...]:
    """Return what is said of this line, and not of every line of the same urgency."""
    if line.sentence is not None:
        return (line.sentence,)
    if line.rung == START and line.moved_from is not None:
        return (f"The due date has changed: it was {day_words(line.moved_from)}.",)
    if line.is_escalated:
        return (*_escalated(line), *chain_words(line))
    return ()


def _still_open(line: Line, urgency: Urgency) -> str:
    if line.rung == START:
        return "This duty is newly yours."
    if urgency == "prompt":
        return "This is a reminder of a duty that is still open."
    return _STILL_OPEN[urgency]


def _escalated(line: Line) -> tuple[str, ...]:
    if line.rung == BREACH and line.ended_on is not None:
        return (
            "This is escalated to you.",
            "The due date passed without it. This is recorded as a breach.",
        )
    if line.rung == BREACH:
        return (
            "This is escalated to you.",
            "The due date has passed. This is recorded as a breach.",
        )
    return (
        f"This is escalated to you, because the duty was not done within {_grace(line.rung)} of the due date.",
    )


def _provisional(line: Line) -> tuple[str, ...]:
    if line.due is None or not line.provisional:
        return ()
    return (
        f"The date is provisional: the bank holidays of {line.due.year} are not published yet, so it may change.",
    )


def _grace(rung: str) -> str:
    """Return how long after the due date a duty is escalated: `3 working days`."""
    length = rung.removeprefix(ESCALATION)
    number = length.rstrip("wd")
    return _count(int(number), length.removeprefix(number))


def _count(number: int, unit: str) -> str:
    words = {"wd": "working day", "d": "day"}[unit]
    return f"{number} {words}{'' if number == 1 else 's'}"


def _number(count: int, singular: str, plural: str) -> str:
    if count == 0:
        return ""
    return f"{count} {singular if count == 1 else plural}"
