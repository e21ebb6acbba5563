"""The example hosts are killed between their row and ours: neither is there, and a repeat brings both."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.rehearsals import NURSE, Rehearsal, form

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
HOST = """
import json, os, signal, sys
from sqlalchemy import event
from pathway import Authorised, Pathway

url, key, framework, moment, said = sys.argv[1:]
pathway = Pathway.connect(url, key_file=key, authoriser=Authorised)
asked = json.loads(said)
if framework == "fastapi":
    from fastapi.testclient import TestClient
    from fastapi_host import create_app
    client = TestClient(create_app(pathway))
else:
    from flask_host import create_app
    client = create_app(pathway).test_client()

@event.listens_for(pathway.engine, "before_cursor_execute")
def before(_connection, _cursor, sql, *_):
    if moment and sql.startswith(moment):
        os.kill(os.getpid(), signal.SIGKILL)

@event.listens_for(pathway.engine, "commit")
def commit(_connection):
    if moment == "commit":
        os.kill(os.getpid(), signal.SIGKILL)

answer = client.post(asked["path"], json=asked["json"], headers=asked["headers"])
print(answer.status_code)
"""
OWN = {"fastapi": "hospital_concern", "flask": "council_task"}


def ask(desk: Rehearsal, framework: str, moment: str) -> subprocess.CompletedProcess[str]:
    """Let the host do something in a process of its own, and die at that moment if one is given."""
    said: dict[str, Any]
    if framework == "fastapi":
        said = {"path": "/concerns", "json": {"ward": "Ward 4", "form": form("practice_review")}}
    else:
        said = {"path": "/cases/PR-2026-0001/steps/submit", "json": {}}
    said["headers"] = {"X-User": NURSE, "Idempotency-Key": "once"}
    arguments = [desk.address, str(desk.key), framework, moment, json.dumps(said, default=str)]
    return subprocess.run(
        [sys.executable, "-c", HOST, *arguments], cwd=EXAMPLES, check=False, capture_output=True, text=True
    )


@pytest.mark.parametrize("framework", ["fastapi", "flask"])
@pytest.mark.parametrize("moment", ["own", "commit"])
def test_a_host_that_is_killed_leaves_neither(desk: Rehearsal, framework: str, moment: str) -> None:
    """Between the two rows, and at the commit of both."""
    before = 0 if framework == "fastapi" else len(desk.pathway.history(desk.refer()))
    killed = ask(desk, framework, f"INSERT INTO {OWN[framework]}" if moment == "own" else moment)
    again = desk.again()
    left = again.sql(f"SELECT count(*) FROM {OWN[framework]}"), len(again.sql("SELECT case_id FROM pathway_event"))
    done = ask(again, framework, "")

    assert -signal.SIGKILL == killed.returncode, killed.stderr
    assert ([(0,)], before) == left
    assert done.stdout.strip() in ("200", "201"), done.stderr
    assert [(1,)] == again.sql(f"SELECT count(*) FROM {OWN[framework]}")
    assert before + 1 == len(again.sql("SELECT case_id FROM pathway_event"))
    assert [] == again.pathway.verify()
