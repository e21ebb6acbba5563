"""A case with a long history beside a new one, on SQLite."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from pathway import Pathway
from pathway.testing import case_in, filled_in
from tests.benchmarks.bench import Bench
from tests.benchmarks.copies import prepared
from tests.benchmarks.measuring import timed
from tests.benchmarks.rows import Ratio, Row, Turn, at_most
from tests.benchmarks.steps import NOTE
from tests.databases import SQLITE
from tests.rehearsals import BU

FLAT = 1.3
STATE = "action_plan.drafting"
TAKES_A_TURN = 3
# Notes and actions. All of them are real steps: ten thousand take twenty minutes on a busy machine.
FEW, MANY = (200, 20), (2_000, 100)


def rows(bench: Bench) -> Iterator[Row]:
    """Yield what is done with a case of many entries, beside the same with a new case."""
    notes, actions = FEW if bench.is_quick else MANY
    references: list[str] = []
    database = prepared(bench, SQLITE, partial(_live, references, notes, actions))
    pathway = database.connect()
    entries = pathway.case(references[-1], by=BU).version
    for name, act in (("take a note", _note), ("steps", _steps), ("case", _case)):
        new, long = (_turn(act, pathway, reference) for reference in references)
        title = f"{name}, of a case with {entries:,} entries and {actions} actions"
        yield Ratio(title, at_most(FLAT), "of a new case", new, long)


def _live(references: list[str], notes: int, actions: int, pathway: Pathway) -> None:
    references += [case_in(pathway, STATE).reference for _ in range(2)]
    long = references[-1]
    action = filled_in(pathway.schema(long, "add_action", by=BU))
    for _ in range(actions):
        pathway.take(long, "add_action", by=BU, input=action)
    for _ in range(notes):
        _note(pathway, long)


def _turn(act: Callable[[Pathway, str], object], pathway: Pathway, reference: str) -> Turn:
    return timed(lambda: act(pathway, reference), TAKES_A_TURN)


def _note(pathway: Pathway, reference: str) -> object:
    return pathway.take(reference, "note", by=BU, input=NOTE)


def _steps(pathway: Pathway, reference: str) -> object:
    return pathway.steps(reference, by=BU)


def _case(pathway: Pathway, reference: str) -> object:
    return pathway.case(reference, by=BU)
