"""
The store of cases: each is loaded whole, and saved with its new events and its changed items and
deadlines.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert
from sqlalchemy.exc import IntegrityError

from pathway.errors import Conflict, NotFound
from pathway.storage.cases.history import CaseHistory, CaseKey
from pathway.storage.cases.kept import KeptCases
from pathway.storage.cases.locking import LockedRows, locked_rows
from pathway.storage.cases.macs import MacKeys
from pathway.storage.cases.part_rows import Looks, look_writes, looking_at_all, part_writes
from pathway.storage.cases.queries import CaseLists
from pathway.storage.cases.sealing import Keyring, WrappedKey
from pathway.storage.cases.statements import (
    CASE,
    COUNT,
    FREE_CASE,
    INSERT_EVENT,
    LOCKED_CASE,
    MOVE,
    PARTS,
    WATCHED,
)
from pathway.storage.database.dialects import insert_or_ignore
from pathway.storage.database.pipelines import Query, Write, together
from pathway.storage.database.rows import as_stored, case_from, case_row, changed_row, is_plain
from pathway.storage.database.tables import case, counter
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
        kept: The cases that were used before, which are read again only where they changed.

    Attributes:
        loaded: The references of the cases that were loaded whole.
        calendar: The version of the calendar, kept as it is since a case was locked; None where no
            case was, or where locking it keeps everything as it is.
    """

    def __init__(
        self,
        connection: Connection,
        keyring: Keyring | None = None,
        macs: MacKeys | None = None,
        kept: KeptCases | None = None,
    ) -> None:
        super().__init__(connection)
        self._keyring, self._macs = keyring, macs or MacKeys()
        self._kept = kept or KeptCases()
        self._histories: dict[str, CaseHistory] = {}
        self.loaded: list[str] = []
        self.calendar: str | None = None
        self._drafts: dict[str, bool] = {}

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
            lock: Keep other writers from the case until the transaction ends, and the calendar as it
                is.

        Raises:
            NotFound: There is no such case; the nearest references are named.
        """
        kept = self._kept.get(reference)
        parts: Any = None
        if lock:
            read = self._locked(reference, LOCKED_CASE, kept.head)
            row, parts = self._known(reference, read.row), read.parts
        else:
            row = self._row(reference, kept.head)
        self.loaded.append(reference)
        if row.head == kept.head:
            return kept
        if parts is None:
            parts = self._connection.execute(PARTS, {"case_id": row.id})
        return self._kept.keep(case_from(row, parts))

    def claim(self, reference: str, now: datetime, *, wait: bool) -> Case | None:
        """
        Return a case of which a deadline must be looked at by an instant, kept from other writers
        until the transaction ends; None where somebody else holds it, or has looked at it already.

        Args:
            wait: Wait for whoever holds it.
        """
        watched = (WATCHED, {"reference": reference, "now": now})
        read = self._locked(reference, LOCKED_CASE if wait else FREE_CASE, beside=watched)
        if read.row is None or not read.beside:
            return None
        self.loaded.append(reference)
        return case_from(self._known(reference, read.row), read.parts)

    def _locked(
        self, reference: str, locking: Any, known: str = "", beside: Query | None = None
    ) -> LockedRows:
        read = locked_rows(self._connection, reference, locking, known=known, beside=beside)
        self._drafts[reference] = read.has_drafts
        self.calendar = read.calendar
        return read

    def may_have_drafts(self, reference: str) -> bool:
        """Return whether somebody may draft a step of a case: where it is locked, whether they do."""
        return self._drafts.get(reference, True)

    def save(
        self,
        before: Case | None,
        after: Case,
        events: Sequence[Event],
        looks: Looks | None = None,
        beside: Sequence[Write] = (),
    ) -> None:
        """
        Write a case as its new events left it.

        Args:
            before: As it was loaded; None for a new case.
            after: As the last of the events left it.
            events: What was done between the two, in order.
            looks: The instant from which the sweep must look at a deadline, by its id; None where
                it need not.
            beside: What else is written with it.

        Raises:
            Conflict: Somebody else changed it after it was loaded.
            KeyMissing: There is no key, with which every event is signed.
        """
        try:
            history = self._history(after.reference) if before else self._inserted(after, events)
            new = history.rows(events)
            with self._together(before):
                if before is not None:
                    self._move(before, changed_row(before, after, events[-1].recorded_at))
                self._write((INSERT_EVENT, new))
                own = part_writes(self._connection, history.case_id, before, after, looks or {})
                for write in (*own, *beside):
                    self._write(write)
            if before is not None:
                self._kept.follow(before, after)
        except IntegrityError as error:
            if "unique" not in str(error.orig).casefold():
                raise
            raise Conflict(after.reference, before.version if before else 0, None) from error

    def _together(self, before: Case | None) -> AbstractContextManager[None]:
        """
        Return what sends the writes of a case together: not where another may have moved it on, as
        moving it must then be seen to match.
        """
        if before is None or before.reference in self._drafts:
            return together(self._connection)
        return nullcontext()

    def look(self, reference: str, looks: Looks) -> None:
        """Set when the sweep must next look at open deadlines, by id; None where it need not."""
        case_id = self._history(reference).case_id
        with together(self._connection):
            for write in look_writes(self._connection, case_id, looks):
                self._write(write)

    def look_at_all(self, now: datetime) -> None:
        """Have the sweep look at every open deadline from an instant on."""
        self._connection.execute(looking_at_all(self._connection, now))

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

    def _inserted(self, new: Case, events: Sequence[Event]) -> CaseHistory:
        row = as_stored(case_row(new, events[-1].recorded_at))
        key: Any = self._connection.execute(insert(case), row).inserted_primary_key
        return self._begin_history(new.reference, key[0], None)

    def _move(self, before: Case, row: Mapping[str, Any]) -> None:
        # A row that somebody else moved on has another version, and is not matched. What is sent
        # together does not tell; then it was locked, and the number of the event is checked too.
        where = {"named": before.reference, "expected": before.version}
        if self._connection.execute(MOVE, {**row, **where}).rowcount == 0:
            now = self._read(before.reference)
            version = now.version if now is not None else None
            raise Conflict(before.reference, before.version, version)

    def _write(self, write: Write) -> None:
        statement, rows = write
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

    def _row(self, reference: str, known: str = "") -> Any:
        row = self._read(reference, known) if is_plain(reference) else None
        return self._known(reference, row)

    def _read(self, reference: str, known: str = "") -> Any:
        of = {"reference": reference, "known": known}
        return self._connection.execute(CASE, of).first()

    def _known(self, reference: str, row: Any) -> Any:
        """Return the row of a case, of which the history is kept; NotFound where there is none."""
        if row is None:
            raise NotFound(noun_of(reference), reference, self.references(REFERENCES_COMPARED))
        if reference not in self._histories:
            key = WrappedKey(row.wrapped, row.key_id) if row.wrapped else None
            self._begin_history(reference, row.id, key)
        return row

    def _begin_history(self, reference: str, case_id: int, key: WrappedKey | None) -> CaseHistory:
        history = CaseHistory(
            self._connection, reference, case_id, keyring=self._keyring, macs=self._macs, stored=key
        )
        self._histories[reference] = history
        return history
