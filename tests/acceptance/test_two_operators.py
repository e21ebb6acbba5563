"""Two operators at one step: the one who comes second is told so, and what the other did."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import make_url
from sqlalchemy.orm import Session

from tests.operators import PATIENCE, Operator
from tests.rehearsals import NURSE, Rehearsal

pytestmark = pytest.mark.either

CASE = "PR-2026-0001"
SUBMIT = ("take", CASE, "submit", "--by", NURSE)
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = ? AND wait_event_type = 'Lock'"


def wait_for_somebody_at_a_lock(desk: Rehearsal) -> None:
    """Return once another connection of the database waits for a row."""
    end = time.monotonic() + PATIENCE
    while desk.sql(WAITING, [make_url(desk.address).database]) == [(0,)]:
        assert time.monotonic() < end, "nobody came"


@pytest.mark.postgresql
def test_the_second_operator_learns_what_was_done_meanwhile(desk: Rehearsal) -> None:
    """
    The command began before the other's step was stored: it ends with 5, names the step, and
    changes nothing.
    """
    desk.refer()
    operator = Operator(desk.folder, desk.variables)
    with ThreadPoolExecutor(1) as pool, Session(desk.pathway.engine) as session, session.begin():
        desk.pathway.join(session).take(CASE, "submit", by=NURSE)
        second = pool.submit(operator.run, *SUBMIT, "--json")
        wait_for_somebody_at_a_lock(desk)
        session.commit()
        result = second.result()

    assert (5, "conflict") == (result.code, result.error["error"])
    assert ["event 2: submit by referrer on Mon 16 Mar 2026"] == [
        reason["message"] for reason in result.error["reasons"]
    ]
    assert 2 == desk.pathway.case(CASE).version


def test_who_comes_much_later_is_refused(desk: Rehearsal) -> None:
    """The step was done before the command began: it is not open now."""
    desk.refer()
    operator = Operator(desk.folder, desk.variables)
    codes = [operator.run(*SUBMIT).code, operator.run(*SUBMIT).code]
    stale = operator.run(*SUBMIT, "--expect-version", "1")

    assert [0, 3] == codes
    assert 5 == stale.code
    assert "event 2: submit by referrer" in stale.err
