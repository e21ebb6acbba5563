"""
A chain of signed records: each has a number, a header, its hash and its MAC, and the header names
the hash of the record before it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, insert, select

from pathway.storage.cases.macs import MacKey
from pathway.storage.database.raw import UNREADABLE, raw_rows, shown
from pathway.workflows.history.events import GENESIS, canonical, hash_of


class Record(NamedTuple):
    """A record: its number, its hash, and the members of its header."""

    number: int
    hash: str
    members: Mapping[str, Any]


def append(
    connection: Connection, table: Table, signing: MacKey, members: Mapping[str, Any]
) -> Record:
    """Sign members as the next record of a table, and return the record."""
    last = connection.execute(
        select(table.c.number, table.c.hash).order_by(table.c.number.desc()).limit(1)
    ).first()
    number, previous = (last.number + 1, last.hash) if last is not None else (1, GENESIS)
    whole = {**members, "number": number, "previous_hash": previous, "record": table.name}
    header = canonical(whole)
    row = {
        "number": number,
        "header": header,
        "hash": hash_of(header),
        "mac": signing.mac(header),
        "mac_key": signing.id,
    }
    connection.execute(insert(table), row)
    return Record(number, hash_of(header), whole)


@dataclass
class Ledger:
    """
    What has been read of a table's records so far.

    Args:
        called: What a sentence calls a record.
        keys: The MAC keys by id; if None, MACs are not checked.
        faults: A sentence for each record that does not hold.
        hashes: The hash of each record, by number.
    """

    table: Table
    called: str
    keys: Mapping[str, MacKey] | None
    faults: list[str] = field(default_factory=list[str])
    hashes: dict[int, str] = field(default_factory=dict[int, str])

    def follow(self, connection: Connection) -> Iterator[Record]:
        """Yield each record that can be read, in order, and keep what does not hold."""
        number = 0
        for row in raw_rows(connection, self.table, order=(self.table.c.number,)):
            self.faults.extend(f"{self._named(row)} {fault}" for fault in self._faults(row))
            if row.number != number + 1:
                self.faults.append(f"{self.called} {number + 1} is missing.")
            number = row.number if isinstance(row.number, int) else number + 1
            self.hashes[number] = row.hash
            record = self._record(row, number)
            if record is not None:
                yield record

    def _faults(self, row: Any) -> Iterator[str]:
        if not isinstance(row.header, bytes) or hash_of(row.header) != row.hash:
            yield "does not have the hash that is stored with it."
            return
        if self.keys is None:
            return
        key = self.keys.get(shown(row.mac_key))
        if key is None:
            yield "names a MAC key that is not there."
        elif not key.made(row.header, row.mac):
            yield "was written or changed by somebody without the key."

    def _record(self, row: Any, number: int) -> Record | None:
        try:
            members: dict[str, Any] = json.loads(row.header)
            record = Record(number, row.hash, members)
            named = (members["number"], members["record"])
        except UNREADABLE:
            self.faults.append(f"{self._named(row)} cannot be read.")
            return None
        if named != (row.number, self.table.name):
            self.faults.append(f"{self._named(row)} names another number or table.")
        if members.get("previous_hash") != self.hashes.get(number - 1, GENESIS):
            self.faults.append(f"{self._named(row)} does not follow the one before it.")
        return record

    def _named(self, row: Any) -> str:
        return f"{self.called} {shown(row.number)}"
