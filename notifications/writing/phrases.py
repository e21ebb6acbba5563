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
from pathway.notifications.writing.days import day_words, due_words
from pathway.notifications.writing.letters import (
    BREACH,
    ESCALATION,
    FOLLOW_UP,
    IN_CHARGE,
    ROLE_WORDS,
    START,
    Line,
)
from pathway.notifications.writing.numbers import count_words
from pathway.notifications.writing.urgency import Urgency, urgency_of
from pathway.workflows.history.references import is_meeting, noun_of
from pathway.workflows.known_names import RETURN

__all__ = [
    "Paragraph",
    "case_link",
    "day_words",
    "paragraph",
    "role_words",
]

LATER = "This cannot be recorded yet; other steps of the case come first."
_STILL_OPEN = {
    "ahead": "This duty is due soon and is still open.",
    "today": "This duty is due today and is still open.",
    "over": "The due date has passed and this duty is still open.",
}


@dataclass(frozen=True, slots=True)
class TaskWords:
    """What somebody does, in words, and the address at which they do it; empty if there is none."""

    title: str
    where: str


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
        about: The item or the occurrence that it is about, or empty.
        whose: Whose duty it is, or empty.
        tasks: What its reader does, each with where; empty if they can take no step now.
        advice: What they do instead, or empty.
        noun: Whether it is a `case` or a `meeting`.
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
    noun: str
    about: str
    whose: str
    tasks: tuple[TaskWords, ...]
    advice: str


def role_words(role: str) -> str:
    """
    Return how a letter speaks of a role: `the business unit`, or `the person in charge` for a role
    it does not know.
    """
    return ROLE_WORDS.get(role, IN_CHARGE)


def case_link(reference: str, base_url: str | None) -> str:
    """Return the address at which a case or a meeting is shown, or nothing if they are not shown."""
    room = "meetings" if is_meeting(reference) else "cases"
    return f"{base_url.rstrip('/')}/{room}/{reference}" if base_url else ""


def paragraph(line: Line, today: date, base_url: str | None) -> Paragraph:
    """Return a line in words that are true on a London day."""
    urgency = urgency_of(line, today)
    own_words = _own_words(line)
    further = (*_provisional(line), *_request(line, base_url))
    notes = (*own_words, *further)
    sentences = notes if own_words else (_still_open(line, urgency), *further)
    return Paragraph(
        reference=line.reference,
        title=line.duty,
        urgency=urgency,
        headline=_headline(line, urgency, today),
        due_label="Reminder for" if line.prompt else "Due date",
        due=due_words(line.due, line.due_at),
        sentences=sentences,
        notes=notes,
        where=case_link(line.reference, base_url),
        noun=noun_of(line.reference),
        about=line.about,
        whose=line.whose,
        tasks=tuple(TaskWords(task.title, _address(task.path, base_url)) for task in line.tasks),
        advice=_advice(line),
    )


def _address(path: str, base_url: str | None) -> str:
    return f"{base_url.rstrip('/')}{path}" if base_url else ""


def _advice(line: Line) -> str:
    """Return what the reader of a line does, if no step is theirs to take now."""
    if line.tasks or line.sentence is not None or line.ended_on is not None:
        return ""
    if line.is_escalated:
        return "Ask whoever's duty it is to do it now, or help them to."
    return LATER if line.whose else ""


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
    return f"Overdue by {count_words(-line.days, 'wd')}"


def _urgency(line: Line, today: date) -> str:
    if line.due is None:
        return "Urgent"
    if line.due < today:
        return (
            f"Urgent: overdue by {count_words(-line.days, 'wd')}"
            if line.days
            else "Urgent: overdue"
        )
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
        return f"Due in {count_words(line.days, 'wd')}"
    if line.due is None:
        return ""
    # A duty counted in months may be due on a Saturday: on the Friday before there is still time,
    # but no working day left.
    late = ": no working day is left after today" if line.days == 0 else ""
    return f"Due by {day_words(line.due)}{late}"


def _own_words(line: Line) -> tuple[str, ...]:
    """Return what is said of this line, and not of every line of the same urgency."""
    if line.sentence is not None:
        about = line.meeting.sentences() if line.meeting is not None else ()
        return (line.sentence, *about)
    if line.rung.startswith(FOLLOW_UP):
        return ("You asked to be reminded of this today.",)
    if line.rung == START and line.moved_from is not None:
        return (f"The due date has changed: it was {day_words(line.moved_from)}.",)
    if line.is_escalated:
        return (*_escalated(line), *chain_words(line))
    return ()


def _request(line: Line, base_url: str | None) -> tuple[str, ...]:
    """Return where the letter is that says what an agency is asked for; only to whoever sends it."""
    duty, _, item = line.deadline.partition("/")
    if duty != RETURN or line.is_escalated or not item:
        return ()
    says = "The request letter says what to send, in which form and by when"
    return (f"{says}; it is with the case." if base_url else f"{says}; the business unit has it.",)


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
    return count_words(int(number), length.removeprefix(number))


def help_words(help_contact: str, lines: Sequence[Line], base_url: str | None) -> str:
    """
    Return whom the reader contacts for help and, where no page shows the cases, in order to do
    what is asked of them; empty if nobody is known.
    """
    if not help_contact:
        return ""
    if not base_url and any(line.tasks for line in lines):
        return f"To do this, or for help, contact {help_contact}."
    return f"For help, contact {help_contact}."
