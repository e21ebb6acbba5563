"""
What a letter says of a duty, in plain English: how it stands today, and why it is said now.

How it stands is read from the dates, not from the rung: a reminder that an outage held back must
not say "due today" two days later.
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
from pathway.notifications.writing.urgency import Standing, in_order, standing
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
        standing: Picks the colour of the rule beside it; the headline says the same in words.
        headline: How it stands: `Overdue by 2 working days`.
        due_label: What the due day is called.
        due: The due day, or empty.
        sentences: Why it is said now, and what else is to know.
        notes: Of these, what a heading does not say already.
        where: The case's own page, or empty where there is none.
    """

    reference: str
    title: str
    standing: Standing
    headline: str
    due_label: str
    due: str
    sentences: tuple[str, ...]
    notes: tuple[str, ...]
    where: str


def role_words(role: str) -> str:
    """
    Return how a letter speaks of a role: `the business unit`; of one it does not know, `the person
    in charge`.
    """
    return ROLE_WORDS.get(role, IN_CHARGE)


def case_link(reference: str, base_url: str | None) -> str:
    """Return where a case is shown, or nothing where nobody shows cases."""
    return f"{base_url.rstrip('/')}/cases/{reference}" if base_url else ""


def subject(lines: Sequence[Line], today: date) -> str:
    """
    Return the subject: the case and its day, or for many lines how many they are. It names nobody
    and no duty.
    """
    found = in_order(lines, today)
    if len(found) == 1:
        return f"{found[0].reference}: {_topic(found[0], today)}"
    cases = sorted({line.reference for line in found})
    stands = [standing(line, today) for line in found]
    urgent, over, updates = (stands.count(name) for name in ("urgent", "over", "told"))
    duties = len(found) - urgent - updates
    counts = [f"{urgent} urgent" if urgent else "", _number(duties, "duty", "duties")]
    counts.append(_number(updates, "update", "updates"))
    counted, late = " and ".join(filter(None, counts)), f", {over} overdue" if over else ""
    return (
        f"{cases[0]}: {counted}{late}"
        if len(cases) == 1
        else f"{counted} on {len(cases)} cases{late}"
    )


def paragraph(line: Line, today: date, base_url: str | None) -> Paragraph:
    """Return the line in words, as they are true on that London day."""
    stands = standing(line, today)
    own, provisional = _own_words(line), _provisional(line)
    return Paragraph(
        reference=line.reference,
        title=line.duty,
        standing=stands,
        headline=_headline(line, stands, today),
        due_label="Reminder for" if line.prompt else "Due date",
        due=_due_words(line),
        sentences=(*(own or (_still_open(line, stands),)), *provisional),
        notes=(*own, *provisional),
        where=case_link(line.reference, base_url),
    )


def _due_words(line: Line) -> str:
    """
    Return the due day, with the hour where the duty is counted in hours, and nothing where there is
    none.
    """
    if line.due is None:
        return ""
    if line.due_at is None:
        return day_words(line.due)
    return f"{day_words(line.due)}, {line.due_at.astimezone(LONDON):%H:%M}"


def _topic(line: Line, today: date) -> str:
    if line.due is None:
        return "urgent" if line.urgent else "for your information"
    day = _due_words(line)
    said = {
        "urgent": f"urgent, due {day}",
        "ended": f"breached on {day}, over since",
        "prompt": f"reminder for {day}",
        "ahead": f"due {day}",
        "today": f"due today, {day}",
        "over": f"overdue since {day}",
    }[standing(line, today)]
    return f"escalated to you, {said}" if line.rung.startswith(ESCALATION) else said


def _headline(line: Line, stands: Standing, today: date) -> str:
    if stands == "ahead":
        return _time_left(line)
    if stands == "urgent":
        return _urgency(line, today)
    if stands == "ended":
        return _how_it_ended(line)
    if stands == "over":
        return (
            f"Overdue by {_count(-line.days, 'wd')}"
            if line.days is not None and line.days < 0
            else "Overdue"
        )
    return {"told": "For your information", "prompt": "Reminder", "today": "Due today"}[stands]


def _urgency(line: Line, today: date) -> str:
    if line.due is None:
        return "Urgent"
    if line.due < today:
        return f"Urgent: overdue by {_count(-line.days, 'wd')}" if line.days else "Urgent: overdue"
    return "Urgent: due today" if line.due == today else f"Urgent: {_lower(_time_left(line))}"


def _how_it_ended(line: Line) -> str:
    if line.ended_on is None:
        return ""
    return f"{'Done late' if line.done else 'No longer due'}, on {day_words(line.ended_on)}"


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _time_left(line: Line) -> str:
    if line.days is not None and line.days > 0:
        return f"Due in {_count(line.days, 'wd')}"
    # A duty counted in months may fall on a Saturday: on the Friday before there is time, but no
    # working day left.
    late = ": no working day is left after today" if line.days == 0 else ""
    return f"Due by {day_words(line.due)}{late}" if line.due else ""


def _own_words(line: Line) -> tuple[str, ...]:
    """Return what is said of this line and not of every one that stands like it."""
    if line.told is not None:
        return (line.told,)
    if line.rung == START and line.moved_from is not None:
        return (f"The due date has changed: it was {day_words(line.moved_from)}.",)
    return (*_escalated(line), *chain_words(line)) if line.is_escalated else ()


def _still_open(line: Line, stands: Standing) -> str:
    if line.rung == START:
        return "This duty is newly yours."
    return (
        "This is a reminder of a duty that is still open."
        if stands == "prompt"
        else _STILL_OPEN[stands]
    )


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
    number = rung.removeprefix(ESCALATION)
    count = number.rstrip("wd")
    return _count(int(count), number.removeprefix(count))


def _count(number: int, unit: str) -> str:
    words = {"wd": "working day", "d": "day"}[unit]
    return f"{number} {words}{'' if number == 1 else 's'}"


def _number(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}" if count else ""
