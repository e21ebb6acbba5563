"""A duplicate is closed and the surviving case takes over its clocks, in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from sqlalchemy.exc import DBAPIError

from pathway.errors import PathwayError, StepRefused
from tests.rehearsals import BU, Rehearsal

TEN = date(2026, 3, 10)  # Tue


def two_cases(desk: Rehearsal) -> tuple[str, str]:
    """Return a case and its duplicate, which knows of an earlier day of awareness."""
    return desk.refer(), desk.refer(local_authority_aware_on=TEN)


def close(desk: Rehearsal, duplicate: str, surviving: str) -> None:
    """Close the first as a duplicate of the second."""
    same = [{"child": "Child A", "same_as": 1}, {"child": "Child B", "same_as": 2}]
    answers = {"surviving": surviving, "children": same}
    desk.pathway.take(duplicate, "close_as_duplicate", by=BU, input=answers)


def test_the_surviving_case_takes_the_earlier_day(desk: Rehearsal) -> None:
    """
    Its clock is re-dated, with both days kept, by an event of the system; the duplicate's own
    stops.
    """
    surviving, duplicate = two_cases(desk)
    close(desk, duplicate, surviving)
    clock = desk.pathway.explain(surviving, "panel_notification")
    last = desk.pathway.history(surviving)[-1]

    assert ("closed", "duplicate") == (
        desk.pathway.case(duplicate).state,
        desk.pathway.case(duplicate).outcome,
    )
    assert (TEN, date(2026, 3, 17)) == (clock.clock_on, clock.due)  # Tue, five working days later
    assert ["2026-03-19"] == [move["due"] for move in clock.moves]  # Thu
    assert ("take_over_incidents", "system", last.seq) == (
        last.step,
        last.by,
        clock.moves[0]["event"],
    )
    assert "stopped" == desk.pathway.explain(duplicate, "panel_notification").state
    assert [] == desk.pathway.verify()


def test_a_later_day_moves_nothing(desk: Rehearsal) -> None:
    """The other way round, the surviving case keeps its own earlier day."""
    later, surviving = two_cases(desk)
    close(desk, later, surviving)

    assert TEN == desk.pathway.explain(surviving, "panel_notification").clock_on
    assert () == desk.pathway.explain(surviving, "panel_notification").moves


def fill_the_disk(desk: Rehearsal, when: str) -> None:
    """Let the database refuse events as if there were no room for them."""
    if desk.url:
        body = "BEGIN RAISE EXCEPTION 'the disk is full'; END"
        desk.sql(f"CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")
        done = "FOR EACH ROW WHEN (" + when + ") EXECUTE FUNCTION refuse()"
    else:
        done = f"WHEN {when} BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
    desk.sql(f"CREATE TRIGGER no_room BEFORE INSERT ON pathway_event {done}")


@pytest.mark.parametrize("number", [1, 2])
def test_a_failure_in_either_case_leaves_neither(desk: Rehearsal, number: int) -> None:
    """The database refuses the event of one of the two: no row of any table is different."""
    surviving, duplicate = two_cases(desk)
    fill_the_disk(desk, f"new.seq > 1 AND new.case_id = {number}")
    before = desk.contents()
    with pytest.raises(DBAPIError):
        close(desk, duplicate, surviving)

    assert before == desk.contents()


def test_a_refusal_leaves_both(desk: Rehearsal) -> None:
    """
    A case cannot survive itself, nor be survived by a closed one, nor by one without its children.
    """
    surviving, duplicate = two_cases(desk)
    refused: list[Callable[[], object]] = [
        lambda: close(desk, duplicate, duplicate),
        lambda: close(desk, duplicate, "PR-2026-0099"),
        lambda: desk.do(duplicate, "close_as_duplicate", BU, surviving=surviving, children=[]),
    ]
    before = desk.contents()
    for attempt in refused:
        with pytest.raises(StepRefused):
            attempt()

    assert before == desk.contents()


def test_each_as_the_other_at_the_same_moment(desk: Rehearsal) -> None:
    """
    Two people close each case as the other's duplicate: one is told no, nobody waits for ever.
    """
    surviving, duplicate = two_cases(desk)
    ready = Barrier(2)

    def closing(pair: tuple[str, str]) -> str:
        own = desk.again()
        ready.wait()
        try:
            close(own, *pair)
        except PathwayError as error:
            return error.code
        finally:
            own.pathway.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(closing, [(duplicate, surviving), (surviving, duplicate)]))

    assert {"done", "refused"} == set(results)
    assert ["closed", "draft"] == sorted(
        desk.pathway.case(reference).state for reference in (surviving, duplicate)
    )
    assert [] == desk.pathway.verify()
