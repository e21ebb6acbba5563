"""The rows of a case's items and deadlines, and of when the sweep must look at them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, literal, select

from pathway.storage.cases import parties
from pathway.storage.cases.statements import (
    DROP_DEADLINES,
    DROP_ITEMS,
    DROP_WATCHES,
    rows_named,
)
from pathway.storage.database.conditions import deadline_is_open
from pathway.storage.database.dialects import upsert
from pathway.storage.database.pipelines import Write
from pathway.storage.database.rows import as_stored, changed, deadline_row, is_open, item_row, parts
from pathway.storage.database.tables import deadline, item, watch
from pathway.storage.database.utc_datetime import UTCDateTime
from pathway.workflows.history.case import Case

# The instant from which the sweep must look at a deadline, by its id; None where it need not.
Looks = Mapping[str, datetime | None]


def part_writes(
    connection: Connection, case_id: int, before: Case | None, after: Case, looks: Looks
) -> Iterator[Write]:
    """Yield what writes all that changed of a case beside its own row and its events."""
    # What an event did not touch is the same object.
    if parts(before, "items") is not parts(after, "items"):
        yield from _item_writes(connection, case_id, before, after)
    if looks or parts(before, "deadlines") is not parts(after, "deadlines"):
        yield from _deadline_writes(connection, case_id, before, after, looks)
    yield from parties.writes(case_id, before, after)


def _item_writes(
    connection: Connection, case_id: int, before: Case | None, after: Case
) -> Iterator[Write]:
    """Yield what writes the items of a case that changed."""
    differing = changed(before, after, "items")
    rows = [
        {"case_id": case_id, **as_stored(item_row(name, document))}
        for name, document in differing.items()
    ]
    gone = _gone(before, after, "items")
    yield upsert(connection, item), rows
    yield DROP_ITEMS, rows_named(case_id, gone)


def _deadline_writes(
    connection: Connection, case_id: int, before: Case | None, after: Case, looks: Looks
) -> Iterator[Write]:
    """Yield what writes the deadlines of a case that changed, and when to look at them."""
    old, new = parts(before, "deadlines"), parts(after, "deadlines")
    differing = changed(before, after, "deadlines")
    rows = [
        {"case_id": case_id, **as_stored(deadline_row(name, document))}
        for name, document in differing.items()
    ]
    gone = _gone(before, after, "deadlines")
    running = {name for name in {*differing, *looks} & new.keys() if is_open(new[name])}
    ended = {name for name in differing if name in old and name not in running}
    unwatched = {name for name, at in looks.items() if at is None and name in old}
    watched = {name: at for name, at in looks.items() if at is not None and name in running}
    yield upsert(connection, deadline), rows
    yield DROP_WATCHES, rows_named(case_id, gone | ended | unwatched)
    yield DROP_DEADLINES, rows_named(case_id, gone)
    yield _watching(connection, case_id, watched)


def _gone(before: Case | None, after: Case, part: str) -> set[str]:
    """Return the ids of the items or deadlines that a case no longer has."""
    old, new = parts(before, part), parts(after, part)
    return old.keys() - new.keys() if old is not new else set()


def look_writes(connection: Connection, case_id: int, looks: Looks) -> Iterator[Write]:
    """Yield what sets when to look at open deadlines."""
    unwatched = {name for name, at in looks.items() if at is None}
    watched = {name: at for name, at in looks.items() if at is not None}
    yield DROP_WATCHES, rows_named(case_id, unwatched)
    yield _watching(connection, case_id, watched)


def looking_at_all(connection: Connection, now: datetime) -> Any:
    """Return what has the sweep look at every open deadline from an instant on."""
    open_deadlines = select(deadline.c.case_id, deadline.c.id, literal(now, UTCDateTime)).where(
        deadline_is_open
    )
    columns = ["case_id", "deadline_id", "look_at"]
    return upsert(connection, watch).from_select(columns, open_deadlines)


def _watching(connection: Connection, case_id: int, watched: Mapping[str, datetime]) -> Write:
    rows = [
        {"case_id": case_id, "deadline_id": name, "look_at": at} for name, at in watched.items()
    ]
    return upsert(connection, watch), rows
