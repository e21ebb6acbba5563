"""
Tells quickly which cases are as they were written, so that only the others need be examined.

It reads rows as the driver gives them and stops at the first thing that is not as it must be. What
that is, and what else there is, `examining` says: it takes its time, and has a sentence for each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table

from pathway.errors import PathwayError
from pathway.storage.cases import chains
from pathway.storage.cases.chains import Scope
from pathway.storage.cases.macs import MacKey
from pathway.storage.cases.sealing import Keyring, WrappedKey, unsealed
from pathway.storage.database.dialects import bounded_values
from pathway.storage.database.packed_documents import unpacked
from pathway.storage.database.raw import LARGEST, UNREADABLE, comparable, plain_rows
from pathway.storage.database.rows import Row, case_row, deadline_row, item_row, parts
from pathway.storage.database.tables import case, case_key, deadline, event, item, party
from pathway.workflows.access.parties import parties_of
from pathway.workflows.history.case import Case
from pathway.workflows.history.events import Event, event_from
from pathway.workflows.history.patch import Document, merge_into

EVENT_COLUMNS = ("case_id", "seq", "header", "sealed")
CASE_COLUMNS = tuple(column.name for column in case.columns)


class _Differs(Exception):
    """Something of a case is not as it was written."""


def intact(
    connection: Connection,
    scope: Scope,
    keyring: Keyring | None,
    macs: Mapping[str, MacKey] | None,
) -> Mapping[int, int]:
    """
    Return the cases that are certainly as they were written: the number of sealed parts, by the id
    of the case.

    Args:
        scope: The first and the last id of the cases to look at.
        keyring: The master key; if None, no sealed part is opened.
        macs: The MAC keys by id; if None, MACs are not checked.
    """
    try:
        with bounded_values(connection, LARGEST):
            heads = chains.unbroken(connection, scope, macs)
            return _as_replayed(connection, scope, keyring, heads)
    except UNREADABLE:
        # Something within the share is not of the type of its column: each case is examined.
        return {}


def _as_replayed(
    connection: Connection, scope: Scope, keyring: Keyring | None, heads: Mapping[int, str]
) -> Mapping[int, int]:
    """Return the cases whose rows are those that their events make, with their sealed parts."""
    stored = [
        _by_case(connection, table, scope) for table in (case, case_key, item, deadline, party)
    ]
    rows = plain_rows(connection, event.c.case_id, scope, EVENT_COLUMNS, chains.ORDER)
    sealed: dict[int, int] = {}
    for number, events in groupby(rows, itemgetter(0)):
        own = [table[number] for table in stored]
        if number not in heads or not own[0]:
            continue
        try:
            history = _History.begun(own[0][0], own[1], keyring)
            history.follow(events)
            history.compare(heads[number], *own)
        except (_Differs, PathwayError, *UNREADABLE):
            continue
        sealed[number] = history.sealed
    return sealed


@dataclass
class _History:
    """
    What the events of one case make, applied one after the other.

    Args:
        key: The case's data key; None if sealed parts stay closed.
        sealed: How many sealed parts there are.
        last: The event that was applied last.
    """

    reference: str
    key: bytes | None
    sealed: int = 0
    last: Event | None = None
    document: Document = field(default_factory=Document)

    @classmethod
    def begun(cls, row: Sequence[Any], keys: Sequence[Any], keyring: Keyring | None) -> _History:
        """Return the history of a case before its first event; PathwayError if its key is damaged."""
        reference = row[CASE_COLUMNS.index("reference")]
        key: bytes | None = None
        if keyring is not None and keys:
            ((_, wrapped, key_id),) = keys
            key = keyring.data_key(reference, WrappedKey(wrapped, key_id))
        return cls(reference, key)

    def follow(self, rows: Iterable[Any]) -> None:
        """Apply the events, whose chain was followed already."""
        for _, seq, header, sealed in rows:
            event = event_from(header)
            if event.seq != seq or event.reference != self.reference:
                raise _Differs
            if (sealed is None) is not (event.digest == ""):
                raise _Differs
            if sealed is not None:
                self._open(event, sealed)
            merge_into(self.document, event.effects)
            self.last = event

    def _open(self, event: Event, sealed: bytes) -> None:
        self.sealed += 1
        if self.key is not None:
            clear = unsealed(self.key, self.reference, event.seq, sealed)
            if sha256(clear).hexdigest() != event.digest:
                raise _Differs

    def compare(
        self,
        head: str,
        rows: Sequence[Any],
        keys: Sequence[Any],
        items: Sequence[Any],
        deadlines: Sequence[Any],
        parties: Sequence[Any],
    ) -> None:
        """Compare what is stored of the case with what its events made."""
        if self.last is None or (self.sealed and not keys):
            raise _Differs
        made = Case(
            self.reference,
            self.last.seq,
            head,
            definition=self.last.definition,
            document=self.document,
        )
        wanted = case_row(made, self.last.recorded_at)
        stored = dict(zip(CASE_COLUMNS, rows[0], strict=True))
        stored["document"] = unpacked(stored["document"])
        if any(comparable(stored[name]) != comparable(wanted[name]) for name in wanted):
            raise _Differs
        _compare_parts(items, (item_row(*entry) for entry in parts(made, "items").items()))
        duties = parts(made, "deadlines").items()
        _compare_parts(deadlines, (deadline_row(*entry) for entry in duties))
        if frozenset(name for _, name in parties) != parties_of(made):
            raise _Differs


def _compare_parts(stored: Sequence[Any], wanted: Iterable[Row]) -> None:
    rows = {row[1]: row for row in stored}
    for part in wanted:
        if "due" in part:
            part["due"] = part["due"].isoformat()
        row = rows.pop(part["id"], None)
        if row is None or (*row[1:-1], unpacked(row[-1])) != tuple(part.values()):
            raise _Differs
    if rows:
        raise _Differs


def _by_case(connection: Connection, table: Table, scope: Scope) -> Mapping[int, list[Any]]:
    of = case.c.id if table is case else table.c.case_id
    by_case: dict[int, list[Any]] = defaultdict(list)
    for row in plain_rows(connection, of, scope):
        by_case[row[0]].append(row)
    return by_case
