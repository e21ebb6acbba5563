"""
The events of a case: written once, read in order, their sealed parts opened if there is a key.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, insert, select

from pathway.errors import KeyMissing, NotFound
from pathway.storage.cases.macs import MacKeys, check_master
from pathway.storage.cases.sealing import Keyring, WrappedKey, seal, unseal
from pathway.storage.database.rows import Row
from pathway.storage.database.tables import case_key, event
from pathway.workflows.history.events import Event, event_from

EVENTS_OF = (
    select(event.c.seq, event.c.header, event.c.sealed)
    .where(event.c.case_id == bindparam("case_id"))
    .order_by(event.c.seq)
)
EVENTS_AFTER = EVENTS_OF.where(event.c.seq > bindparam("after")).limit(bindparam("most"))
EVENT_OF = EVENTS_OF.where(event.c.seq == bindparam("seq"))
EVENTS_NUMBERED = EVENTS_OF.where(event.c.seq.in_(bindparam("numbers", expanding=True)))
SEALED_BEFORE = (
    select(event.c.seq)
    .where(event.c.case_id == bindparam("case_id"), event.c.sealed.is_not(None))
    .limit(1)
)
PAGE = 500


@dataclass(frozen=True, slots=True)
class CaseKey:
    """The data key of a case, in clear, with the case that it is of."""

    reference: str
    case_id: int
    data_key: bytes = field(repr=False)


class CaseHistory:
    """
    What was done to one case.

    Args:
        keyring: The master key; if None, no sealed part is opened and no event can be written.
        macs: The key with which events are signed.
        stored: The case's data key as it is stored, or None where it has none.
    """

    def __init__(
        self,
        connection: Connection,
        reference: str,
        case_id: int,
        *,
        keyring: Keyring | None,
        macs: MacKeys,
        stored: WrappedKey | None,
    ) -> None:
        self.reference, self.case_id = reference, case_id
        self._connection, self._keyring, self._stored = connection, keyring, stored
        self._macs = macs
        self._data_key: bytes | None = None

    def rows(self, events: Iterable[Event]) -> list[Row]:
        """
        Return the rows of new events.

        Raises:
            KeyMissing: There is no key, with which every event is signed.
        """
        return [self._row(new) for new in events]

    def page(self, after: int, limit: int, opened: bool = True) -> list[Event]:
        """Return so many of the events after one of them. Raises what `read` raises."""
        of = {"case_id": self.case_id, "after": after, "most": limit}
        rows = self._connection.execute(EVENTS_AFTER, of).mappings()
        return [self._event(row, opened) for row in rows]

    def read(self, opened: bool = True) -> Iterator[Event]:
        """
        Return the events in order, a page at a time.

        Args:
            opened: Open their sealed parts, if there is a key.

        Raises:
            KeyMissing: The sealed parts were made with another key, or the case's data key is lost.
            VerificationFailed: A sealed part does not open.
        """
        of, options = {"case_id": self.case_id}, {"yield_per": PAGE}
        # Closed even if the reader stops early: the server keeps a cursor open for it.
        with self._connection.execute(EVENTS_OF, of, execution_options=options) as rows:
            for row in rows.mappings():
                yield self._event(row, opened)

    def event(self, seq: int, opened: bool = True) -> Event:
        """
        Return one event.

        Args:
            opened: Open its sealed part, if there is a key.

        Raises:
            NotFound: The case has no event of that number.
        """
        of = {"case_id": self.case_id, "seq": seq}
        row = self._connection.execute(EVENT_OF, of).mappings().first()
        if row is None:
            raise NotFound("event", f"{seq} of {self.reference}")
        return self._event(row, opened)

    def numbered(self, numbers: Collection[int]) -> list[Event]:
        """Return the events of these numbers, in their order. Raises what `read` raises."""
        wanted, events = sorted(numbers), list[Event]()
        for first in range(0, len(wanted), PAGE):
            of = {"case_id": self.case_id, "numbers": wanted[first : first + PAGE]}
            rows = self._connection.execute(EVENTS_NUMBERED, of).mappings()
            events += [self._event(row, opened=True) for row in rows]
        return events

    def key(self) -> CaseKey:
        """
        Return the case's data key, with which its files are sealed too; made where it has none.

        Raises:
            KeyMissing: There is no master key, or another one, or the case's data key is lost.
            VerificationFailed: The stored key was changed.
        """
        return CaseKey(self.reference, self.case_id, self._key())

    def _row(self, new: Event) -> Row:
        header = new.header()
        signing = self._macs.current(self._connection, self._keyring)
        sealed: bytes | None = None
        if new.sealed is not None:
            sealed = seal(self._key(), self.reference, new.seq, new.sealed)
        return {
            "case_id": self.case_id,
            "seq": new.seq,
            "header": header,
            "sealed": sealed,
            "mac": signing.mac(header),
            "mac_key": signing.id,
        }

    def _event(self, row: RowMapping, opened: bool) -> Event:
        sealed: dict[str, Any] | None = None
        if opened and self._keyring is not None and row["sealed"] is not None:
            sealed = unseal(self._key(), self.reference, row["seq"], row["sealed"])
        return event_from(row["header"], sealed)

    def _key(self) -> bytes:
        """Return the case's data key, made when the first event seals something."""
        if self._data_key is not None:
            return self._data_key
        if self._stored:
            self._data_key = self._required().data_key(self.reference, self._stored)
        else:
            self._data_key = self._new_key()
        return self._data_key

    def _new_key(self) -> bytes:
        # A second key would hide that the first one, which older parts need, is lost.
        if self._connection.execute(SEALED_BEFORE, {"case_id": self.case_id}).first() is not None:
            raise KeyMissing(f"The data key of {self.reference} is lost; restore it from a backup.")
        check_master(self._connection, self._required())
        data_key, stored = self._required().new_data_key(self.reference)
        row = {"case_id": self.case_id, "wrapped": stored.wrapped, "key_id": stored.key_id}
        self._connection.execute(insert(case_key), row)
        return data_key

    def _required(self) -> Keyring:
        if self._keyring is None:
            raise KeyMissing(
                "What people enter in a step is stored sealed, and there is no key; name the key file."
            )
        return self._keyring
