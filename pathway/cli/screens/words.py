"""Days, duties, owners and answers in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, cast

from pathway.workflows.calendar.in_words import day_words as day_words

if TYPE_CHECKING:
    from pathway.service.views.deadlines import DeadlineView, OwnerView

STATUSES = {
    "law": "law",
    "guidance": "statutory guidance",
    "expected": "expected by a national body",
    "local": "local",
}
GRADES = {
    "C": "confirmed: read on the cited page",
    "S": "read on the partnership's own pages",
    "D": "our own default, which a partnership may change",
    "B": "background knowledge only: the passage could not be opened, so do not take it for settled law",
}
ENDS = {"met": "met", "met_late": "met late", "stopped": "stopped", "waived": "waived"}


def instant_words(instant: datetime) -> str:
    """Return an instant in London time: `Fri 27 Nov 2026 09:00`."""
    from pathway.workflows.calendar.working_days import LONDON

    london = instant.astimezone(LONDON)
    return f"{day_words(london.date())} {london:%H:%M}"


def number(count: int, unit: str, units: str = "") -> str:
    """Return a number with its unit: `1 case`, `2 cases`."""
    return f"{count} {unit if count == 1 else units or unit + 's'}"


def time_left(duty: DeadlineView, today: date) -> str:
    """Return the time left for a duty, by how much it is overdue, or how it ended."""
    if duty.state in ENDS:
        return ENDS[duty.state] + (f" {day_words(duty.met_on)}" if duty.met_on else "")
    if duty.suspended_on:
        return f"suspended since {day_words(duty.suspended_on)}"
    if duty.overdue and duty.due_at:
        return "overdue"
    if duty.due == today:
        return "due today"
    if duty.due > today:
        left = number(duty.days_left, "working day") if duty.days_left else "no working day"
        return f"{left} left"
    since = number(-duty.days_left, "working day") if duty.days_left else "no working day"
    return f"its day passed {since} ago" if duty.prompt else f"overdue by {since}"


def due(duty: DeadlineView) -> str:
    """Return when a duty is due, and whether that may still change."""
    when = instant_words(duty.due_at) if duty.due_at else day_words(duty.due)
    return when + (" (provisional)" if duty.provisional else "")


def owner_words(owner: OwnerView) -> str:
    """Return the role, and its agency if it has one, that has a duty."""
    return f"{owner.role} {owner.agency}" if owner.agency else owner.role


def emails(owner: OwnerView) -> str:
    """Return the emails of the people in charge now, in their order."""
    return ", ".join(owner.emails) or "nobody in the directory"


def sentence(text: str) -> str:
    """Return a sentence with a capital letter, and a full stop unless it is a question."""
    stop = "" if text.endswith((".", "?")) else "."
    return f"{text[:1].upper()}{text[1:]}{stop}"


def listing(words: Iterable[str]) -> str:
    """Return words as a list with commas; `none` if there are none."""
    return ", ".join(words) or "none"


def in_words(answer: object) -> str:
    """
    Return an answer as people read it: yes or no, a list with semicolons, a table with its fields.
    """
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    if isinstance(answer, Mapping):
        fields: list[str] = []
        for name, value in cast("Mapping[str, object]", answer).items():
            fields.append(f"{name.replace('_', ' ')}: {in_words(value)}")
        return ", ".join(fields)
    if isinstance(answer, list | tuple):
        parts = cast("Sequence[object]", answer)
        return "; ".join(in_words(part) for part in parts) or "none"
    return "left out" if answer is None else str(answer)


def kind_words(kind: str) -> str:
    """Return a kind of referral as people say it."""
    return kind.replace("_", " ")
