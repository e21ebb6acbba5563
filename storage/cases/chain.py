"""One case's chain of events, followed from the first to the last while it is replayed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pathway.errors import VerificationFailed
from pathway.storage.cases.macs import MacKey
from pathway.storage.cases.sealing import unseal
from pathway.storage.database.raw import UNREADABLE, shown
from pathway.workflows.history.case import Case
from pathway.workflows.history.events import GENESIS, Event, digest_of, event_from, hash_of
from pathway.workflows.history.evolve import evolve
from pathway.workflows.history.headers import LINK

Fault = tuple[str, str]


@dataclass
class Chain:
    """
    What has been read of a case's events so far.

    Args:
        data_key: The case's data key; if None, sealed parts stay closed.
        macs: The MAC keys by id; if None, MACs are not checked.
        replayed: The case that the events make; None once an event could not be read.
        sealed: How many sealed parts there are.
    """

    reference: str
    data_key: bytes | None
    replayed: Case | None
    macs: Mapping[str, MacKey] | None = None
    faults: list[Fault] = field(default_factory=list[Fault])
    seq: int = 0
    head: str = GENESIS
    sealed: int = 0
    recorded_at: datetime | None = None

    def follow(self, rows: Iterable[Any]) -> Chain:
        """Take in the stored events in order, and return this chain."""
        for row in rows:
            self.faults.extend(self._linked(row))
            self.faults.extend(self._signed(row))
            self.sealed += row.sealed is not None
            event = _read(row.header)
            if event is None:
                self.faults.append(
                    ("event", f"The header of event {shown(row.seq)} cannot be read.")
                )
                self.replayed = None
            else:
                self.faults.extend(self._named(row, event))
                self.faults.extend(self._opened(row, event))
                self._replay(event)
                self.recorded_at = event.recorded_at
            self.seq = row.seq if isinstance(row.seq, int) else self.seq + 1
            self.head = hash_of(row.header) if isinstance(row.header, bytes) else ""
        return self

    def _linked(self, row: Any) -> Iterator[Fault]:
        """Compare an event's number, and the hash that it names, with the event before it."""
        if row.seq != self.seq + 1:
            yield (
                "chain",
                f"Event {self.seq + 1} is missing: event {shown(row.seq)} is in its place.",
            )
        if not isinstance(row.header, bytes) or row.header[:LINK].hex() != self.head:
            yield (
                "chain",
                f"Event {shown(row.seq)} does not follow the event before it; one of the two was changed.",
            )

    def _signed(self, row: Any) -> Iterator[Fault]:
        """Compare an event's MAC with its header: only who has the key can make it."""
        if self.macs is None or not isinstance(row.header, bytes):
            return
        key = self.macs.get(shown(row.mac_key))
        if key is None:
            yield "mac", f"Event {shown(row.seq)} names a MAC key that is not there."
        elif not key.made(row.header, row.mac):
            yield (
                "mac",
                f"Event {shown(row.seq)} was written or changed by somebody without the key.",
            )

    def _named(self, row: Any, event: Event) -> Iterator[Fault]:
        """Compare the columns beside a header with what the header itself says."""
        if event.reference != self.reference:
            yield "event", f"The header of event {shown(row.seq)} names another case."
        if event.seq != row.seq:
            yield "event", f"The header of event {shown(row.seq)} names another number."

    def _opened(self, row: Any, event: Event) -> Iterator[Fault]:
        """Open a sealed part if there is a key, and compare it with its digest."""
        if (row.sealed is None) is not (event.digest == ""):
            has = "lacks its" if row.sealed is None else "has a"
            yield "sealed", f"Event {shown(row.seq)} {has} sealed part."
        elif self.data_key is not None and row.sealed is not None:
            try:
                clear = unseal(self.data_key, self.reference, row.seq, row.sealed)
                if digest_of(clear) != event.digest:
                    yield (
                        "sealed",
                        f"The sealed part of event {shown(row.seq)} is not the one that was digested.",
                    )
            except (VerificationFailed, *UNREADABLE):
                yield (
                    "sealed",
                    f"The sealed part of event {shown(row.seq)} does not open: it was changed.",
                )

    def _replay(self, event: Event) -> None:
        """Apply an event as `evolve` does."""
        if self.replayed is None:
            return
        try:
            self.replayed = evolve(self.replayed, event)
        except UNREADABLE:
            self.faults.append(("replay", f"The effects of event {event.seq} cannot be applied."))
            self.replayed = None


def _read(header: object) -> Event | None:
    try:
        return event_from(header) if isinstance(header, bytes) else None
    except UNREADABLE:
        return None
