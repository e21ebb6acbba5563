"""
The store of cases: each is loaded whole, and saved with its new events and its changed items and
deadlines.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, literal, select
from sqlalchemy.exc import IntegrityError

from pathway.errors import Conflict, NotFound
from pathway.storage.cases import parties as parties_of_cases
from pathway.storage.cases.history import CaseHistory, CaseKey
from pathway.storage.cases.macs import MacKeys
from pathway.storage.cases.queries import CaseLists
from pathway.storage.cases.sealing import Keyring, WrappedKey
from pathway.storage.cases.statements import (
    CASE,
    COUNT,
    DROP_DEADLINES,
    DROP_ITEMS,
    DROP_WATCHES,
    LOCKED_CASE,
    MOVE,
    PARTS,
    rows_named,
)
from pathway.storage.database.conditions import deadline_is_open
from pathway.storage.database.dialects import insert_or_ignore, upsert
from pathway.storage.database.rows import (
    case_from,
    case_row,
    changed,
    deadline_row,
    is_open,
    is_plain,
    item_row,
    parts,
)
from pathway.storage.database.tables import case, counter, deadline, item, watch
from pathway.storage.database.utc_datetime import UTCDateTime
from pathway.workflows.history import references
from pathway.workflows.history.case import Case
from pathway.workflows.history.events import Event
from pathway.workflows.history.references import noun_of, reference_in, series_of

REFERENCES_COMPARED = 500


class CaseStore(CaseLists):
    """
    Loads and saves cases inside a connection's transaction, which it never commits.

    Args:
        keyring: The master key; if None, no sealed part is opened and no event can be written.
        macs: The key with which events are signed, where it may be open already.

    Attributes:
        loaded: The references of the cases that were loaded whole.
    """

    def __init__(
        self,
        connection: Connection,
        keyring: Keyring | None = None,
        macs: MacKeys | None = None,
    ) -> None:
        super().__init__(connection)
        self._keyring, self._macs = keyring, macs or MacKeys()
        self._histories: dict[str, CaseHistory] = {}
        self.loaded: list[str] = []

    def new_reference(self, year: int, prefix: str = references.CASE) -> str:
        """Return the next reference of a year: `PR-2026-0001`, or that of a meeting."""
        series = series_of(prefix, year)
        number = self._connection.execute(COUNT, {"counted": series}).scalar()
        if number is None:
            self._connection.execute(
                insert_or_ignore(self._connection, counter), {"series": series, "last": 0}
            )
            number = self._connection.execute(COUNT, {"counted": series}).scalar_one()
        return reference_in(series, number)

    def get(self, reference: str, lock: bool = False) -> Case:
        """
        Return a case with its items and deadlines.

        Args:
            lock: Keep other writers from the case until the transaction ends.

        Raises:
            NotFound: There is no such case; the nearest references are named.
        """
        row = self._row(reference, lock)
        self.loaded.append(row.reference)
        part_rows: Any = self._connection.execute(PARTS, {"case_id": row.id})
        return case_from(row, part_rows)

    def lock(self, reference: str, wait: bool = True) -> bool:
        """
        Keep other writers from a case until the transaction ends, and return whether that was
        possible.

        Args:
            wait: Wait for whoever holds it; otherwise do nothing if somebody does.
        """
        query = select(case.c.id).where(case.c.reference == reference)
        query = query.with_for_update(of=case, skip_locked=not wait)
        return self._connection.execute(query).first() is not None

    def save(
        self,
        before: Case | None,
        after: Case,
        events: Sequence[Event],
        looks: Mapping[str, datetime | None] | None = None,
    ) -> None:
        """
        Write a case as its new events left it.

        Args:
            before: As it was loaded; None for a new case.
            after: As the last of the events left it.
            events: What was done between the two, in order.
            looks: The instant from which the sweep must look at a deadline, by its id; None where
                it need not.

        Raises:
            Conflict: Somebody else changed it after it was loaded.
            KeyMissing: There is no key, with which every event is signed.
        """
        try:
            row = case_row(after, events[-1].recorded_at)
            history = self._moved(before, row) if before else self._inserted(after.reference, row)
            history.append(events)
        except IntegrityError as error:
            if "unique" not in str(error.orig).casefold():
                raise
            raise Conflict(after.reference, before.version if before else 0, None) from error
        self._save_items(history.case_id, before, after)
        self._save_deadlines(history.case_id, before, after, looks or {})
        parties_of_cases.save(self._connection, history.case_id, before, after)

    def look(self, reference: str, looks: Mapping[str, datetime | None]) -> None:
        """Set when the sweep must next look at open deadlines, by id; None where it need not."""
        case_id = self._history(reference).case_id
        later = [
            {"case_id": case_id, "deadline_id": name, "look_at": at}
            for name, at in looks.items()
            if at
        ]
        unwatched = {name for name, at in looks.items() if at is None}
        self._write(DROP_WATCHES, rows_named(case_id, unwatched))
        self._write(upsert(self._connection, watch), later)

    def look_at_all(self, now: datetime) -> None:
        """Have the sweep look at every open deadline from an instant on."""
        open_deadlines = select(deadline.c.case_id, deadline.c.id, literal(now, UTCDateTime)).where(
            deadline_is_open
        )
        columns = ["case_id", "deadline_id", "look_at"]
        self._connection.execute(
            upsert(self._connection, watch).from_select(columns, open_deadlines)
        )

    def events(self, reference: str, opened: bool = True) -> Iterator[Event]:
        """
        Return the events of a case in order.

        Args:
            opened: Open their sealed parts, if there is a key.

        Raises:
            NotFound: There is no such case.
            KeyMissing: The sealed parts were made with another key.
            VerificationFailed: A sealed part does not open.
        """
        return self._history(reference).read(opened)

    def page(self, reference: str, after: int, *, limit: int, opened: bool = True) -> list[Event]:
        """Return so many events after one of them. Raises what `events` raises."""
        return self._history(reference).page(after, limit, opened)

    def entries(self, reference: str, numbers: Collection[int]) -> list[Event]:
        """Return the events of these numbers, in their order. Raises what `events` raises."""
        return self._history(reference).numbered(numbers)

    def event(self, reference: str, seq: int, opened: bool = True) -> Event:
        """
        Return one event of a case.

        Args:
            opened: Open its sealed part, if there is a key.

        Raises:
            NotFound: There is no such case, or it has no event of that number.
        """
        return self._history(reference).event(seq, opened)

    def key(self, reference: str) -> CaseKey:
        """
        Return the data key of a case, with which its files are sealed too.

        Raises:
            NotFound: There is no such case.
            KeyMissing: There is no master key, or another one, or the case's data key is lost.
            VerificationFailed: The stored key was changed.
        """
        return self._history(reference).key()

    def _inserted(self, reference: str, row: Mapping[str, Any]) -> CaseHistory:
        key: Any = self._connection.execute(insert(case), row).inserted_primary_key
        return self._begin_history(reference, key[0], None)

    def _moved(self, before: Case, row: Mapping[str, Any]) -> CaseHistory:
        # A row that somebody else moved on has another version, and is not matched.
        where = {"named": before.reference, "expected": before.version}
        if self._connection.execute(MOVE, {**row, **where}).rowcount != 1:
            now = self._connection.execute(CASE, {"reference": before.reference}).first()
            version = now.version if now is not None else None
            raise Conflict(before.reference, before.version, version)
        return self._history(before.reference)

    def _save_items(self, case_id: int, before: Case | None, after: Case) -> None:
        differing = changed(before, after, "items")
        rows = [
            {"case_id": case_id, **item_row(name, document)} for name, document in differing.items()
        ]
        gone = parts(before, "items").keys() - parts(after, "items").keys()
        self._write(upsert(self._connection, item), rows)
        self._write(DROP_ITEMS, rows_named(case_id, gone))

    def _save_deadlines(
        self, case_id: int, before: Case | None, after: Case, looks: Mapping[str, datetime | None]
    ) -> None:
        old, new = parts(before, "deadlines"), parts(after, "deadlines")
        differing = changed(before, after, "deadlines")
        rows = [
            {"case_id": case_id, **deadline_row(name, document)}
            for name, document in differing.items()
        ]
        gone = old.keys() - new.keys()
        running = {name for name in {*differing, *looks} & new.keys() if is_open(new[name])}
        ended = {name for name in differing if name in old and name not in running}
        unwatched = {name for name, at in looks.items() if at is None and name in old}
        watches = [
            {"case_id": case_id, "deadline_id": name, "look_at": at}
            for name, at in looks.items()
            if at is not None and name in running
        ]
        self._write(upsert(self._connection, deadline), rows)
        self._write(DROP_WATCHES, rows_named(case_id, gone | ended | unwatched))
        self._write(DROP_DEADLINES, rows_named(case_id, gone))
        self._write(upsert(self._connection, watch), watches)

    def _write(self, statement: Any, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            self._connection.execute(statement, rows)

    def _history(self, reference: str) -> CaseHistory:
        """
        Return the history of a case, the same one each time: it keeps the case's id and its opened
        data key.
        """
        if reference not in self._histories:
            self._row(reference)
        return self._histories[reference]

    def _row(self, reference: str, lock: bool = False) -> Row[Any]:
        row = None
        if is_plain(reference):
            statement = LOCKED_CASE if lock else CASE
            row = self._connection.execute(statement, {"reference": reference}).first()
        if row is None:
            raise NotFound(noun_of(reference), reference, self._recent())
        if reference not in self._histories:
            key = WrappedKey(row.wrapped, row.key_id) if row.wrapped else None
            self._begin_history(reference, row.id, key)
        return row

    def _begin_history(self, reference: str, case_id: int, key: WrappedKey | None) -> CaseHistory:
        history = CaseHistory(
            self._connection,
            reference,
            case_id,
            keyring=self._keyring,
            macs=self._macs,
            stored=key,
        )
        self._histories[reference] = history
        return history

    def _recent(self) -> list[str]:
        latest = select(case.c.reference).order_by(case.c.id.desc()).limit(REFERENCES_COMPARED)
        return list(self._connection.scalars(latest))
