"""Items as callers are shown them: what is on record of each, and what is computed from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from datetime import datetime
from typing import Any

from pathway.service.people.agency_names import agency_name
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.cases import ItemView
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.attempts.numbers import AMBER_DAYS
from pathway.workflows.calendar.working_days import london_date
from pathway.workflows.cases.incidents import incident_from
from pathway.workflows.deadlines.counting.clocks import (
    ACTION_DUE,
    ClockContext,
    planned_publication,
)
from pathway.workflows.deciding.wanted import seats_without_view
from pathway.workflows.history.case import Case
from pathway.workflows.history.deadline import Deadline
from pathway.workflows.history.item import Item
from pathway.workflows.history.ledger import Subject
from pathway.workflows.known_names import (
    ACTION,
    INCIDENT,
    MEETING_ACTION,
    MEMBER,
    PUBLICATION,
    RETURN,
)

# What only the rules need and callers are not shown, such as the numbers of people.
KEPT = (
    "part",
    "owner",
    "submitted_by",
    "dates",
    "plans",
    "revisions",
    "told",
    "sent",
    "views",
    "visit",
    "round",
    "asked_on",
    "left_by",
)


def item_view(unit: UnitOfWork, definition: BoundDefinition, case: Case, item: Item) -> ItemView:
    """
    Return an item with what is computed from it: an action's rating, an incident's day of
    awareness.
    """
    # The caller's own: the item's is kept for the next who reads the case.
    data = deepcopy({name: value for name, value in item.data.items() if name not in KEPT})
    if "agency" in item.data:
        data["agency_name"] = agency_name(unit, item.data["agency"])
    computed = COMPUTED.get(item.kind)
    if computed:
        data |= computed(unit, definition, case, item)
    title = _state_title(definition, item)
    return ItemView(item.id, item.kind, item.state, title=title, data=data)


def _state_title(definition: BoundDefinition, item: Item) -> str:
    file = definition.files.get(item.kind)
    if file is None:
        return item.state
    return next((state.title for state in file.state if state.name == item.state), item.state)


def in_order(items: Iterable[Item]) -> list[Item]:
    """Return items in the order in which they were opened; `action:10` after `action:9`."""
    return sorted(items, key=lambda item: (item.opened_by, item.kind, len(item.id), item.id))


def brag(item: Item, duty: Deadline | None, now: datetime, amber_days: int) -> str:
    """
    Return the rating of an action, which is computed and never typed: blue is verified, red overdue
    or blocked, amber due soon, grey not pursued.

    Args:
        duty: The action's own deadline.
        amber_days: How many days before its due day an action without evidence turns amber.
    """
    if item.state in ("verified", "not_pursued"):
        return "blue" if item.state == "verified" else "grey"
    if item.data.get("blocked") or (duty is not None and duty.overdue(now)):
        return "red"
    if item.state == "evidence_submitted" or duty is None or duty.paused_on is not None:
        return "green"
    return "amber" if (duty.due - london_date(now)).days <= amber_days else "green"


def _action(
    unit: UnitOfWork, definition: BoundDefinition, case: Case, item: Item
) -> dict[str, Any]:
    person, duty = item.data.get("owner"), _duty_of(case, item)
    owner = unit.names.get(person) if person is not None else None
    return {
        "owner": owner.email if owner else None,
        "due": duty.due.isoformat() if duty else None,
        "brag": brag(item, duty, unit.now, definition.number(AMBER_DAYS)),
    }


def _duty_of(case: Case, item: Item) -> Deadline | None:
    """Return the deadline that ends on an action's own date."""
    duties = case.duties.of_item(item.id)
    return next((duty for duty in duties if duty.clock == ACTION_DUE), None)


def _incident(_: UnitOfWork, definition: BoundDefinition, case: Case, item: Item) -> dict[str, Any]:
    incident = incident_from(item)
    aware_on, sent = incident.aware_on(), incident.sent or {}
    views = {seat: incident.view(seat) for seat in definition.seats}
    return {
        "aware_on": aware_on.isoformat() if aware_on else None,
        "sent_on": sent.get("on"),
        "views": {seat: view for seat, view in views.items() if view is not None},
        "wanted": seats_without_view(definition, case, incident),
    }


def _publication(
    _: UnitOfWork, definition: BoundDefinition, case: Case, item: Item
) -> dict[str, Any]:
    plans = planned_publication(ClockContext(definition, case, Subject(item=item.id)))
    return {"planned_on": plans[-1].day.isoformat() if plans else None}


def _return(_: UnitOfWork, _definition: BoundDefinition, case: Case, item: Item) -> dict[str, Any]:
    """Return which request to the agency it is, since when it is in its state, and by when due."""
    last = item.id.rpartition(":")[2]
    days = [duty.due for duty in case.duties.of_item(item.id) if duty.is_open]
    return {
        "round": int(last) if last.isdecimal() else 1,
        "changed_on": item.changed_on.isoformat(),
        "due": min(days).isoformat() if days else None,
    }


def _somebody(unit: UnitOfWork, _: BoundDefinition, case: Case, item: Item) -> dict[str, Any]:
    """Return who a member of a meeting is, or who carries out an action of it, and by when."""
    person, duty = item.data.get("owner"), _duty_of(case, item)
    owner = unit.names.get(person) if person is not None else None
    due = {"due": duty.due.isoformat()} if duty else {}
    return {"owner": owner.email if owner else None, **due}


COMPUTED: Mapping[str, Callable[[UnitOfWork, BoundDefinition, Case, Item], dict[str, Any]]] = {
    ACTION: _action,
    INCIDENT: _incident,
    PUBLICATION: _publication,
    RETURN: _return,
    MEMBER: _somebody,
    MEETING_ACTION: _somebody,
}
