"""Dated duties in words: by when, who owes them, and why they were late."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from pathway.documents.case_pack.record import Duty
from pathway.service.documents.records.naming import role_words
from pathway.service.documents.records.opened import OpenedHistory
from pathway.service.people.agency_names import agency_name
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.deadlines import DeadlineView
from pathway.workflows.calendar.in_words import full_day_words
from pathway.workflows.calendar.working_days import LONDON

ENDED = {
    "met": "Done",
    "met_late": "Done late",
    "stopped": "No longer needed",
    "waived": "Waived",
}
OPEN = ("running", "breached")


def duties_in_words(
    unit: UnitOfWork,
    views: Iterable[DeadlineView],
    history: OpenedHistory,
    about: Mapping[str, str],
) -> list[Duty]:
    """
    Return duties in words, in their order.

    Args:
        about: What the items are called that duties are about, by id.
    """
    why = _reasons(history)
    return [_duty(unit, view, why.get(view.id, ""), about) for view in views]


def _duty(unit: UnitOfWork, view: DeadlineView, why: str, about: Mapping[str, str]) -> Duty:
    item = about.get(view.item or "", "")
    is_open = view.state in OPEN
    breached = any(not breach["corrected"] for breach in view.breaches)
    return Duty(
        title=f"{view.title}: {item}" if item else view.title,
        owner=_owner(unit, view),
        due=_due(view),
        left=_left(view, unit.today),
        is_open=is_open,
        was_late=view.state == "met_late" or breached or (view.overdue and not view.prompt),
        is_overdue=is_open and view.overdue and not view.prompt,
        why="\n".join(part for part in (_delay(view), why) if part),
    )


def _owner(unit: UnitOfWork, view: DeadlineView) -> str:
    role = role_words(view.owner.role) or view.owner.role.replace("_", " ")
    agency = f", {agency_name(unit, view.owner.agency)}" if view.owner.agency else ""
    people = {person.email: person.name for person in unit.names.values()}
    names = [people.get(email) or email for email in view.owner.emails[:1]]
    return f"{role}{agency}" + (f" ({names[0]})" if names else "")


def _due(view: DeadlineView) -> str:
    if view.due_at:
        london = view.due_at.astimezone(LONDON)
        due = f"{full_day_words(london.date())} at {london:%H:%M}"
    else:
        due = full_day_words(view.due)
    if view.provisional:
        due += " (provisional)"
    earlier = [day for day in (_moved_from(move) for move in view.moves) if day != view.due]
    if earlier:
        due += f"; first {full_day_words(earlier[0])}"
    return due


def _moved_from(move: Mapping[str, Any]) -> date:
    return date.fromisoformat(str(move["due"])[:10])


def _left(view: DeadlineView, today: date) -> str:
    """Return how much time is left, or how a duty ended."""
    if view.state in ENDED:
        on = f" on {full_day_words(view.met_on)}" if view.met_on else ""
        return ENDED[view.state] + on
    if view.suspended_on:
        return f"Suspended since {full_day_words(view.suspended_on)}"
    if view.due == today:
        return "Due today"
    count = abs(view.days_left)
    days = f"{count} working day" if count == 1 else f"{count} working days"
    if view.due > today:
        return f"{days} left"
    return f"Its day has passed: {days}" if view.prompt else f"Overdue by {days}"


def _delay(view: DeadlineView) -> str:
    if view.delay is None or not view.delay.runs:
        return ""
    return f"A delay is recorded; expected by {full_day_words(view.delay.revised)}."


def _reasons(history: OpenedHistory) -> dict[str, str]:
    """Return why each duty was late or waived, by its id."""
    reasons: dict[str, str] = {}
    for event in history.events:
        sealed: Mapping[str, Any] = event.sealed or {}
        for name, members in event.effects.get("deadlines", {}).items():
            reason = sealed.get(_kind_of_reason(members.get("state")))
            if reason:
                reasons[name] = str(reason)
    return reasons


def _kind_of_reason(state: object) -> str:
    if state == "waived":
        return "reason"
    return "late_reason" if state == "met_late" else ""
