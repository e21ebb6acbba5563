"""The proof and what hangs on it: chain, verification, replay, working days, and size on the disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter

from sqlalchemy import Engine, create_engine

from pathway import Pathway
from pathway.service.calendars import shipped_table
from pathway.storage.cases import audit, chains
from pathway.storage.cases.macs import MacKey
from pathway.storage.database.raw import PAGE
from pathway.testing import case_in
from pathway.workflows.calendar.working_days import Calendar
from pathway.workflows.history.events import GENESIS, Event, event_from, hash_of
from pathway.workflows.history.evolve import replay
from pathway.workflows.history.headers import LINK
from tests.benchmarks.bench import Bench
from tests.benchmarks.copies import Database, prepared
from tests.benchmarks.measuring import timed
from tests.benchmarks.multiplying import WHOLE, multiply, reference_of
from tests.benchmarks.replaying import raw
from tests.benchmarks.rows import Figure, Ratio, Row, at_least, at_most
from tests.benchmarks.steps import Steps, notes
from tests.databases import SQLITE

CHAIN, VERIFY, REPLAY, WORKING_DAYS, SIZE = 1.05, 0.6, 20_000, 1.0, 20.0
COMPARED = 10_000
COMMITS_A_TURN = 40  # for what is sought is less than the disk's flushes differ by
ROUNDS = 3
EVENTS = 1_000_000  # whose chains are followed
REPLAYED = 50_000  # which are replayed too: a million takes minutes a round
STATES = ("rapid_review.gathering", "cspr.fieldwork", "action_plan.monitoring", "closed")
SIZED = "rapid_review.sign_off"
COPIES = 500
DAYS = 10_000
FIRST_DAY = date(2025, 1, 1)  # Wed


def rows(bench: Bench) -> Iterator[Row]:
    """Yield the rows of the proof, on SQLite."""
    yield from _chained(bench)
    yield from _verified(bench)
    yield Figure("fifteen working days", at_most(WORKING_DAYS, "us"), _working_days())
    yield _size(bench)


def _chained(bench: Bench) -> Iterator[Row]:
    """
    Yield what linking an event and signing it adds to the commit of a note. Without a chain, the
    same bytes would be made and stored, but for 64 of them.
    """
    steps = notes(bench, SQLITE, COMMITS_A_TURN)
    bare = raw(steps.start.copy(), steps.writes)
    chained = _with_chain(steps, raw(steps.start.copy(), steps.writes))
    turns = timed(bare, steps.a_turn), timed(chained, steps.a_turn)
    yield Ratio("hash chain, on the commit of a note", at_most(CHAIN), "the same without", *turns)


def _with_chain(steps: Steps, write: Callable[[], None]) -> Callable[[], None]:
    """Return what links the stored bytes of an event to the one before, signs and writes them."""
    key = MacKey("0" * 16, bytes(32))
    writes = [write.rows[0] for step in steps.writes for write in step]
    stored = [bytes(row["header"]) for row in writes if "header" in row]
    headers = cycle([(header[:LINK].hex(), header[LINK:]) for header in stored])

    def act() -> None:
        previous_hash, content = next(headers)
        header = bytes.fromhex(previous_hash) + content
        hash_of(header)
        key.mac(header)
        write()

    return act


def _verified(bench: Bench) -> Iterator[Row]:
    """
    Yield how long it takes to follow chains, beside a scan of their rows; and, which is another
    matter, to compare all rows with what replaying the events makes.
    """
    database = prepared(bench, SQLITE, lived)
    yield _followed(bench, database.copy())
    events = rechained(database, REPLAYED // 10 if bench.is_quick else REPLAYED)
    engine = _engine(bench, database)

    def verify() -> float:
        begun = perf_counter()
        with engine.connect() as connection:
            faults = [finding for finding in audit.verify(connection) if finding.is_fault]
        assert not faults, faults[0]
        return events / (perf_counter() - begun)

    name = f"verify {events:,} events without the key, each replayed and all rows compared"
    yield Figure(name, at_least(COMPARED, "events a second"), verify, max_rounds=ROUNDS)
    headers = _headers(database.file)
    goal = at_least(REPLAY, "events a second")
    yield Figure("replay", goal, lambda: _replayed(headers), max_rounds=ROUNDS)


def _followed(bench: Bench, database: Database) -> Row:
    """Return the row of following chains; copies of events follow each other as the originals do."""
    with closing(sqlite3.connect(database.file)) as file:
        lived = sum(len(chain) for chain in _events_by_case(file).values())
    copies = (EVENTS // 10 if bench.is_quick else EVENTS) // lived - 1
    engine = _engine(bench, database)
    with engine.begin() as connection:
        multiply(connection, {"pathway_event": "case_id"}, copies)
    cases = len(STATES) * (copies + 1)

    def follow() -> None:
        with engine.connect() as connection:
            for first in range(1, cases + 1, PAGE):
                share = (first, min(first + PAGE - 1, cases))
                heads = chains.unbroken(connection, share, None)
                assert share[1] - first + 1 == len(heads)

    return Ratio(
        f"follow the chains of {lived * (copies + 1):,} events",
        at_least(VERIFY, "of the rate"),
        "scanning the same rows in the same order",
        timed(lambda: _scan(database.file)),
        timed(follow),
        max_rounds=ROUNDS,
    )


def _engine(bench: Bench, database: Database) -> Engine:
    engine = create_engine(f"sqlite:///{database.file}")
    bench.own.callback(engine.dispose)
    return engine


def lived(pathway: Pathway) -> None:
    """Live a case of each state."""
    for state in STATES:
        case_in(pathway, state)


def rechained(database: Database, events: int) -> int:
    """Copy cases until there are so many events, with chains of their own; return how many."""
    with closing(sqlite3.connect(database.file)) as file:
        originals = _events_by_case(file)
    lived = sum(len(chain) for chain in originals.values())
    copies = events // lived - 1
    _multiplied(database.file, copies)
    with closing(sqlite3.connect(database.file)) as file, file:
        for copy in range(1, copies + 1):
            for number, chain in originals.items():
                _rewrite(file, number + copy * len(originals), chain)
    return lived * (copies + 1)


def _multiplied(file: Path, copies: int) -> None:
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        multiply(connection, WHOLE, copies)
    engine.dispose()


def _events_by_case(connection: sqlite3.Connection) -> dict[int, list[Event]]:
    """Return the events of the cases that were lived, by the number of the case."""
    cases: dict[int, list[Event]] = {}
    query = "SELECT case_id, header FROM pathway_event WHERE case_id <= ? ORDER BY case_id, seq"
    for number, header in connection.execute(query, (len(STATES),)):
        cases.setdefault(int(number), []).append(event_from(header))
    return cases


def _rewrite(connection: sqlite3.Connection, case: int, events: Sequence[Event]) -> None:
    """Give a copied case's events its own reference and a chain of their own."""
    previous = GENESIS
    for event in events:
        own = replace(event, reference=reference_of(case), previous_hash=previous)
        connection.execute(
            "UPDATE pathway_event SET header = ? WHERE case_id = ? AND seq = ?",
            (own.header(), case, event.seq),
        )
        previous = own.hash
    connection.execute("UPDATE pathway_case SET head = ? WHERE id = ?", (previous, case))


