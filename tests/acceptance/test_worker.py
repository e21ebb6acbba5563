"""The worker as it is run at a desk: it ticks, survives what fails, and ends when it is told to."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest

from tests.operators import Operator
from tests.rehearsals import NURSE, Rehearsal

pytestmark = (
    pytest.mark.either
)  # what leases and claims do on both is tested on both, and by the simulated year
CASE = "PR-2026-0001"
Events = Iterator[dict[str, Any]]


@pytest.fixture
def operator(desk: Rehearsal) -> Operator:
    """
    Return somebody in the folder of a rehearsal with a case, four days after its first duty was
    due.
    """
    desk.refer()
    desk.clock("2026-03-23")  # Mon
    return Operator(desk.folder, desk.variables)


def events(process: subprocess.Popen[str]) -> Events:
    """Return what the worker logs, line by line, until it ends."""
    assert process.stderr
    for line in process.stderr:
        yield json.loads(line)


def until(logged: Events, wanted: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    """Return the first event that is wanted; the worker's end is the end of waiting."""
    return next(event for event in logged if wanted(event))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_sweeps_and_sends_at_once_and_stops_when_asked(
    operator: Operator, number: signal.Signals
) -> None:
    """
    The first tick does not wait a minute; either signal ends it with 0 and takes its heartbeat
    away.
    """
    with operator.started("worker", "--every", "0.2", "--json") as worker:
        logged = events(worker)
        until(logged, lambda event: event["event"] == "worker.started")
        until(logged, lambda event: event.get("breaches"))
        until(logged, lambda event: event.get("sent"))
        doctor = operator.run("doctor", "--json").json
        worker.send_signal(number)
        last = [event["event"] for event in logged][-1]

    assert (0, "worker.stopped") == (worker.returncode, last)
    assert [*(operator.folder / "mail").glob("*.eml")]
    assert ["1 running."] == [
        check["message"] for check in doctor["checks"] if check["what"] == "worker"
    ]
    assert 0 == operator.run("verify").code


def test_it_keeps_the_minute(operator: Operator) -> None:
    """Without being told otherwise it ticks each minute, the first time at once."""
    with operator.started("worker", "--json") as worker:
        logged = events(worker)
        started = until(logged, lambda event: event["event"] == "worker.started")
        until(logged, lambda event: event.get("breaches"))
        worker.terminate()

    assert 60 == started["every"]


def test_a_failing_tick_does_not_stop_it(operator: Operator, desk: Rehearsal) -> None:
    """
    While the tables are away every tick fails and is logged, without a traceback; then the work
    goes on.
    """
    with operator.started("worker", "--every", "0.2", "--json") as worker:
        logged = events(worker)
        until(logged, lambda event: event.get("sent"))
        desk.sql("ALTER TABLE pathway_watch RENAME TO away")
        failed = until(
            logged, lambda event: event["event"] == "tick.failed" and event["job"] == "sweep"
        )
        desk.sql("ALTER TABLE away RENAME TO pathway_watch")
        desk.clock("2026-03-24")  # Tue
        until(logged, lambda event: event.get("job") == "sweep" and event.get("notices"))
        worker.terminate()
        rest = list(logged)

    assert ("database_not_ready", "error") == (failed["error"], failed["level"])
    assert "exception" not in failed
    assert (0, "worker.stopped") == (worker.returncode, rest[-1]["event"])


def test_a_tick_that_hangs_does_not_keep_it(operator: Operator) -> None:
    """
    Told to stop while another program holds the database, it ends within seconds and nothing is
    half done.
    """
    with operator.started("worker", "--every", "0.2", "--json") as worker:
        logged = events(worker)
        until(logged, lambda event: event.get("sent"))
        with closing(
            sqlite3.connect(operator.folder / "pathway.db", isolation_level=None)
        ) as other:
            other.execute("BEGIN IMMEDIATE")
            worker.terminate()
            worker.wait(timeout=30)
            other.execute("ROLLBACK")

    assert 0 == worker.returncode
    assert 0 == operator.run("verify").code


def test_once_makes_a_single_pass(operator: Operator) -> None:
    """For a host's own scheduler: sweep, send, tell, end."""
    done = operator.run("worker", "--once", "--json")

    assert 0 == done.code, done.err
    assert 2 <= done.json["sweep"]["breaches"]
    assert done.json["sweep"]["messages"] <= done.json["dispatch"]["sent"]
    assert {"sweep.done", "dispatch.done"} <= {
        json.loads(line)["event"] for line in done.err.splitlines()
    }


def test_a_worker_that_was_killed_is_seen(operator: Operator, desk: Rehearsal) -> None:
    """It leaves its heartbeat behind; minutes later doctor calls it dead, until another runs."""
    with operator.started("worker", "--json") as worker:
        until(events(worker), lambda event: event["event"] == "worker.started")
        worker.kill()
    desk.sql("UPDATE pathway_heartbeat SET at = '2020-01-01 00:00:00.000000'")
    ill = operator.run("doctor", "--json")

    assert (-signal.SIGKILL, 7) == (worker.returncode, ill.code)
    assert ["worker"] == [
        check["what"] for check in ill.json["checks"] if check["level"] == "fault"
    ]


def test_it_does_not_start_without_a_database(operator: Operator) -> None:
    """A wrong address is an error at once, and not a failing tick for ever."""
    result = operator.run("worker", "--database", "sqlite:///none.db", "--json")

    assert (7, "database_not_ready") == (result.code, result.error["error"])


def test_the_log_names_no_person(operator: Operator) -> None:
    """Every line has the run it belongs to; cases stand by reference, people not at all."""
    lines = operator.run(
        *("take", CASE, "submit", "--by", NURSE, "--late-reason", "Waited."), "-v", "--json"
    ).err
    lines += operator.run("worker", "--once", "-v", "--json").err
    logged = [json.loads(line) for line in lines.splitlines()]

    assert {"command.started", "step.taken", "sweep.done"} <= {entry["event"] for entry in logged}
    assert [CASE] == sorted({entry["case"] for entry in logged if "case" in entry})
    assert all(entry["run"] for entry in logged)
    assert "@" not in lines
