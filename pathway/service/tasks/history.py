"""What was done with the tasks of a case, from the recorded changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.tasks import TaskChange
from pathway.storage import tasks
from pathway.storage.proof import changes
from pathway.storage.proof.changes import Change, RowChange

PARTS = ("task", "follow_up")


def changes_of_tasks(unit: UnitOfWork, reference: str) -> list[TaskChange]:
    """Return what was done with the tasks of a case, the oldest first."""
    number = str(tasks.case_number(unit.connection, reference))
    return [
        shown
        for change in changes.listed(unit.connection)
        for shown in _shown(unit, change, number)
    ]


def _shown(unit: UnitOfWork, change: Change, number: str) -> Iterator[TaskChange]:
    for row in change.rows:
        if row.table not in PARTS or row.key[0] != number:
            continue
        after: Any = row.after or {}
        yield TaskChange(
            number=change.number,
            at=change.at,
            by=_email(unit, change.by),
            what=change.what,
            id=row.key[1],
            holder=_email(unit, after.get("person_id")) if row.table == "task" else None,
            follow_up_on=_day(row),
        )


def _day(row: RowChange) -> date | None:
    if row.table != "follow_up" or row.after is None:
        return None
    return date.fromisoformat(str(row.after["day"]))


def _email(unit: UnitOfWork, number: int | None) -> str | None:
    person = unit.names.get(number) if number is not None else None
    return person.email if person else None