def _scan(file: Path) -> None:
    """Read every event, by the driver alone."""
    with closing(sqlite3.connect(file)) as connection:
        for _ in connection.execute("SELECT * FROM pathway_event ORDER BY case_id, seq"):
            pass


def _headers(file: Path) -> Sequence[tuple[str, Sequence[bytes]]]:
    """Return the stored headers of each case that was lived, by its reference."""
    with closing(sqlite3.connect(file)) as connection:
        cases = _events_by_case(connection)
    return [
        (events[0].reference, [event.header() for event in events]) for events in cases.values()
    ]


def _replayed(cases: Sequence[tuple[str, Sequence[bytes]]]) -> float:
    """Return how many events are replayed in a second, from their stored bytes to the case."""
    count, begun = 0, perf_counter()
    for reference, headers in islice(cycle(cases), COPIES):
        replay(reference, (event_from(header) for header in headers))
        count += len(headers)
    return count / (perf_counter() - begun)


def _working_days() -> Callable[[], float]:
    """Return what measures how many microseconds fifteen working days take to count."""
    table = shipped_table()
    years = [day.year for day in table.days]
    calendar = Calendar(table.days, min(years), max(years), table.published_to, table.version)
    days = [FIRST_DAY + timedelta(days=number % 365) for number in range(DAYS)]

    def measure() -> float:
        begun = perf_counter()
        for day in days:
            calendar.add(day, 15)
        return (perf_counter() - begun) / DAYS * 1_000_000

    return measure


def _size(bench: Bench) -> Row:
    """Return the row of how much a case takes on the disk."""
    database = prepared(bench, SQLITE, lambda pathway: case_in(pathway, SIZED))
    with closing(sqlite3.connect(database.file)) as connection:
        count = (
            "SELECT (SELECT count(*) FROM pathway_deadline), (SELECT count(*) FROM pathway_event)"
        )
        deadlines, events = connection.execute(count).fetchone()
    name = f"a case of {deadlines} deadlines and {events} events, on the disk"
    goal = at_most(SIZE, "kB")
    return Figure(name, goal, lambda: kilobytes(database.copy().file), max_rounds=1)


def kilobytes(file: Path, copies: int = COPIES) -> float:
    """Return how much a case takes on the disk: the only one of a database, to which copies are added."""
    before = _compacted(file)
    _multiplied(file, copies)
    return (_compacted(file) - before) / copies / 1000


def _compacted(file: Path) -> int:
    """Return the bytes of a database without free pages."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("VACUUM").close()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
    return file.stat().st_size
