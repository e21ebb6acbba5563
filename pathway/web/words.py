"""Days, duties and owners as pages write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime

from markupsafe import Markup, escape

from pathway.errors import Reason, confirmation
from pathway.service.documents.records.naming import role_words
from pathway.service.views.deadlines import DeadlineView, OwnerView
from pathway.service.views.tasks import TaskView
from pathway.workflows.calendar.in_words import full_day_words
from pathway.workflows.calendar.working_days import LONDON

OPEN = ("running", "breached")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MOST_DIGITS = 9
COMMAND = re.compile(r"`([^`]*)`")
ENDS = {
    "met": "Done",
    "met_late": "Done late",
    "stopped": "No longer needed",
    "waived": "Waived",
}
ABBREVIATIONS = frozenset({"cps", "cspr", "dfe", "icb", "nhs", "sin"})
STATUSES = {
    "law": "Law",
    "guidance": "Statutory guidance",
    "expected": "Expected by a national body",
    "local": "Local",
}
GRADES = {
    "C": "Confirmed: read on the cited page.",
    "S": "Read on the partnership's own pages.",
    "D": "Our own default, which a partnership may change.",
    "B": "Background knowledge only: the passage could not be opened, so do not take it for settled law.",
}


def day(value: date | str) -> str:
    """Return a day as people write it: `27 November 2026`."""
    return full_day_words(date.fromisoformat(value) if isinstance(value, str) else value)


def weekday(value: date) -> str:
    """Return a day with its weekday: `Friday, 27 November 2026`."""
    return f"{WEEKDAYS[value.weekday()]}, {day(value)}"


def instant(value: datetime) -> str:
    """Return an instant in London time."""
    london = value.astimezone(LONDON)
    return f"{full_day_words(london.date())} at {london:%H:%M}"


def due(duty: DeadlineView) -> str:
    """Return by when a duty must be done."""
    when = instant(duty.due_at) if duty.due_at is not None else day(duty.due)
    return f"{when} (provisional)" if duty.provisional else when


def count(number: int, unit: str) -> str:
    """Return a number with its unit: `1 working day`."""
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def time_left(duty: DeadlineView, today: date) -> str:
    """Return how much time is left for a duty, or how it ended."""
    if duty.state in ENDS:
        return ENDS[duty.state] + (f" on {day(duty.met_on)}" if duty.met_on else "")
    if duty.suspended_on is not None:
        return f"Suspended since {day(duty.suspended_on)}"
    if duty.overdue and duty.due_at is not None:
        return "Overdue"
    if duty.due == today:
        return "Due today"
    days = count(abs(duty.days_left), "working day")
    if duty.due > today:
        return f"{days} left"
    return f"Its day has passed: {days}" if duty.prompt else f"Overdue by {days}"


def days_left(task: TaskView, today: date) -> str:
    """Return how much time is left for a task."""
    if task.due == today:
        return "Due today"
    days = count(abs(task.days_left), "working day")
    if task.due > today:
        return f"{days} left"
    return f"Overdue by {days}" if task.overdue else f"Its day has passed: {days}"


def role(name: str) -> str:
    """Return a role as people say it."""
    return role_words(name) or code(name)


def owner(whose: OwnerView, agencies: Mapping[str, str]) -> str:
    """Return whose duty it is: the role, and the agency by its name."""
    who = role(whose.role)
    who = f"{who[:1].upper()}{who[1:]}"
    if not whose.agency:
        return who
    return f"{who}, {agencies.get(whose.agency, code(whose.agency))}"


def code(name: str) -> str:
    """Return a code as words: `seriously_harmed` is `Seriously harmed`."""
    plain = name.replace("_", " ").replace(".", ": ")
    words = [word.upper() if word in ABBREVIATIONS else word for word in plain.split(" ")]
    whole = " ".join(words)
    return whole[:1].upper() + whole[1:]


def item(name: str, agencies: Mapping[str, str]) -> str:
    """Return what an item is called: its agency, or its kind and number."""
    kind, *rest = name.split(":")
    if rest and rest[0] in agencies:
        return " ".join([agencies[rest[0]], *(f"(round {number})" for number in rest[1:])])
    return " ".join([code(kind), *rest])


def commands(text: str) -> Markup:
    """Return a sentence in which the commands, which stand between backticks, are shown as such."""
    return Markup(COMMAND.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - it is escaped


def capital(text: str) -> str:
    """Return a text with a capital letter."""
    return f"{text[:1].upper()}{text[1:]}"


def number_in(text: str) -> int | None:
    """Return the number that a text is, if a database takes it; else None."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
    return int(text) if is_number else None


def confirmable(reason: Reason) -> str:
    """Return what may be accepted all the same, as a sentence without the option of the terminal."""
    option = confirmation(reason.confirm or "")
    return sentence(reason.message.removesuffix(option).rstrip())


def sentence(text: str) -> str:
    """Return a sentence with a capital letter and a full stop."""
    stop = "" if text.endswith((".", "?", "!")) else "."
    return f"{text[:1].upper()}{text[1:]}{stop}"


FILTERS: Mapping[str, Callable[..., str]] = {
    "capital": capital,
    "code": code,
    "commands": commands,
    "count": count,
    "day": day,
    "days_left": days_left,
    "due": due,
    "instant": instant,
    "item": item,
    "owner": owner,
    "role": role,
    "sentence": sentence,
    "time_left": time_left,
    "weekday": weekday,
}
