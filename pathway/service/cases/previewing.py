"""What would follow from a step, from the events that were not saved."""

from __future__ import annotations

from collections.abc import Mapping

from pathway.service.cases.entries import event_view
from pathway.service.cases.items import item_view
from pathway.service.cases.reading import case_view, deadline_view
from pathway.service.cases.taking import Taken
from pathway.service.transactions import UnitOfWork
from pathway.service.views import DeadlineView, PreviewView
from pathway.workflows.history.case import Case, Deadline


def preview_of(unit: UnitOfWork, every: list[Taken]) -> PreviewView:
    """Return what the first case would become, and what every event would say."""
    taken = every[0]
    before: Mapping[str, Deadline] = taken.before.deadlines if taken.before else {}
    after = taken.after
    started = [one for name, one in after.deadlines.items() if name not in before and one.is_open]
    done = [(name, one) for name, one in after.deadlines.items() if not one.is_open]
    ended = [one for name, one in done if name not in before or before[name].is_open]
    moved = [
        one
        for name, one in after.deadlines.items()
        if name in before and before[name].due != one.due
    ]
    return PreviewView(
        events=tuple(event_view(unit, event) for one in every for event in one.events),
        case=case_view(unit, after),
        started=_views(unit, taken, after, started),
        ended=_views(unit, taken, after, ended),
        moved=_views(unit, taken, after, moved),
        opened=tuple(
            item_view(unit, taken.definition, after, item)
            for name, item in after.items.items()
            if taken.before is None or name not in taken.before.items
        ),
        told=tuple(
            dict.fromkeys(
                notice.role for one in every for notice in one.notices if notice.rung == "told"
            )
        ),
    )


def _views(
    unit: UnitOfWork, taken: Taken, case: Case, deadlines: list[Deadline]
) -> tuple[DeadlineView, ...]:
    return tuple(deadline_view(unit, taken.definition, case, one) for one in deadlines)
