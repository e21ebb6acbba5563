"""What is logged, and what is imported: nothing that is not needed."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.operators import Operator
from tests.rehearsals import NURSE, Rehearsal

NOT_FOR_LISTS = (
    "alembic",
    "cryptography",
    "sqlalchemy.orm",
    "structlog",
    "tomllib",
    "transitions",
    "pathway.service.cases.taking",
    "pathway.workflows.deciding.decide",
    "pathway.workflows.forms.models",
    "pathway.workflows.loading.vocabulary",
)


def python(program: str) -> subprocess.CompletedProcess[str]:
    """Run a program of its own, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )


def test_a_list_imports_neither_log_nor_forms_nor_steps(desk: Rehearsal) -> None:
    """
    A command that has nothing to tell does not pay for what would tell it, nor for forms and steps
    that nobody takes, nor for reading the files of a definition.
    """
    own = Operator(desk.folder, desk.variables).environment | {"PYTHONPROFILEIMPORTTIME": "1"}
    command = [sys.executable, "-m", "pathway", "cases"]
    done = subprocess.run(
        command, check=True, cwd=desk.folder, env=own, capture_output=True, text=True
    )

    assert "pathway.storage.cases.cases" in done.stderr
    assert [] == [name for name in NOT_FOR_LISTS if f" {name}\n" in done.stderr]


@pytest.mark.parametrize("as_json", [True, False])
def test_a_warning_is_written_like_every_other_line(as_json: bool) -> None:
    """Whoever gives it: with time and level, as JSON where that is asked for."""
    program = f"""
import logging
from pathway.cli.quiet import listen
listen(as_json={as_json})
logging.getLogger("somebody.else").warning("the disk is nearly full")
logging.getLogger("somebody.else").info("nobody needs to know")
"""
    (line,) = python(program).stderr.splitlines()

    assert as_json == line.startswith("{")
    entry = (
        json.loads(line)
        if as_json
        else dict(part.split("=", 1) for part in line.replace('"', "").split(" ", 2))
    )
    assert ("warning", "the disk is nearly full") == (entry["level"], entry["event"])


def test_a_host_s_structlog_sees_what_its_logging_would_drop() -> None:
    """
    Where a host has structlog every line goes through it; without it what nobody would write is not
    made.
    """
    seen = python("""
import structlog
from pathway import logs
with structlog.testing.capture_logs() as lines:
    logs.info("step.taken", case="PR-2026-0001")
print(lines)
""").stdout
    unseen = python("""
import sys
from pathway import logs
logs.info("step.taken", case="PR-2026-0001")
print("structlog" in sys.modules)
""").stdout

    assert "step.taken" in seen
    assert "False\n" == unseen


def test_verbose_still_logs_everything(desk: Rehearsal) -> None:
    """`-v` logs what a command does, each line with its run."""
    reference = desk.refer()
    text = Operator(desk.folder, desk.variables).run(
        "-v", "--json", "take", reference, "submit", "--by", NURSE
    )
    lines = [json.loads(line) for line in text.err.splitlines()]

    assert {"command.started", "step.taken"} <= {entry["event"] for entry in lines}
    assert 1 == len({entry["run"] for entry in lines})
