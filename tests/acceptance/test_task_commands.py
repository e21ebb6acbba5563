"""On the command line: what was said by telephone, and tasks."""

from __future__ import annotations

import pytest

from tests.operators import Operator
from tests.rehearsals import BU, NURSE, NURSES_DEPUTY, NURSES_REP, Rehearsal

CASE, DUTY = "PR-2026-0001", "quality_assurance"


@pytest.fixture
def submitted(desk: Rehearsal) -> Operator:
    """Return an operator of a desk whose case waits for quality assurance."""
    desk.refer()
    desk.do(CASE, "submit", NURSE)
    return Operator(desk.folder, desk.variables)


def test_what_was_said_by_telephone_names_both(submitted: Operator) -> None:
    """In the steps, in the preview, in the history, as text and as JSON."""
    who = ("--by", BU, "--for", NURSES_REP)
    steps = submitted.run("steps", CASE, *who).out
    taken = submitted.run("take", CASE, "return_to_referrer", *who, "--reason", "More is known.")
    history = submitted.run("history", CASE).out
    entry = submitted.run("history", CASE, "--json").json[-1]

    assert f"{BU} may record now on behalf of {NURSES_REP}" in steps
    assert 0 == taken.code
    assert f"by {NURSES_REP} (rep), recorded on their behalf by {BU}" in " ".join(history.split())
    assert (NURSES_REP, BU) == (entry["by"], entry["typed_by"])


def test_a_view_by_telephone_is_refused(submitted: Operator) -> None:
    """With the code of its reason, and exit code 3."""
    who = ("--by", BU, "--for", NURSES_REP)
    refused = submitted.run("take", CASE, "declare_interest", *who, "--set", "nature=x", "--json")

    assert 3 == refused.code
    assert ["on_behalf"] == [reason["code"] for reason in refused.error["reasons"]]


def test_a_task_goes_from_hand_to_hand(submitted: Operator) -> None:
    """Each command shows the task as it is afterwards; the history has them all."""
    by = ("--by", NURSES_DEPUTY)
    taken = submitted.run("task", "take", CASE, DUTY, *by, "--json").json
    handed = submitted.run("task", "hand", CASE, DUTY, "--to", NURSES_REP, *by, "--json").json
    back = submitted.run("task", "return", CASE, DUTY, "--by", NURSES_REP, "--json").json
    given = submitted.run("task", "give-back", CASE, DUTY, *by, "--json").json
    follow_up = ("task", "follow-up", CASE, DUTY, "--on", "2099-03-19", *by)
    dated = submitted.run(*follow_up).out
    history = submitted.run("task", "history", CASE).out
    listed = submitted.run("task", "list", "--csv", *by).out

    assert [NURSES_DEPUTY, NURSES_REP, NURSES_DEPUTY, None] == [
        view["holder"] for view in (taken, handed, back, given)
    ]
    assert "You are reminded on Thu 19 Mar 2099, after its due day." in dated
    assert f"{NURSES_REP} returned {DUTY}" in " ".join(history.split())
    assert "holder,lent_by,follow_up_on" in listed


def test_a_task_is_asked_for_plainly(submitted: Operator) -> None:
    """A date or none, and whose tasks are one's own."""
    no_day = submitted.run("task", "follow-up", CASE, DUTY, "--by", NURSES_REP)
    nobody = submitted.run("task", "list", "--mine")

    assert (2, 2) == (no_day.code, nobody.code)
    assert "Give --on DATE, or --none" in no_day.err
    assert "--mine needs --by EMAIL" in nobody.err
