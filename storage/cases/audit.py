"""
Checks whether the history holds together: each chain of events, and the rows that replaying it
gives.

With the key, every event is compared with its MAC, and every sealed part is opened and compared with
its digest. Cases are read a page at a
time and events one by one, so that memory does not grow with the number of cases.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Table, func, select

from pathway.errors import NotFound, PathwayError
from pathway.progress import Progress, no_progress
from pathway.storage.cases import macs
from pathway.storage.cases.chain import Chain, Fault
from pathway.storage.cases.macs import MacKey
from pathway.storage.cases.reference_gaps import orphans, out_of_sequence
from pathway.storage.cases.sealing import Keyring, WrappedKey
from pathway.storage.database.dialects import tolerant_text
from pathway.storage.database.raw import PAGE, UNREADABLE, raw_rows, shown
from pathway.storage.database.rows import Row, case_row, deadline_row, is_plain, item_row, parts
from pathway.storage.database.tables import case, case_key, deadline, event, item, party
from pathway.workflows.access.parties import parties_of
from pathway.workflows.history.case import Case

REFERENCES_COMPARED = 200
UNCHECKED = ("macs_unchecked", "sealed_unchecked", "files_unchecked")
Scope = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Stored:
    """What is stored of a case besides its events: its own row, and those of its parts."""

    row: Any
    items: list[Any]
    deadlines: list[Any]
    parties: list[Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One thing that does not hold together, or was not checked.

    Args:
        reference: The case; empty where the finding is not about one case.
        what: A code: event, chain, mac, sealed, key, case, item, deadline, party, replay, sequence,
            orphan, file, directory, calendar, setting, definition, change, link, anchor,
            macs_unchecked, sealed_unchecked or files_unchecked.
        detail: A sentence with numbers, ids and names of columns, never their content.
    """

    reference: str
    what: str
    detail: str

    @property
    def is_fault(self) -> bool:
        """Return whether something is wrong; what was left unchecked is not a fault."""
        return self.what not in UNCHECKED


def verify(
    connection: Connection,
    reference: str | None = None,
    keyring: Keyring | None = None,
    progress: Progress = no_progress,
) -> list[Finding]:
    """
    Return all that does not hold together, in one case or in all; an empty list if all is well.

    Args:
        keyring: The master key; without it MACs are not checked and sealed parts stay closed, and a
            finding for each says so.
        progress: Called with how many cases have been checked, and how many there are.

    Raises:
        NotFound: There is no such case; the nearest references are named.
    """
    with tolerant_text(connection):
        return list(_findings(connection, reference, keyring, progress))


def _findings(
    connection: Connection, reference: str | None, keyring: Keyring | None, progress: Progress
) -> Iterator[Finding]:
    scope = _scope(connection, reference)
    keys: Mapping[str, MacKey] | None = None
    if keyring is not None:
        keys, key_faults = macs.readable(connection, keyring)
        yield from (Finding("", "key", detail) for detail in key_faults)
    total = connection.execute(select(func.count()).where(case.c.id.between(*scope))).scalar_one()
    sealed = 0
    cases = _cases(connection, scope, keyring, keys)
    for number, (chain, stored) in enumerate(cases, start=1):
        sealed += chain.sealed
        for code, detail in [*chain.faults, *_replay_faults(chain, stored)]:
            yield Finding(chain.reference, code, detail)
        progress(number, total)
    if reference is None:
        yield from (Finding("", "sequence", gap) for gap in out_of_sequence(connection))
        yield from (Finding("", "orphan", orphan) for orphan in orphans(connection))
    if keyring is None:
        yield from _unchecked(reference or "", sealed)


def _unchecked(reference: str, sealed: int) -> Iterator[Finding]:
    yield Finding(reference, "macs_unchecked", "MACs not checked: the key was not given.")
    if sealed:
        detail = f"{sealed} sealed parts were not checked: the key was not given."
        yield Finding(reference, "sealed_unchecked", detail)


def _scope(connection: Connection, reference: str | None) -> Scope:
    """Return the first and the last id of the cases to check."""
    if reference is None:
        highest = select(func.coalesce(func.max(case.c.id), 0))
        return 0, int(connection.execute(highest).scalar_one())
    query = select(case.c.id).where(case.c.reference == reference)
    case_id = connection.execute(query).scalar() if is_plain(reference) else None
    if case_id is None:
        latest = select(case.c.reference).order_by(case.c.id.desc()).limit(REFERENCES_COMPARED)
        raise NotFound("case", reference, connection.execute(latest).scalars())
    return case_id, case_id


def _cases(
    connection: Connection,
    scope: Scope,
    keyring: Keyring | None,
    mac_keys: Mapping[str, MacKey] | None,
) -> Iterator[tuple[Chain, _Stored]]:
    """Yield the chain of each case, followed to the end, and its rows."""
    for page in _pages(connection, scope):
        bounds = (page[0].id, page[-1].id)
        keys = _by_case(connection, case_key, bounds)
        items = _by_case(connection, item, bounds)
        deadlines = _by_case(connection, deadline, bounds)
        named = _by_case(connection, party, bounds)
        events = groupby(
            raw_rows(
                connection,
                event,
                event.c.case_id.between(*bounds),
                order=(event.c.case_id, event.c.seq),
            ),
            attrgetter("case_id"),
        )
        case_id, event_rows = next(events, (None, iter(())))
        for row in page:
            # Events of a missing case are skipped as well: they are reported as orphans.
            while case_id is not None and case_id < row.id:
                case_id, event_rows = next(events, (None, iter(())))
            chain = _chain(shown(row.reference), keys[row.id], keyring)
            chain.macs = mac_keys
            chain.follow(event_rows if case_id == row.id else ())
            if chain.sealed and not keys[row.id]:
                chain.faults.append(
                    ("key", "The case's data key is missing, so its sealed parts cannot be opened.")
                )
            yield chain, _Stored(row, items[row.id], deadlines[row.id], named[row.id])


def _pages(connection: Connection, scope: Scope) -> Iterator[list[Any]]:
    first, last = scope
    where = case.c.id >= first
    while page := list(
        raw_rows(connection, case, where, case.c.id <= last, order=(case.c.id,), limit=PAGE)
    ):
        yield page
        where = case.c.id > page[-1].id


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
        name for name, value in wanted.items() if _raw(getattr(stored, name)) != _raw(value)
    )


def _raw(value: object) -> object:
    """Return a day or an instant as text: SQLite's driver gives text, PostgreSQL's what it is."""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
    return value.isoformat() if isinstance(value, date) else value


def _by_case(connection: Connection, table: Table, scope: Scope) -> dict[int, list[Any]]:
    by_case: dict[int, list[Any]] = defaultdict(list)
    for row in raw_rows(connection, table, table.c.case_id.between(*scope)):
        by_case[row.case_id].append(row)
    return by_case
