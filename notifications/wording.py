"""
What a letter says of a duty, in plain English: how it stands today, and why it is said now.

How it stands is read from the dates, not from the rung: a reminder that an outage held back must not say "due today"
two days later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pathway.notifications.letters import ESCALATION, Line

Standing = Literal["told", "prompt", "ahead", "today", "over"]

# Written out, because strftime speaks the language of the machine it runs on.
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_STILL_OPEN = {
    "ahead": "This duty is due soon and is still open.",
    "today": "This duty is due today and is still open.",
    "over": "The due day has passed and this duty is still open.",
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
        where: The case's own page, or empty where there is none.
    """

    reference: str
    title: str
    standing: Standing
    headline: str
    due_label: str
    due: str
    sentences: tuple[str, ...]
    where: str


def day_words(day: date) -> str:
    """Return the day as people read it: `Fri 27 Nov 2026`."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def subject(lines: Sequence[Line], today: date) -> str:
    """Return the subject: the case and its day, or for many lines how many they are. It names nobody and no duty."""
    if len(lines) == 1:
        return f"{lines[0].reference}: {_topic(lines[0], today)}"
    cases = sorted({line.reference for line in lines})
    over = sum(_standing(line, today) == "over" for line in lines)
    late = f", {over} overdue" if over else ""
    if len(cases) == 1:
        return f"{cases[0]}: {len(lines)} updates{late}"
    return f"{len(lines)} updates on {len(cases)} cases{late}"


def paragraph(line: Line, today: date, base_url: str | None) -> Paragraph:
    """Return the line in words, as they are true on that London day."""
    standing = _standing(line, today)
    return Paragraph(
        reference=line.reference,
        title=line.duty,
        standing=standing,
        headline=_headline(line, standing),
        due_label="Reminder for" if line.prompt else "Due date",
        due=day_words(line.due) if line.due else "",
        sentences=(_why(line, standing), *_provisional(line)),
        where=f"{base_url.rstrip('/')}/cases/{line.reference}" if base_url else "",
    )


def _standing(line: Line, today: date) -> Standing:
    if line.due is None:
        return "told"
    if line.prompt:
        return "prompt"
    if line.due == today:
        return "today"
    return "ahead" if line.due > today else "over"


def _topic(line: Line, today: date) -> str:
    if line.due is None:
        return "for your information"
    day = day_words(line.due)
    said = {
        "prompt": f"reminder for {day}",
        "ahead": f"due {day}",
        "today": f"due today, {day}",
        "over": f"overdue since {day}",
    }[_standing(line, today)]
    return f"escalated to you, {said}" if _is_escalation(line) else said


def _headline(line: Line, standing: Standing) -> str:
    if standing == "ahead":
        return _time_left(line)
    if standing == "over":
        return f"Overdue by {_count(-line.days, 'wd')}" if line.days is not None and line.days < 0 else "Overdue"
    return {"told": "For your information", "prompt": "Reminder", "today": "Due today"}[standing]


def _time_left(line: Line) -> str:
    if line.days is not None and line.days > 0:
        return f"Due in {_count(line.days, 'wd')}"
    # A duty counted in months may fall on a Saturday: on the Friday before there is time, but no working day left.
    late = ": no working day is left after today" if line.days == 0 else ""
    return f"Due by {day_words(line.due)}{late}" if line.due else ""


def _why(line: Line, standing: Standing) -> str:
    if line.told is not None:
        return line.told
    if line.rung == "start":
        return "This duty is newly yours."
    if line.rung == "breach":
        return "The due day has passed. This is recorded as a breach."
    if _is_escalation(line):
        return f"This is escalated to you, because the duty was not done within {_grace(line.rung)} of the due day."
    if standing == "prompt":
        return "This is a reminder of a duty that is still open."
    return _STILL_OPEN[standing]


def _provisional(line: Line) -> tuple[str, ...]:
    if line.due is None or not line.provisional:
        return ()
    return (f"The date is provisional: the bank holidays of {line.due.year} are not published yet, so it may change.",)


def _is_escalation(line: Line) -> bool:
    return line.rung.startswith(ESCALATION)


def _grace(rung: str) -> str:
    number = rung.removeprefix(ESCALATION)
    count = number.rstrip("wd")
    return _count(int(count), number.removeprefix(count))


def _count(number: int, unit: str) -> str:
    words = {"wd": "working day", "d": "day"}[unit]
    return f"{number} {words}{'' if number == 1 else 's'}"
