"""The sweep: what is due among ever more that waits, and looking when nothing is due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter

from sqlalchemy import Connection, create_engine, text, update

from pathway import Pathway
from pathway.storage.database.tables import watch
from pathway.testing import case_in
from tests.benchmarks.bench import Bench
from tests.benchmarks.copies import prepared
from tests.benchmarks.measuring import timed
from tests.benchmarks.multiplying import SWEPT, multiply
from tests.benchmarks.rows import Figure, Growth, Row, at_most
from tests.benchmarks.steps import NAMES
from tests.databases import BACKENDS, POSTGRESQL, SQLITE
from tests.rehearsals import instant

STATE = "rapid_review.gathering"
LIVED = 4
DAY = "2026-07-01"  # when all that the copied cases wait for is overdue
NEVER = datetime(2040, 1, 1, tzinfo=UTC)
DUE = 1000
LOOKS = 20  # in a turn: a single one takes as long as what it finds in no cache
ROUNDS = 5  # what was swept is due no more, and the smallest database has few
FLAT, BREACH, IDLE = 1.1, 0.5, 50.0
MICROSECOND, MILLISECOND = 1_000_000, 1000.0


@dataclass
class Waiting:
    """
    A database in which so many deadlines wait, and nothing is due until `make_due`.

    Args:
        of_case: How many deadlines of a case are breached when it is swept.
        unswept: The first case that was not swept yet.
    """

    pathway: Pathway
    connection: Connection
    due: int
    of_case: int = 0
    unswept: int = 1

    def make_due(self, cases: int) -> None:
        """Let the next cases be due."""
        after = self.unswept + cases
        chosen = watch.c.case_id.between(self.unswept, after - 1)
        now = instant(DAY)
        self.connection.execute(update(watch).where(chosen).values(look_at=now))
        self.connection.commit()
        self.unswept = after

    def sweep(self) -> float:
        """Sweep what is made due, and return the seconds for as many breaches as there should be."""
        self.make_due(-(-self.due // self.of_case))
        begun = perf_counter()
        done = self.pathway.sweep()
        taken = perf_counter() - begun
        assert done.breaches, "nothing was due"
        assert not done.failed, "cases could not be swept"
        return taken * self.due / done.breaches


def rows(bench: Bench) -> Iterator[Row]:
    """Yield the rows of the sweep, on both kinds of database."""
    for backend in BACKENDS:
        yield from _of_backend(bench, backend)


def waiting(bench: Bench, backend: str, size: int) -> Waiting:
    """Return a database in which so many deadlines wait."""
    database = prepared(bench, backend, _live)
    engine = create_engine(database.address)
    bench.own.callback(engine.dispose)
    connection = bench.own.enter_context(engine.connect())
    watched = connection.execute(text("SELECT count(*) FROM pathway_watch")).scalar_one()
    multiply(connection, SWEPT, size // int(watched))
    connection.execute(update(watch).values(look_at=NEVER))
    connection.commit()
    made = Waiting(database.connect(), connection, DUE // 10 if bench.is_quick else DUE)
    made.pathway.sweep()
    made.make_due(1)
    made.of_case = made.pathway.sweep().breaches
    made.sweep()
    if backend == POSTGRESQL:
        # As autovacuum does, which the server of tests leaves out; on SQLite nobody does. Until then
        # each key of a notice is looked for in all of them, by a plan of when there were none.
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as own:
            own.execute(text("VACUUM ANALYZE"))
    return made


def _of_backend(bench: Bench, backend: str) -> Iterator[Row]:
    name = NAMES[backend]
    sizes = _sizes(bench, backend)
    databases = {size: waiting(bench, backend, size) for size in sizes}
    idle = {size: timed(database.pathway.sweep, LOOKS) for size, database in databases.items()}
    of = "deadlines that wait"
    largest = databases[sizes[-1]]
    yield Growth(f"sweep with nothing due, {name}", at_most(FLAT), of, idle, "idle_sweep")
    yield Figure(
        f"sweep with nothing due among {sizes[-1]:,}, more than an empty query, {name}",
        at_most(IDLE, "us"),
        lambda: _idle(largest),
    )
    due = largest.due
    swept = {size: database.sweep for size, database in databases.items()}
    title = f"sweep of {due:,} due, {name}"
    yield Growth(title, at_most(FLAT), of, swept, "sweep", max_rounds=ROUNDS)
    if backend == SQLITE:
        yield Figure(
            f"a breach with its notices, {name}",
            at_most(BREACH, "ms"),
            lambda: largest.sweep() / due * MILLISECOND,
            max_rounds=ROUNDS,
        )


def _sizes(bench: Bench, backend: str) -> tuple[int, ...]:
    """Return how many deadlines wait; a million are copied to a file alone, which takes minutes."""
    if bench.is_quick:
        return (5_000, 20_000)
    return (10_000, 100_000, 1_000_000) if backend == SQLITE else (10_000, 100_000)


def _idle(database: Waiting) -> float:
    """Return how many microseconds more than an empty query a sweep takes that finds nothing."""
    sweep = timed(database.pathway.sweep, LOOKS)()
    query = timed(lambda: database.connection.execute(text("SELECT 1")), LOOKS)()
    return (sweep - query) * MICROSECOND


def _live(pathway: Pathway) -> None:
    for _ in range(LIVED):
        case_in(pathway, STATE)
    pathway.clock.set(instant(DAY))
