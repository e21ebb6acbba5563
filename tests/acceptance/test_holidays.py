"""The calendar as an operator keeps it, with the command."""

from __future__ import annotations

import json

import pytest

from tests.operators import Operator
from tests.rehearsals import CHAIR, NURSE, Rehearsal

pytestmark = pytest.mark.either

CASE = "PR-2026-0001"
NEAR = "panel_notification/incident:1"  # due on Thu 19 March
DAMAGE = "UPDATE pathway_deadline SET document = ? WHERE case_id = 1 AND id = ?"


@pytest.fixture
def operator(desk: Rehearsal) -> Operator:
    """Return somebody in the folder of a rehearsal with a case in triage."""
    desk.endorsed()
    return Operator(desk.folder, desk.variables)


def test_a_day_is_proclaimed_shown_and_taken_away(operator: Operator) -> None:
    """What would move, what moved, where it stands, why a day was skipped, and back again."""
    command = ("holidays", "add", "2026-03-19", "State funeral")
    would = operator.run(*command, "--preview")
    done = operator.run(*command, "--by", CHAIR, "--reason", "Gazette.", "--json").json
    explained = operator.run("explain", CASE, NEAR).out
    listed = operator.run("holidays", "list", "--json").json
    history = operator.run("history", CASE).out
    back = operator.run("holidays", "remove", "2026-03-19")
    kept = operator.run("holidays", "list", "--all", "--json").json

    assert "2 open duties would move." in would.out
    assert ["2026-03-19", "2026-03-20"] == [done["moved"][0][name] for name in ("from", "to")]
    assert [CHAIR, "Gazette.", "proclaimed"] == [
        done["days"][0][name] for name in ("added_by", "reason", "source")
    ]
    assert "Thu 19 Mar 2026  State funeral" in explained
    assert "because calendar" in explained
    assert {"published", "proclaimed"} == {holiday["source"] for holiday in listed}
    assert f"due days moved: {NEAR} to Fri 20 Mar 2026" in history
    assert "2 open duties moved." in back.out
    assert ["State funeral"] == [entry["name"] for entry in kept if entry["removed_at"]]
    assert 0 == operator.run("verify").code


def test_a_closure_of_several_days(operator: Operator) -> None:
    """Only the local duty moves; without --closure it is not found to be taken away."""
    done = operator.run(
        "holidays", "add", "2026-03-17", "Installation move", "--to", "2026-03-20", "--closure"
    )
    wrong = operator.run("holidays", "remove", "2026-03-17")
    right = operator.run("holidays", "remove", "2026-03-17", "--to", "2026-03-20", "--closure")

    assert "triage" in done.out
    assert NEAR not in done.out
    assert "1 open duty moved." in done.out
    assert (3, 0) == (wrong.code, right.code)
    assert "add --closure" in wrong.err


@pytest.mark.parametrize(
    ("command", "code", "message"),
    [
        (("add", "2026-05-25", "Mine"), 3, "Spring Bank Holiday"),
        (("add", "2026-03-21", "Mine", "--closure"), 3, "Saturday"),
        (("add", "2199-03-21", "Mine"), 7, "do not reach"),
        (("add", "19 March", "Mine"), 2, "not a date"),
        (("add", "2026-03-19", "Mine", "--by", NURSE), 3, "bu, chair"),
        (("remove", "2026-05-25"), 3, "as published"),
        (("remove", "2026-03-19"), 4, "holidays list --all"),
    ],
)
def test_what_is_refused_says_why(
    operator: Operator, command: tuple[str, ...], code: int, message: str
) -> None:
    """One sentence, the exit code of its kind, and no traceback."""
    refused = operator.run("holidays", *command)

    assert code == refused.code
    assert message in refused.err
    assert "Traceback" not in refused.err


def test_a_worker_that_runs_counts_by_the_new_calendar(operator: Operator, desk: Rehearsal) -> None:
    """
    The case could not be read when the day was added; the worker, which knew another calendar,
    makes up for it.
    """
    (document,) = desk.sql(
        "SELECT document FROM pathway_deadline WHERE case_id = 1 AND id = ?", [NEAR]
    )[0]
    desk.clock("2026-03-17")  # Tue, the due day of triage: the first sweep has something to tell
    with operator.started("worker", "--every", "0.2", "--json") as worker:
        assert worker.stderr
        logged = (json.loads(line) for line in worker.stderr)
        next(entry for entry in logged if entry.get("notices"))
        desk.sql(DAMAGE, ["x", NEAR])
        done = operator.run("holidays", "add", "2026-03-19", "State funeral", "--json").json
        next(entry for entry in logged if entry.get("failed"))
        desk.sql(DAMAGE, [document, NEAR])
        next(entry for entry in logged if entry.get("step") == "recount")
        worker.terminate()

    assert [CASE] == done["failed"]
    assert "Fri 20 Mar 2026" in operator.run("explain", CASE, NEAR).out
    assert 0 == operator.run("verify").code
