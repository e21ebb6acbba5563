"""How often a step and a sweep ask the database: what does not depend on the machine."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from pathway import Pathway
from pathway.testing import case_in
from tests.benchmarks.round_trips import counted
from tests.rehearsals import BU, NOTIFIER, Rehearsal, instant
from tests.statements import asked

NOTE = {"text": "As recorded in the minutes."}
GATHERING, TRIAGE = "rapid_review.gathering", "subgroup_decision.triage"
LATER = "2026-07-01"  # when all that a new case waits for is overdue
Act = Callable[[Pathway], object]


def trips(desk: Rehearsal, act: Act) -> int:
    """Return for how many answers of the server an act waits, when it is done once more."""
    with counted(desk.address, desk.key) as (pathway, answers):
        act(pathway)
        before = answers()
        act(pathway)
        return answers() - before


def note(reference: str) -> Act:
    """Return an act that writes a note."""
    return lambda pathway: pathway.take(reference, "note", by=BU, input=NOTE)


def trips_of_sweep(desk: Rehearsal, cases: int) -> int:
    """Return for how many answers a sweep waits that finds all duties of so many cases overdue."""
    names = [case_in(desk.pathway, GATHERING).reference for _ in range(cases)]
    with counted(desk.address, desk.key) as (pathway, answers):
        note(names[0])(pathway)
        # At night, when no messages are made of what it finds.
        desk.clock(LATER, hour=22)
        before = answers()
        assert pathway.sweep().cases == cases
        return answers() - before


@pytest.mark.postgresql
def test_a_note_waits_for_five_answers(desk: Rehearsal) -> None:
    """Begin, settings, the case kept from others, all its writes, and the commit."""
    reference = case_in(desk.pathway, GATHERING).reference

    assert trips(desk, note(reference)) == 5


@pytest.mark.postgresql
def test_a_step_that_writes_many_rows_waits_for_no_more(desk: Rehearsal) -> None:
    """
    The launch of a rapid review writes some fifty rows. It opens the form, for the children's labels,
    and looks for meetings, by which a notifier may read the case.
    """
    names = [case_in(desk.pathway, TRIAGE).reference for _ in range(2)]
    references = iter(names)
    sent = {"national_reference": "SIN-0001", "children": ["Child A"], "partners_told": True}

    def launch(pathway: Pathway) -> object:
        return pathway.take(next(references), "notify_panel", by=NOTIFIER, input=sent)

    assert trips(desk, launch) == 5 + 2


@pytest.mark.sqlite
def test_a_note_takes_six_statements(desk: Rehearsal) -> None:
    """The same on SQLite, where the case and its parts are two, and so are its two rows."""
    write = note(case_in(desk.pathway, GATHERING).reference)
    write(desk.pathway)
    with asked() as statements:
        write(desk.pathway)

    assert len(statements) == 6, statements


def test_a_note_writes_only_the_columns_that_it_changes(desk: Rehearsal) -> None:
    """Each column that is set has its indexes written, whether or not its value is another."""
    write = note(case_in(desk.pathway, GATHERING).reference)
    with asked() as statements:
        write(desk.pathway)

    (moved,) = [sql for sql in statements if sql.startswith("UPDATE pathway_case")]
    columns = set(re.findall(r"(\w+)=", moved.partition(" WHERE ")[0]))
    assert columns == {"version", "head", "recorded_at"}


def test_an_idle_sweep_looks_once(desk: Rehearsal) -> None:
    """Whether anything is due, together with what time it is; no transaction is begun."""
    case_in(desk.pathway, GATHERING)
    desk.pathway.sweep()
    with asked() as statements:
        desk.pathway.sweep()

    assert [sql.split()[0] for sql in statements] == ["SELECT"]
    assert " JOIN " not in statements[0]


def test_a_clock_that_was_set_meanwhile_is_looked_at_again(desk: Rehearsal) -> None:
    """What a rehearsal's clock showed when it was last looked at is only presumed."""
    case_in(desk.pathway, GATHERING)
    desk.pathway.sweep()
    desk.connect().clock.set(instant(LATER))

    assert desk.pathway.sweep().breaches


def test_an_idle_sweep_asks_about_tasks_only_where_there_are_any(desk: Rehearsal) -> None:
    """Whether they are to be given back takes joins, which PostgreSQL plans anew every time."""
    case = case_in(desk.pathway, GATHERING)
    duty = next(
        duty for duty in case.deadlines if duty.state == "running" and duty.owner.role == "bu"
    )
    desk.pathway.tasks.take_on(case.reference, duty.id, by=BU)
    desk.pathway.sweep()
    with asked() as statements:
        desk.pathway.sweep()

    assert len(statements) == 2


@pytest.mark.parametrize(
    "due",
    [
        "UPDATE pathway_watch SET look_at = '2026-03-16 08:00:00.000000'",
        "UPDATE pathway_notice SET addressed_at = NULL, not_before = '2026-03-16 08:00:00.000000'",
        "UPDATE pathway_person SET removed_at = '2026-03-16 08:00:00.000000'",
        "UPDATE pathway_follow_up SET day = '2026-03-16'",
    ],
    ids=["a duty", "a notice", "a task", "a date"],
)
@pytest.mark.sqlite
def test_whatever_is_due_is_looked_at(desk: Rehearsal, due: str) -> None:
    """The first look overlooks nothing that a sweep has to do."""
    case = case_in(desk.pathway, GATHERING)
    duty = next(
        duty for duty in case.deadlines if duty.state == "running" and duty.owner.role == "bu"
    )
    desk.pathway.tasks.take_on(case.reference, duty.id, by=BU)
    desk.pathway.tasks.follow_up(case.reference, duty.id, on=date(2026, 3, 20), by=BU)  # Fri
    desk.pathway.sweep()
    desk.sql(due)
    with asked() as statements:
        desk.pathway.sweep()

    assert len(statements) > 2


@pytest.mark.postgresql
def test_a_further_case_to_sweep_waits_for_two_answers(desk: Rehearsal, tmp_path: Path) -> None:
    """To claim it, and to write all its breaches; all notices are written together."""
    other = desk.copied(tmp_path / "other")
    try:
        assert trips_of_sweep(other, cases=3) - trips_of_sweep(desk, cases=1) == 2 * 2
    finally:
        other.remove()


def test_an_answer_is_whole_after_its_transaction(desk: Rehearsal) -> None:
    """What is worked out late asks the database for nothing, and is what `case` returns."""
    reference = case_in(desk.pathway, GATHERING).reference
    taken = desk.pathway.take(reference, "note", by=BU, input=NOTE)
    again = desk.pathway.take(reference, "note", by=BU, input=NOTE)
    with asked() as statements:
        shown = again.as_json()

    assert not statements
    assert shown == desk.pathway.case(reference, by=BU).as_json()
    assert taken.deadlines == again.deadlines
    assert taken != again
    assert pickle.loads(pickle.dumps(taken)) == taken
    assert not hasattr(taken, "deadline")
