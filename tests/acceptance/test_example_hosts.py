"""
The example hosts are killed between their row and ours: neither is there, and a repeat brings both.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from pathway import Authorised, Pathway
from tests import forks
from tests.rehearsals import NURSE, Rehearsal, form

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
OWN = {"fastapi": "hospital_concern", "flask": "council_task"}
Asked = tuple[str, dict[str, Any]]


def host(address: str, key: Path, framework: str, moment: str, asked: Asked, answer: Path) -> None:
    """
    Be a host that is asked for something and writes its answer into a file; killed at the moment
    that is given.
    """
    sys.path.insert(0, str(EXAMPLES))
    pathway = Pathway.connect(address, key_file=key, authoriser=Authorised)
    app = import_module(f"{framework}_host").create_app(pathway)
    if framework == "fastapi":
        from fastapi.testclient import TestClient

        client: Any = TestClient(app)
    else:
        client = app.test_client()

    @event.listens_for(pathway.engine, "before_cursor_execute")
    def before(_connection: Any, _cursor: Any, sql: str, *_: Any) -> None:
        if moment and sql.startswith(moment):
            os.kill(os.getpid(), signal.SIGKILL)

    @event.listens_for(pathway.engine, "commit")
    def commit(_connection: Any) -> None:
        if moment == "commit":
            os.kill(os.getpid(), signal.SIGKILL)

    path, direct = asked
    done = client.post(path, json=direct, headers={"X-User": NURSE, "Idempotency-Key": "once"})
    answer.write_text(str(done.status_code), "utf-8")


def ask(desk: Rehearsal, framework: str, moment: str) -> tuple[int, str]:
    """
    Let the host do something in a process of its own, and return its exit code and its answer.
    """
    answers: dict[str, Any] = {
        "ward": "Ward 4",
        "form": json.loads(json.dumps(form("practice_review"), default=str)),
    }
    asked: Asked = (
        ("/concerns", answers)
        if framework == "fastapi"
        else ("/cases/PR-2026-0001/steps/submit", {})
    )
    answer = desk.folder / "answer"
    code = forks.call(host, desk.address, desk.key, framework, moment, asked, answer)
    return code, answer.read_text() if answer.exists() else ""


@pytest.mark.parametrize("framework", ["fastapi", "flask"])
@pytest.mark.parametrize("moment", ["own", "commit"])
def test_a_host_that_is_killed_leaves_neither(desk: Rehearsal, framework: str, moment: str) -> None:
    """Between the two rows, and at the commit of both."""
    before = 0 if framework == "fastapi" else len(desk.pathway.history(desk.refer()))
    killed = ask(desk, framework, f"INSERT INTO {OWN[framework]}" if moment == "own" else moment)
    again = desk.again()
    left = (
        again.sql(f"SELECT count(*) FROM {OWN[framework]}"),
        len(again.sql("SELECT case_id FROM pathway_event")),
    )
    done = ask(again, framework, "")

    assert (-signal.SIGKILL, "") == killed
    assert ([(0,)], before) == left
    assert done in ((0, "200"), (0, "201"))
    assert [(1,)] == again.sql(f"SELECT count(*) FROM {OWN[framework]}")
    assert before + 1 == len(again.sql("SELECT case_id FROM pathway_event"))
    assert [] == again.pathway.verify()
