"""A case with a long history beside a new one, on SQLite."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from pathway import Pathway
from pathway.testing import case_in, filled_in
from pathway.testing.ways import take
from tests.benchmarks.bench import Bench
from tests.benchmarks.copies import prepared
from tests.benchmarks.measuring import timed
from tests.benchmarks.rows import Ratio, Row, Turn, at_most
from tests.benchmarks.steps import NOTE
from tests.databases import SQLITE
from tests.rehearsals import BU

FLAT = 1.3
STATE = "action_plan.drafting"
GATHERING = "local_review.gathering"
TAKES_A_TURN = 3
# No more than a new case has, so that both show as much.
STEPS, ENTRIES = 20, 10
# Notes, actions and agencies. All of them are real steps, which take a minute on a quiet machine.
FEW, MANY = (200, 20, 8), (9_400, 500, 40)
# What leads a case from the returns to its action plan.
WAY = ("waive", "convene", "conclude_meeting", "accept_report")


def rows(bench: Bench) -> Iterator[Row]:
    """Yield what is done with a case of many entries, beside the same with a new case."""
    size = FEW if bench.is_quick else MANY
    references: list[str] = []
    database = prepared(bench, SQLITE, partial(_live, references, *size))
    pathway = database.connect()
    entries = pathway.case(references[-1], by=BU).version
    for name, act in ACTS.items():
        new, long = (_turn(act, pathway, reference) for reference in references)
        title = f"{name}, of a case with {entries:,} entries and {size[1]} actions"
        yield Ratio(title, at_most(FLAT), "of a new case", new, long)


def _live(references: list[str], notes: int, actions: int, agencies: int, pathway: Pathway) -> None:
    references += [_new(pathway), case_in(pathway, GATHERING).reference]
    long = references[-1]
    request = filled_in(pathway.schema(long, "request_return", by=BU))
    for number in range(agencies):
        answers = request | {"agency": f"agency_{number}"}
        pathway.take(long, "request_return", by=BU, input=answers, unlisted=True)
    # While there are no actions, a note takes least.
    for _ in range(notes):
        _note(pathway, long)
    for step in WAY:
        take(pathway, long, step)
    action = filled_in(pathway.schema(long, "add_action", by=BU))
    for _ in range(actions):
        pathway.take(long, "add_action", by=BU, input=action)
    _note(pathway, long)


def _new(pathway: Pathway) -> str:
    """Return a new case, with a note."""
    reference = case_in(pathway, STATE).reference
    _note(pathway, reference)
    return reference


def _turn(act: Callable[[Pathway, str], object], pathway: Pathway, reference: str) -> Turn:
    return timed(lambda: act(pathway, reference), TAKES_A_TURN)


def _note(pathway: Pathway, reference: str) -> object:
    return pathway.take(reference, "note", by=BU, input=NOTE)


def _steps(pathway: Pathway, reference: str) -> object:
    return pathway.steps(reference, by=BU, limit=STEPS)


def _case(pathway: Pathway, reference: str) -> object:
    return pathway.case(reference, by=BU)


def _history(pathway: Pathway, reference: str) -> object:
    return pathway.history(reference, limit=ENTRIES, by=BU)


def _schema_of_correction(pathway: Pathway, reference: str) -> object:
    return pathway.schema(reference, "correct", by=BU, limit=ENTRIES)


ACTS: Mapping[str, Callable[[Pathway, str], object]] = {
    "take a note": _note,
    f"a page of {STEPS} steps": _steps,
    "case, its items and duties unread": _case,
    f"a page of {ENTRIES} entries of the history": _history,
    f"a page of {ENTRIES} entries that may be corrected": _schema_of_correction,
}
