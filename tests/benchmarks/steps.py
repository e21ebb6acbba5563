"""A step, on both kinds of database: against the driver replaying its writes, and round trips."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import cycle

from pathway import Pathway
from pathway.testing import case_in
from tests.benchmarks.bench import Bench
from tests.benchmarks.copies import Database, prepared
from tests.benchmarks.measuring import timed
from tests.benchmarks.recording import Recording, Write, recorded
from tests.benchmarks.replaying import orm, raw
from tests.benchmarks.round_trips import counted
from tests.benchmarks.rows import Figure, Ratio, Row, at_least, at_most
from tests.databases import BACKENDS, POSTGRESQL, SQLITE
from tests.rehearsals import BU

NAMES = {SQLITE: "SQLite", POSTGRESQL: "PostgreSQL"}
LIMITS = {SQLITE: 4.0, POSTGRESQL: 2.0}
MANY_ROWS_LIMIT = 3.0
ROUND_TRIPS = 5
CASES = 10  # among which notes are spread, so that no case grows long
NOTES_A_TURN = 5
NOTIFIER = "partner.la@example.org"
NOTE = {"text": "As recorded in the minutes."}
NOTIFICATION = {"national_reference": "SIN-0001", "children": ["Child A"], "partners_told": True}
Step = Callable[[Pathway], object]


@dataclass(frozen=True, slots=True)
class Steps:
    """
    Steps that were recorded in one copy of a database and can be taken in others.

    Args:
        name: What is done.
        taken: Each step, in order.
        a_turn: How many of them are taken in one turn.
    """

    name: str
    start: Database
    taken: Sequence[Step]
    recording: Recording
    a_turn: int = 1

    def takes(self, database: Database) -> Callable[[], object]:
        """Return what takes the next step in a copy."""
        pathway, remaining = database.connect(), iter(self.taken)
        return lambda: next(remaining)(pathway)

    @property
    def writes(self) -> Sequence[Sequence[Write]]:
        """Return what each step writes."""
        return self.recording.steps


def rows(bench: Bench) -> Iterator[Row]:
    """Yield the rows of a plain step and of a step that writes many rows."""
    for backend in BACKENDS:
        yield from _compared(notes(bench, backend), LIMITS[backend], backend)
        yield from _compared(launches(bench, backend), MANY_ROWS_LIMIT, backend)
    yield from _round_trips(bench)


def notes(bench: Bench, backend: str, a_turn: int = NOTES_A_TURN) -> Steps:
    """Return as many notes as are measured, written to a few cases in turn."""
    names: list[str] = []
    start = prepared(bench, backend, partial(_open, "rapid_review.gathering", CASES, names))
    turns = cycle(names)
    taken = [partial(_note, next(turns)) for _ in range(a_turn * _turns(bench))]
    return _recorded("a note", start, taken, a_turn)


def launches(bench: Bench, backend: str) -> Steps:
    """Return as many launches of a rapid review as are measured, each of a case of its own."""
    names: list[str] = []
    count = _turns(bench)
    start = prepared(bench, backend, partial(_open, "subgroup_decision.triage", count, names))
    taken = [partial(_launch, name) for name in names]
    return _recorded("the launch of a rapid review", start, taken, 1)


def _turns(bench: Bench) -> int:
    """Return how many turns there are: one in each round, one that is not counted, one to spare."""
    return bench.rounds + 2


def _open(state: str, count: int, names: list[str], pathway: Pathway) -> None:
    names += [case_in(pathway, state).reference for _ in range(count)]


def _note(reference: str, pathway: Pathway) -> object:
    return pathway.take(reference, "note", by=BU, input=NOTE)


def _launch(reference: str, pathway: Pathway) -> object:
    return pathway.take(reference, "notify_panel", by=NOTIFIER, input=NOTIFICATION)


def _recorded(name: str, start: Database, taken: Sequence[Step], a_turn: int) -> Steps:
    """Take the steps in a copy, and record what they write."""
    pathway = start.copy().connect()
    with recorded(pathway.engine) as recording:
        for step in taken:
            recording.begin()
            step(pathway)
    pathway.close()
    return Steps(f"{name} ({recording.rows} rows)", start, taken, recording, a_turn)


def _compared(steps: Steps, limit: float, backend: str) -> Iterator[Row]:
    name = f"{steps.name}, {NAMES[backend]}"
    for against, goal, contestant in (
        ("the driver alone", at_most(limit), raw),
        ("an ORM", at_least(1), orm),
    ):
        floor = contestant(steps.start.copy(), steps.writes)
        take = steps.takes(steps.start.copy())
        turns = timed(floor, steps.a_turn), timed(take, steps.a_turn)
        yield Ratio(f"{name}, against {against}", goal, against, *turns)


def _round_trips(bench: Bench) -> Iterator[Row]:
    steps = notes(bench, POSTGRESQL)
    copy = steps.start.copy()
    with counted(copy.url, copy.key) as (pathway, answers):
        remaining = iter(steps.taken)
        next(remaining)(pathway)

        def count() -> float:
            before = answers()
            next(remaining)(pathway)
            return answers() - before

        goal = at_most(ROUND_TRIPS, "round trips")
        yield Figure(f"{steps.name}, PostgreSQL, round trips", goal, count)
