"""The rows of other engines: a step, and firing what is due, on the same disk and as durable."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url

from tests.benchmarks.bench import Bench
from tests.benchmarks.measuring import timed
from tests.benchmarks.peers.processes import NotInstalled, Peer
from tests.benchmarks.processes import ProcessEnded
from tests.benchmarks.rows import MANY, Goal, Missing, Ratio, Row, Turn, at_least
from tests.benchmarks.steps import NAMES, Steps, notes
from tests.benchmarks.sweeps import ROUNDS, waiting
from tests.databases import BACKENDS, POSTGRESQL, SQLITE, driver_address

Told = dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Rival:
    """
    An engine, and how much faster a step or a sweep of the product should be.

    Args:
        name: Of its environment.
        title: What is printed.
    """

    name: str
    title: str
    goal: Goal


DBOS = Rival("dbos", "DBOS with steps that write the same", at_least(4))
SPIFFWORKFLOW = Rival("spiffworkflow", "SpiffWorkflow, reloaded", at_least(1))
DJANGO = Rival("django", "Django with viewflow.fsm", at_least(1))
APSCHEDULER = Rival("apscheduler", "APScheduler's store", at_least(5))
PROCRASTINATE = Rival("procrastinate", "Procrastinate", at_least(1))


def rows(bench: Bench) -> Iterator[Row]:
    """Yield the rows of steps, then those of what is due."""
    for backend in BACKENDS:
        yield from _of_steps(notes(bench, backend), backend)
    for backend in BACKENDS:
        yield from _of_due(bench, backend)


def _of_steps(steps: Steps, backend: str) -> Iterator[Row]:
    for rival, tell in ((DBOS, _dbos), (SPIFFWORKFLOW, _spiffworkflow), (DJANGO, _django)):
        take = timed(steps.takes(steps.start.copy()), steps.a_turn)
        contest = Contest(rival, f"{steps.name}, {NAMES[backend]}", steps.a_turn)
        yield contest.row(steps.start.bench, tell(steps), take)


def _of_due(bench: Bench, backend: str) -> Iterator[Row]:
    size = 5_000 if bench.is_quick else 100_000
    database = waiting(bench, backend, size)
    due = database.due
    name = f"sweep of {due:,} due among {size:,}, {NAMES[backend]}"
    rivals = (APSCHEDULER, PROCRASTINATE) if backend == POSTGRESQL else (APSCHEDULER,)
    for rival in rivals:
        told: Told = {"database": _empty(bench, backend, rival), "waiting": size}
        contest = Contest(rival, name, due, ROUNDS)
        yield contest.row(bench, told, lambda: database.sweep() / due)


@dataclass(frozen=True, slots=True)
class Contest:
    """
    What is done by the product and by a rival in turn.

    Args:
        count: How often it is done in a turn.
    """

    rival: Rival
    name: str
    count: int
    max_rounds: int = MANY

    def row(self, bench: Bench, told: Told, measured: Turn) -> Row:
        """Return the row of it; a missing one where the rival is not installed."""
        rival = self.rival
        name = f"{self.name}, against {rival.title}"
        try:
            peer = Peer(bench, rival.name, told)
        except (NotInstalled, ProcessEnded) as error:
            return Missing(name, rival.goal, str(error))
        floor = peer.turns(self.count)
        return Ratio(name, rival.goal, rival.title, floor, measured, self.max_rounds)


def _dbos(steps: Steps) -> Told:
    """Return what DBOS is told: a copy to write to, a database of its own, and what to write."""
    bench, copy = steps.start.bench, steps.start.copy()
    writes = bench.folder() / "writes"
    plain = [[(write.sql, write.parameters) for write in step] for step in steps.writes]
    writes.write_bytes(pickle.dumps(plain))
    backend = POSTGRESQL if copy.url else SQLITE
    if not copy.url:
        _keep_as_the_product(copy.file)
    return {"database": copy.address, "system": _empty(bench, backend, DBOS), "writes": str(writes)}


def _spiffworkflow(steps: Steps) -> Told:
    """Return what SpiffWorkflow is told: an empty database."""
    bench = steps.start.bench
    if not steps.start.url:
        return {"file": str(bench.folder() / "spiffworkflow.db")}
    return {"database": driver_address(make_url(bench.server().create()))}


def _django(steps: Steps) -> Told:
    """Return what Django is told: an empty database, and how large what it writes is."""
    case, event = (write.rows[0] for write in steps.writes[0])
    sizes: Told = {
        # As much as the step writes of it: nothing, where it leaves it as it is.
        "document_size": len(case.get("document", "")),
        "event_size": len(event["header"]) + len(event["sealed"]),
    }
    bench = steps.start.bench
    if not steps.start.url:
        return {**sizes, "file": str(bench.folder() / "django.db")}
    url = make_url(bench.server().create())
    named = {"name": url.database, "user": url.username, "host": url.query["host"]}
    return {**sizes, **{name: str(value) for name, value in named.items()}}


def _empty(bench: Bench, backend: str, rival: Rival) -> str:
    """Return the address of an empty database, in the words of the rival."""
    if backend == SQLITE:
        file = bench.folder() / "peer.db"
        _keep_as_the_product(file)
        return f"sqlite:///{file}"
    address = bench.server().create()
    return driver_address(make_url(address)) if rival is PROCRASTINATE else address


def _keep_as_the_product(file: Path) -> None:
    """Let SQLite write ahead; that it waits for the disk is what it does unasked."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=WAL").close()
