"""
The days that a partnership adds to the table of bank holidays: proclaimed ones, and its own
closures.

Nothing is overwritten: a day that is taken away is kept, with who took it away, when and why.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any, NamedTuple

from sqlalchemy import Connection, insert, select, true, update

from pathway.storage.database.conditions import closed_day_is_kept
from pathway.storage.database.salvage import salvaged, whole
from pathway.storage.database.tables import closed_day

PROCLAIMED, CLOSURE = "proclaimed", "closure"
IN_ORDER = (closed_day.c.day, closed_day.c.source, closed_day.c.id)


class Mark(NamedTuple):
    """When something was recorded, by whom (the directory's number), and why."""

    at: datetime
    by: int | None = None
    reason: str | None = None


class ClosedDay(NamedTuple):
    """
    A day that was added.

    Args:
        source: proclaimed or closure.
        number: Its number in the database; 0 before it is stored.
        removed: How it was taken away, or None while it is kept.
    """

    day: date
    name: str
    source: str
    added: Mark
    removed: Mark | None = None
    number: int = 0


class ListedDay(NamedTuple):
    """A day that was added, and what of its row cannot be read; None where all can."""

    closed: ClosedDay
    damaged: str | None


def load(connection: Connection, *, removed: bool = False) -> list[ClosedDay]:
    """
    Return the days that are in force, in order.

    Args:
        removed: Include those that were taken away.

    Raises:
        VerificationFailed: One of them was damaged.
    """
    query = select(closed_day).where(true() if removed else closed_day_is_kept)
    with whole("The calendar"):
        rows = connection.execute(query.order_by(*IN_ORDER))
        return [_closed_day(row) for row in rows]


def listed(connection: Connection) -> list[ListedDay]:
    """Return every day that was ever added as far as it can be read, in order."""
    query = select(closed_day).order_by(*IN_ORDER)
    return [
        ListedDay(_closed_day(SimpleNamespace(**values)), damaged)
        for values, damaged in salvaged(connection, query)
    ]


def add(connection: Connection, days: Sequence[ClosedDay]) -> None:
    """Record days."""
    rows = [
        {
            "day": closed.day,
            "name": closed.name,
            "source": closed.source,
            "reason": closed.added.reason,
            "added_at": closed.added.at,
            "added_by": closed.added.by,
        }
        for closed in days
    ]
    if rows:
        connection.execute(insert(closed_day), rows)


def remove(connection: Connection, numbers: Collection[int], mark: Mark) -> None:
    """Take days away: each row is kept, and marked as removed."""
    connection.execute(
        update(closed_day)
        .where(closed_day.c.id.in_(numbers), closed_day_is_kept)
        .values(removed_at=mark.at, removed_by=mark.by, removed_reason=mark.reason)
    )


def _closed_day(row: Any) -> ClosedDay:
    return ClosedDay(
        row.day,
        row.name,
        row.source,
        added=Mark(row.added_at, row.added_by, row.reason),
        removed=_removal(row),
        number=row.id,
    )


def _removal(row: Any) -> Mark | None:
    if not row.removed_at:
        return None
    return Mark(row.removed_at, row.removed_by, row.removed_reason)
