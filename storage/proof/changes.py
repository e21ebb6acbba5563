"""
What was changed in the directory with its tokens, the calendar, the settings and the definitions:
who, what, when.

Each change is a signed record of the rows before and after. Replaying all of them gives the rows as
they must be now, so that a row changed by hand is found and named.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Generator, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import Connection, Table, select

from pathway.storage.cases.macs import MacKey
from pathway.storage.database.identity_tables import token
from pathway.storage.database.raw import UNREADABLE, raw_rows, shown
from pathway.storage.database.tables import (
    absence,
    agency,
    appointment,
    change,
    closed_day,
    definition,
    holiday,
    mac_key,
    person,
    setting,
)
from pathway.storage.database.task_tables import follow_up, task
from pathway.storage.proof.ledger import Ledger, Record, append

# Each table, with what a finding says it belongs to.
KINDS: Mapping[Table, str] = {
    person: "directory",
    appointment: "directory",
    agency: "directory",
    absence: "directory",
    token: "directory",
    holiday: "calendar",
    closed_day: "calendar",
    setting: "setting",
    task: "task",
    follow_up: "task",
    definition: "definition",
}
TABLES = {str(table.name).removeprefix("pathway_"): table for table in KINDS}
EVERY_KIND = frozenset(KINDS.values())
ROWS_A_CHANGE = 2000
Values = Mapping[str, Any]
State = dict[tuple[str, ...], Values]


class RowChange(NamedTuple):
    """A row before and after; None where it was not there."""

    table: str
    key: tuple[str, ...]
    before: Values | None
    after: Values | None


class Change(NamedTuple):
    """
    A change as it was recorded.

    Args:
        by: The number in the directory of who made it; None for whoever keeps the installation.
        what: What was done: import, absent, back, remove, and so on.
    """

    number: int
    at: datetime
    by: int | None
    what: str
    rows: tuple[RowChange, ...]


@contextmanager
def recording(
    connection: Connection,
    signing: MacKey,
    *,
    what: str,
    by: int | None,
    at: datetime,
    kinds: Collection[str] | None = None,
) -> Generator[None]:
    """
    Record what the block changes in the directory, its tokens, the calendar, settings and
    definitions.

    Args:
        kinds: The kinds of rows that the block may change, all if left out; of others nothing is
            recorded.
    """
    kinds = EVERY_KIND if kinds is None else kinds
    # Others who change something wait: a change counts from the rows as they are.
    connection.execute(select(mac_key.c.id).with_for_update()).all()
    before = snapshot(connection, kinds)
    yield
    after = snapshot(connection, kinds)
    rows = [
        {
            "table": key[0],
            "key": key[1:],
            "before": before.get(key),
            "after": after.get(key),
        }
        for key in sorted(before.keys() | after.keys())
        if before.get(key) != after.get(key)
    ]
    common = {"at": at.astimezone(UTC).isoformat(), "by": by, "what": what}
    for first in range(0, len(rows), ROWS_A_CHANGE):
        page = rows[first : first + ROWS_A_CHANGE]
        append(connection, change, signing, {**common, "rows": page})


def listed(connection: Connection) -> list[Change]:
    """Return every change that can be read, the oldest first."""
    ledger = Ledger(change, "Change", None)
    return [_change(record) for record in ledger.follow(connection)]


def snapshot(connection: Connection, kinds: Collection[str] = EVERY_KIND) -> State:
    """Return every row of these kinds whose changes are recorded, by table and key."""
    state: State = {}
    for name, table in TABLES.items():
        if KINDS[table] not in kinds:
            continue
        for row in raw_rows(connection, table):
            values = {
                str(column.name): _plain(getattr(row, column.name)) for column in table.columns
            }
            key = tuple(str(values.pop(column.name)) for column in table.primary_key)
            if name == "definition":
                values["content"] = hashlib.sha256(str(values["content"]).encode()).hexdigest()
            state[name, *key] = values
    return state


def faults(ledger: Ledger, connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield a code and a sentence for whatever the recorded changes do not account for."""
    state: State = {}
    for record in ledger.follow(connection):
        try:
            yield from _replayed(state, _change(record))
        except UNREADABLE:
            ledger.faults.append(f"Change {record.number} cannot be read.")
    for sentence in ledger.faults:
        yield "change", sentence
    present = snapshot(connection)
    for key in sorted(state.keys() | present.keys()):
        if key not in present:
            yield _kind(key), f"{_called(key)} is missing."
        elif key not in state:
            yield _kind(key), f"{_called(key)} is in no recorded change."
        elif differing := _differing(state[key], present[key]):
            yield (
                _kind(key),
                f"{_called(key)} is not what its changes make of it: {', '.join(differing)}.",
            )


def _replayed(state: State, made: Change) -> Iterator[tuple[str, str]]:
    """Apply a change to the rows, and yield those that were others before it."""
    for row in made.rows:
        key = (row.table, *row.key)
        if state.get(key) != row.before:
            yield _kind(key), f"{_called(key)} was changed by hand before change {made.number}."
        if row.after is None:
            state.pop(key, None)
        else:
            state[key] = row.after


def _change(record: Record) -> Change:
    members = record.members
    rows = tuple(_row_change(row) for row in cast(list[dict[str, Any]], members["rows"]))
    at = datetime.fromisoformat(members["at"])
    return Change(record.number, at, members["by"], members["what"], rows)


def _row_change(row: Mapping[str, Any]) -> RowChange:
    if row["table"] not in TABLES:
        raise ValueError("no table whose changes are recorded")
    key = tuple(str(part) for part in row["key"])
    return RowChange(row["table"], key, _values(row["before"]), _values(row["after"]))


def _values(stored: Any) -> Values | None:
    return dict(stored) if stored is not None else None


def _differing(wanted: Values, present: Values) -> list[str]:
    return [name for name in present if wanted.get(name) != present[name]]


def _kind(key: tuple[str, ...]) -> str:
    return KINDS[TABLES[key[0]]]


def _called(key: tuple[str, ...]) -> str:
    return f"The {key[0].replace('_', ' ')} {shown(' '.join(key[1:]))}"


def _plain(value: Any) -> Any:
    """Return a value as JSON has it, the same on both databases."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return f"bytes {value.hex()}"
    return value
