"""Storing the cases that a command changed: events, items, deadlines and notices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pathway.service.cases.notice_timing import notices_write
from pathway.service.cases.reading.entries import event_view
from pathway.service.cases.taken import Taken
from pathway.service.unit_of_work import UnitOfWork
from pathway.storage import drafts
from pathway.storage.cases.part_rows import Looks
from pathway.storage.database.pipelines import Write
from pathway.storage.drafts import DraftPlace
from pathway.workflows.history.deadline import Deadline
from pathway.workflows.reminders.ladders import next_look


def save(unit: UnitOfWork, changed: list[Taken]) -> None:
    """
    Store the changed cases: events, items, deadlines, when to look at them next, and the notices.

    Raises:
        DatabaseBusy: The calendar, or a definition that a case is to follow, was changed meanwhile.
    """
    unit.hold_calendar()
    for taken in changed:
        if taken.before is None or taken.before.definition != taken.after.definition:
            unit.hold_definition(taken.after.definition)
        beside = [notices_write(unit, taken.notices), *_drafts_discarded(unit, taken)]
        save_case(unit, taken, _looks(unit, taken), beside)


def save_case(unit: UnitOfWork, taken: Taken, looks: Looks, beside: Sequence[Write] = ()) -> None:
    """
    Store one case, without its notices.

    Args:
        looks: When to look next at its deadlines.
        beside: What else is written with it.
    """
    unit.cases.save(taken.before, taken.after, taken.events, looks, beside)
    unit.recorded += [event_view(unit, taken.after, event) for event in taken.events]


def _drafts_discarded(unit: UnitOfWork, taken: Taken) -> list[Write]:
    """Return what removes the drafts of the steps, of those who took or recorded them."""
    if taken.before is None or not unit.cases.may_have_drafts(taken.before.reference):
        return []
    return drafts.discarding(
        DraftPlace(event.reference, person, event.step, event.item or "")
        for event in taken.events
        for person in (event.actor, event.typed_by)
        if person is not None
    )


def _looks(unit: UnitOfWork, taken: Taken) -> dict[str, datetime | None]:
    """Return when to look next at each deadline that the events touch; never at a closed one."""
    touched: set[str] = set()
    for event in taken.events:
        touched |= set(event.effects.get("deadlines", {}))
    return {name: _look(unit, taken, taken.after.deadlines[name]) for name in touched}


def _look(unit: UnitOfWork, taken: Taken, deadline: Deadline) -> datetime | None:
    return next_look(taken.definition, deadline, unit.calendar) if deadline.is_open else None
