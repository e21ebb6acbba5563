"""
Examines one case, and names everything that does not hold together in it.

With the key, every event is compared with its MAC, and every sealed part is opened and compared with
its digest. What was made by hand is named and stops nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table

from pathway.errors import PathwayError
from pathway.storage.cases.chain import Chain, Fault
from pathway.storage.cases.macs import MacKey
from pathway.storage.cases.sealing import Keyring, WrappedKey
from pathway.storage.database.packed_documents import unpacked
from pathway.storage.database.raw import UNREADABLE, comparable, raw_rows, shown
from pathway.storage.database.rows import Row, case_row, deadline_row, item_row, parts
from pathway.storage.database.tables import case, case_key, deadline, event, item, party
from pathway.workflows.access.parties import parties_of
from pathway.workflows.history.case import Case


@dataclass(frozen=True, slots=True)
class Examined:
    """
    What was found out about a case.

    Args:
        faults: A code and a sentence for each thing that does not hold.
        sealed: How many sealed parts there are.
    """

    reference: str
    faults: list[Fault]
    sealed: int


@dataclass(frozen=True, slots=True)
class _Stored:
    """What is stored of a case besides its events: its own row, and those of its parts."""

    row: Any
    items: list[Any]
    deadlines: list[Any]
    parties: list[Any]


def examined(
    connection: Connection,
    case_id: int,
    keyring: Keyring | None,
    macs: Mapping[str, MacKey] | None,
) -> Examined:
    """
    Return what does not hold together in a case that is there.

    Args:
        keyring: The master key; if None, sealed parts stay closed.
        macs: The MAC keys by id; if None, MACs are not checked.
    """
    (row,) = raw_rows(connection, case, case.c.id == case_id)
    keys = _rows_of(connection, case_key, case_id)
    chain = _chain(shown(row.reference), keys, keyring)
    chain.macs = macs
    order = (event.c.seq,)
    chain.follow(raw_rows(connection, event, event.c.case_id == case_id, order=order))
    if chain.sealed and not keys:
        chain.faults.append(
            ("key", "The case's data key is missing, so its sealed parts cannot be opened.")
        )
    stored = _Stored(
        row, *(_rows_of(connection, table, case_id) for table in (item, deadline, party))
    )
    return Examined(chain.reference, [*chain.faults, *_replay_faults(chain, stored)], chain.sealed)


def _chain(reference: str, keys: list[Any], keyring: Keyring | None) -> Chain:
    """Return the start of a case's chain, its data key unwrapped where possible."""
    chain = Chain(reference, data_key=None, replayed=Case(reference))
    if keyring is not None and keys:
        try:
            chain.data_key = keyring.data_key(
                reference, WrappedKey(keys[0].wrapped, shown(keys[0].key_id))
            )
        except (PathwayError, *UNREADABLE) as error:
            chain.faults.append(("key", str(error)))
    return chain


def _replay_faults(chain: Chain, stored: _Stored) -> Iterator[Fault]:
    """Yield where the stored rows of a case differ from those that replaying its events gives."""
    try:
        replayed = chain.replayed
        if replayed is None or chain.recorded_at is None:
            yield "replay", "The case cannot be replayed, so its rows were not compared."
            return
        expected = case_row(replayed, chain.recorded_at)
        wanted_items = {
            name: item_row(name, document) for name, document in parts(replayed, "items").items()
        }
        wanted_deadlines = {
            name: deadline_row(name, document)
            for name, document in parts(replayed, "deadlines").items()
        }
        wanted_parties = parties_of(replayed)
    except UNREADABLE:
        yield "replay", "The events do not make a case, so its rows were not compared."
        return
    if differing := _differing(stored.row, expected):
        yield "case", f"The case's row differs from what its events make: {differing}."
    yield from _part_faults("item", stored.items, wanted_items)
    yield from _part_faults("deadline", stored.deadlines, wanted_deadlines)
    yield from _party_faults({shown(row.name) for row in stored.parties}, wanted_parties)


def _party_faults(stored: Collection[str], wanted: Collection[str]) -> Iterator[Fault]:
    for name in sorted({*wanted} - {*stored}):
        yield "party", f"The party {name} is missing."
    for name in sorted({*stored} - {*wanted}):
        yield "party", f"The party {name} is in no event."


def _part_faults(kind: str, stored: list[Any], wanted: Mapping[str, Row]) -> Iterator[Fault]:
    rows = {row.id: row for row in stored}
    for name in sorted(wanted.keys() - rows.keys()):
        yield kind, f"The {kind} {shown(name)} is missing."
    for name, row in rows.items():
        if name not in wanted:
            yield kind, f"The {kind} {shown(name)} is in no event."
        elif differing := _differing(row, wanted[name]):
            yield kind, f"The {kind} {shown(name)} differs from what the events make: {differing}."


def _differing(stored: Any, wanted: Row) -> str:
    """Return the names of the columns that differ, separated by commas."""
    return ", ".join(
        name for name, value in wanted.items() if not _is_same(name, getattr(stored, name), value)
    )


def _is_same(column: str, stored: object, wanted: object) -> bool:
    """Return whether a column has what is wanted; of a document, what it says is compared."""
    if column != "document":
        return comparable(stored) == comparable(wanted)
    try:
        return unpacked(stored) == wanted
    except UNREADABLE:
        return False


def _rows_of(connection: Connection, table: Table, case_id: int) -> list[Any]:
    return list(raw_rows(connection, table, table.c.case_id == case_id))
