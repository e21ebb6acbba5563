"""What would follow from a step, worked out from events that are not saved."""

from __future__ import annotations

from collections.abc import Mapping

from pathway.service.cases.reading.cases import case_view
from pathway.service.cases.reading.deadlines import deadline_view
from pathway.service.cases.reading.entries import event_view
from pathway.service.cases.reading.items import item_view
from pathway.service.cases.taken import Taken
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.deadlines import DeadlineView
from pathway.service.views.history import EventView
from pathway.service.views.steps import PreviewView
from pathway.workflows.history.deadline import Deadline
from pathway.workflows.history.item import Item


def preview_of(unit: UnitOfWork, all_taken: list[Taken]) -> PreviewView:
    """Return what the first case would become, with the events of all cases and who is told."""
    taken = all_taken[0]
    events: list[EventView] = []
    roles: dict[str, None] = {}  # each role once, in order
    for changed in all_taken:
        events += [event_view(unit, changed.after, event) for event in changed.events]
        roles |= {notice.role: None for notice in changed.notices if notice.rung == "told"}
    started, ended, moved = _differences(taken)
    items_before: Mapping[str, Item] = taken.before.items if taken.before else {}
    opened = [item for name, item in taken.after.items.items() if name not in items_before]
    return PreviewView(
        events=tuple(events),
        case=case_view(unit, taken.after),
        deadlines_started=_views(unit, taken, started),
        deadlines_ended=_views(unit, taken, ended),
        deadlines_moved=_views(unit, taken, moved),
        items_opened=tuple(item_view(unit, taken.definition, taken.after, item) for item in opened),
        told=tuple(roles),
    )


def _differences(taken: Taken) -> tuple[list[Deadline], list[Deadline], list[Deadline]]:
    """Return the deadlines that were started, those that were ended, and those that were moved."""
    before: Mapping[str, Deadline] = taken.before.deadlines if taken.before else {}
    started: list[Deadline] = []
    ended: list[Deadline] = []
    moved: list[Deadline] = []
    for name, deadline in taken.after.deadlines.items():
        was = before.get(name)
        if deadline.is_open and was is None:
            started.append(deadline)
        if not deadline.is_open and (was is None or was.is_open):
            ended.append(deadline)
        if was is not None and was.due != deadline.due:
            moved.append(deadline)
    return started, ended, moved


def _views(unit: UnitOfWork, taken: Taken, deadlines: list[Deadline]) -> tuple[DeadlineView, ...]:
    return tuple(
        deadline_view(unit, taken.definition, taken.after, deadline) for deadline in deadlines
    )
