"""Memory that should not grow: of a worker in a year, and of a verification with the events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import create_engine

from tests.benchmarks.bench import Bench
from tests.benchmarks.copies import Database, prepared
from tests.benchmarks.measuring import megabytes
from tests.benchmarks.multiplying import WHOLE, multiply
from tests.benchmarks.programs import program
from tests.benchmarks.proof import STATES, lived, rechained
from tests.benchmarks.rows import Figure, Row, at_most
from tests.databases import SQLITE

FLAT = 1.1
CASES, FEW_CASES = 200, 8  # ten thousand take a day and more
QUARTERS = 4
QUARTER, SHORT_QUARTER = 91, 7  # days
EVENTS, FEW_EVENTS = (10_000, 100_000), (1_000, 5_000)


@dataclass
class Grown:
    """Memory at several times or sizes, in megabytes."""

    of: str
    at: list[float] = field(default_factory=list[float])

    def ratio(self) -> float:
        """Return the last in terms of the first."""
        return self.at[-1] / self.at[0]

    def detail(self) -> str:
        """Return all of them."""
        return f"{', '.join(megabytes(size) for size in self.at)} {self.of}"


def rows(bench: Bench) -> Iterator[Row]:
    """Yield the rows of a worker and of a verification."""
    yield _worker(bench)
    yield _verification(bench)


def _worker(bench: Bench) -> Row:
    cases = FEW_CASES if bench.is_quick else CASES
    days = SHORT_QUARTER if bench.is_quick else QUARTER
    database = prepared(bench, SQLITE, lived)
    _multiply(database, cases // len(STATES) - 1)
    worker = program(bench, "year", database=database.address, key=str(database.key))
    grown = Grown("after each quarter")
    grown.at += [float(worker.ask(days)) for _ in range(QUARTERS)]
    worker.stop()
    name = f"memory of a worker, {QUARTERS} times {days} days of {cases} cases, SQLite"
    return Figure(name, at_most(FLAT), grown.ratio, 1, grown.detail)


def _verification(bench: Bench) -> Row:
    sizes = FEW_EVENTS if bench.is_quick else EVENTS
    database = prepared(bench, SQLITE, lived)
    grown = Grown(f"for {sizes[0]:,} and {sizes[-1]:,} events")
    for size in sizes:
        copy = database.copy()
        rechained(copy, size)
        process = program(bench, "verifying", database=copy.address)
        grown.at.append(float(process.ask("")))
        process.stop()
    name = f"memory of a verification of {sizes[-1]:,} events, SQLite"
    return Figure(name, at_most(FLAT), grown.ratio, 1, grown.detail)


def _multiply(database: Database, copies: int) -> None:
    engine = create_engine(database.address)
    with engine.begin() as connection:
        multiply(connection, WHOLE, copies)
    engine.dispose()
