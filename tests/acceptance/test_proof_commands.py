"""The proof on the command line: what is checked, what an anchor is for, who changed the directory."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest

from tests.operators import Operator
from tests.rehearsals import BU, CHAIR, NURSE, Rehearsal

pytestmark = pytest.mark.sqlite  # views and triggers of a server are in test_proof_records
CASE = "PR-2026-0001"


@pytest.fixture
def operator(desk: Rehearsal) -> Operator:
    """Return somebody in the folder of a rehearsal with a submitted case."""
    desk.do(desk.refer(), "submit", NURSE)
    desk.pathway.close()
    return Operator(desk.folder, desk.variables)


def test_an_anchor_finds_a_case_that_is_gone(operator: Operator, desk: Rehearsal) -> None:
    """Also where its number, its rows and the links went with it."""
    made = operator.run("anchor", "-o", "anchor.json")
    in_order = operator.run("verify", "--anchor", "anchor.json")
    with closing(sqlite3.connect(desk.path)) as file, file:
        names = [
            row[0] for row in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        for name in names:
            if any(row[1] == "case_id" for row in file.execute(f"PRAGMA table_info({name})")):
                file.execute(f"DELETE FROM {name}")
        for name in ("case", "counter", "link"):
            file.execute(f"DELETE FROM pathway_{name}")
    alone = operator.run("verify")
    anchored = operator.run("verify", "--anchor", "anchor.json", "--json")

    assert (0, 0) == (made.code, in_order.code)
    assert "what the anchor names" in in_order.out
    assert 0 == alone.code
    assert 6 == anchored.code
    assert {"anchor", "sequence"} == {finding["what"] for finding in anchored.json["findings"]}


def test_several_jobs_say_the_same(operator: Operator, desk: Rehearsal) -> None:
    """In order or not, to the letter."""
    in_order = [operator.run("verify", *jobs).out for jobs in ((), ("--jobs", "2"))]
    desk.sql("UPDATE pathway_case SET state = 'closed'")
    damaged = [operator.run("verify", "--json", *jobs) for jobs in ((), ("--jobs", "2"))]

    assert in_order[0] == in_order[1]
    assert "All is in order." in in_order[0]
    assert [6, 6] == [run.code for run in damaged]
    assert damaged[0].json == damaged[1].json
    assert 2 == operator.run("verify", "--jobs", "0").code


def test_an_anchor_holds_nothing_that_people_wrote(operator: Operator) -> None:
    """On standard output unless a file is named: references, versions, hashes."""
    printed = json.loads(operator.run("anchor").out)

    assert [CASE] == list(printed["cases"])
    assert {"at", "cases", "change", "counters", "link", "pathway_anchor", "tables"} == set(printed)


def test_a_file_that_is_no_anchor_is_wrong_usage(operator: Operator) -> None:
    """And so is one that is missing."""
    (operator.folder / "other.json").write_text("[]")

    assert 2 == operator.run("verify", "--anchor", "other.json").code
    assert 2 == operator.run("verify", "--anchor", "none.json").code


def test_without_the_key_macs_are_not_checked(operator: Operator) -> None:
    """Exit 7 where all else is in order, 6 where something is wrong."""
    keyless = operator.run("verify", "--key-file", "none.key")
    with closing(sqlite3.connect(operator.folder / "pathway.db")) as file, file:
        file.execute("UPDATE pathway_person SET name = 'Another'")
    broken = operator.run("verify", "--key-file", "none.key")

    assert 7 == keyless.code
    assert "MACs not checked" in keyless.out
    assert 6 == broken.code


@pytest.mark.parametrize(
    "done",
    [
        "CREATE VIEW seen AS SELECT 1",
        "CREATE TRIGGER quiet AFTER INSERT ON pathway_event BEGIN SELECT 1; END",
    ],
)
def test_triggers_and_views_of_others_are_a_fault(operator: Operator, done: str) -> None:
    """Pathway makes none."""
    in_order = operator.run("database", "check")
    with closing(sqlite3.connect(operator.folder / "pathway.db")) as file, file:
        file.execute(done)
    broken = operator.run("database", "check")

    assert (0, 7) == (in_order.code, broken.code)
    assert done.split()[2] in broken.err


def test_who_changed_the_directory_is_listed(operator: Operator) -> None:
    """Who, what, when; "operator" where nobody was named."""
    operator.run("people", "absent", CHAIR, "--to", "2026-03-20", "--by", BU)
    operator.run("people", "absent", CHAIR, "--end")
    listed = operator.run("people", "history")
    first, last = operator.run("people", "history", "--json").json[-2:]

    assert "operator" in listed.out
    assert (BU, "absent", "added", CHAIR) == tuple(
        first[name] for name in ("by", "what", "change", "email")
    )
    assert (None, "back", "changed") == tuple(last[name] for name in ("by", "what", "change"))
    assert {"from": "", "to": "2026-03-20"} == first["fields"]["last_day"]


def test_the_worker_links_at_its_start_and_at_its_end(operator: Operator) -> None:
    """What was swept is named by the last link."""
    with operator.started("worker", "--every", "0.2", "--json") as worker:
        assert worker.stderr
        for line in worker.stderr:
            if '"job": "link"' in line or '"sent"' in line:
                break
        worker.terminate()
        for _ in worker.stderr:
            pass
    with closing(sqlite3.connect(operator.folder / "pathway.db")) as file:
        (links,) = file.execute("SELECT count(*) FROM pathway_link").fetchone()

    assert links >= 1
    assert 0 == operator.run("verify").code


def test_the_key_is_changed_and_no_event_is_touched(operator: Operator, desk: Rehearsal) -> None:
    """The new key opens everything, the old one nothing."""
    events = desk.sql("SELECT * FROM pathway_event")
    made = operator.run("keys", "rotate", "new.key", "--json")
    again = operator.run("keys", "rotate", "new.key")
    listed = operator.run("keys", "list", "--json", "--key-file", "new.key")

    assert (0, 7) == (made.code, again.code)
    assert [{"key_id": made.json["key_id"], "keys": 2, "is_given": True}] == listed.json
    assert 0 == operator.run("verify", "--key-file", "new.key").code
    assert 6 == operator.run("verify").code
    assert events == desk.sql("SELECT * FROM pathway_event")
