"""
Links: where every case and every change had got to at an instant, signed, one after the other.

An event cannot be changed without the key, but a whole case can be taken away, and so can the last
events of one. A link names the head of every case that moved since the link before, so that what it
names cannot go unnoticed. Links are never written by a step: they would have steps wait for each
other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import Connection, select

from pathway.storage.cases.macs import MacKey
from pathway.storage.database.raw import PAGE, UNREADABLE, bounded, raw_rows, shown
from pathway.storage.database.tables import case, change, counter, event, link, mac_key
from pathway.storage.proof.changes import KINDS, TABLES, snapshot
from pathway.storage.proof.ledger import Ledger, Record, append
from pathway.workflows.history.events import GENESIS, canonical, hash_of

HEADS_A_LINK = 10_000
EVENTS = select(case.c.reference, event.c.seq, bounded(event.c.header)).join_from(event, case)
Fault = tuple[str, str, str]


class Head(NamedTuple):
    """How far a case had got: its version, and the hash of its last event."""

    version: int
    hash: str


@dataclass
class Witness:
    """
    What something that is kept, a link or an anchor, says was there.

    Args:
        called: What a sentence calls it.
        heads: How far each case had got.
        change: The number and the hash of the last recorded change; 0 where there was none.
        counters: The last number given, by the series: `PR-2026`.
    """

    called: str
    heads: Mapping[str, Head]
    change: Head
    counters: Mapping[str, int]


@dataclass
class Linked:
    """What all links together say, and what of them does not hold."""

    ledger: Ledger
    heads: dict[str, Head] = field(default_factory=dict[str, Head])
    witnesses: list[Witness] = field(default_factory=list[Witness])


def read(connection: Connection, keys: Mapping[str, MacKey] | None) -> Linked:
    """Return what all links say."""
    linked = Linked(Ledger(link, "Link", keys))
    for record in linked.ledger.follow(connection):
        try:
            witness = _witness(record)
        except UNREADABLE:
            linked.ledger.faults.append(f"Link {record.number} cannot be read.")
            continue
        linked.witnesses.append(witness)
        linked.heads.update(witness.heads)
    return linked


def is_behind(connection: Connection) -> bool:
    """Return whether anything has changed since the last link, or there is none yet."""
    linked = read(connection, None)
    if not linked.witnesses or linked.witnesses[-1].change != last_change(connection):
        return True
    return any(linked.heads.get(name) != head for name, head in heads(connection).items())


def write(connection: Connection, signing: MacKey, at: datetime) -> Record:
    """Write a link, and return it: the last of several where very many cases moved."""
    # Others who write a link, or change what is recorded, wait.
    connection.execute(select(mac_key.c.id).with_for_update()).all()
    linked, now = read(connection, None), heads(connection)
    names = sorted(name for name, head in now.items() if linked.heads.get(name) != head)
    common = {
        "at": at.astimezone(UTC).isoformat(),
        "cases": len(now),
        "state": digest(now),
        "change": list(last_change(connection)),
        "counters": counters(connection),
        "tables": tables(connection),
    }

    def written(page: list[str]) -> Record:
        moved = {name: list(now[name]) for name in page}
        return append(connection, link, signing, {**common, "heads": moved})

    while len(names) > HEADS_A_LINK:
        written(names[:HEADS_A_LINK])
        names = names[HEADS_A_LINK:]
    return written(names)


def heads(connection: Connection) -> dict[str, Head]:
    """Return how far every case has got, by reference."""
    rows = connection.execute(select(case.c.reference, case.c.version, case.c.head))
    return {row.reference: Head(row.version, row.head) for row in rows}


def counters(connection: Connection) -> dict[str, int]:
    """Return the last number given in each series."""
    return {row.series: row.last for row in connection.execute(select(counter))}


def last_change(connection: Connection) -> Head:
    """Return the number and the hash of the last recorded change."""
    query = select(change.c.number, change.c.hash).order_by(change.c.number.desc()).limit(1)
    row = connection.execute(query).first()
    return Head(row.number, row.hash) if row is not None else Head(0, GENESIS)


def digest(of: Mapping[str, Head]) -> str:
    """Return the digest of how far every case has got."""
    return hashlib.sha256(canonical(sorted((name, *head) for name, head in of.items()))).hexdigest()


def tables(connection: Connection) -> dict[str, str]:
    """Return the digest of the directory, the calendar, the settings and the definitions."""
    rows: dict[str, list[Any]] = {kind: [] for kind in KINDS.values()}
    for key, values in sorted(snapshot(connection).items(), key=lambda entry: entry[0]):
        rows[KINDS[TABLES[key[0]]]].append([*key, values])
    return {kind: hashlib.sha256(canonical(of)).hexdigest() for kind, of in rows.items()}


def head_from(stored: object) -> Head:
    """Return a head from JSON; TypeError or ValueError where it is none."""
    number, text = cast(list[Any], stored)
    if not isinstance(number, int) or not isinstance(text, str):
        raise TypeError("a head is a number and a hash")
    return Head(number, text)


def counters_from(stored: Mapping[str, Any]) -> dict[str, int]:
    """Return counters from JSON; TypeError or ValueError where one is none."""
    return {str(series): int(last) for series, last in stored.items()}


def faults(
    connection: Connection, witnesses: list[Witness], changes: Mapping[int, str]
) -> Iterator[Fault]:
    """
    Yield the case, a code and a sentence for whatever a link or an anchor names and that is not
    there.

    Args:
        changes: The hash of each recorded change, by number.
    """
    for witness in witnesses:
        number, head = witness.change
        if number and changes.get(number) != head:
            yield "", "change", f"Change {number} is not the one that {witness.called} names."
    yield from _counter_faults(connection, witnesses)
    named: dict[tuple[str, int], tuple[str, str]] = {
        (reference, head.version): (head.hash, witness.called)
        for witness in witnesses
        for reference, head in witness.heads.items()
    }
    for row in connection.execute(EVENTS, execution_options={"yield_per": PAGE}):
        wanted = named.get((row.reference, row.seq))
        if wanted is not None and wanted[0] == _hash_of(row.header):
            del named[row.reference, row.seq]
    present = {row.reference for row in raw_rows(connection, case, only=("reference",))}
    for (reference, version), (_, called) in sorted(named.items()):
        if reference not in present:
            yield reference, "sequence", f"The case is missing; {called} names it."
        else:
            yield (
                reference,
                "chain",
                f"Event {version} is missing or is not the one that {called} names.",
            )


def _hash_of(header: object) -> str | None:
    return hash_of(header) if isinstance(header, bytes) else None


def _counter_faults(connection: Connection, witnesses: list[Witness]) -> Iterator[Fault]:
    now = {shown(row.series): row.last for row in raw_rows(connection, counter)}
    for witness in witnesses:
        for series, last in witness.counters.items():
            present = now.get(series)
            if not isinstance(present, int) or present < last:
                yield (
                    "",
                    "sequence",
                    f"The counter of {series} is behind what {witness.called} names.",
                )


def _witness(record: Record) -> Witness:
    members = record.members
    named = cast(dict[str, object], members["heads"])
    return Witness(
        f"link {record.number}",
        {name: head_from(head) for name, head in named.items()},
        change=head_from(members["change"]),
        counters=counters_from(members["counters"]),
    )
