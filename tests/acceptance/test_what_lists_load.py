"""What a command that shows something does without, counted: it does not depend on the machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from pathway.testing import case_in
from tests.operators import Operator
from tests.rehearsals import BU, Rehearsal

PROGRAM = """\
import gc, json, sys
from pathway.cli import main
before = sum(own["collections"] for own in gc.get_stats())
code = main(sys.argv[1:])
looks = sum(own["collections"] for own in gc.get_stats()) - before
print(json.dumps({"modules": sorted(sys.modules), "looks": looks, "code": code}), file=sys.stderr)
"""
# What takes some thousandths of a second to load, and other commands use.
UNUSED = {
    "alembic",
    "dateutil",
    "difflib",
    "dns",
    "holidays",
    "jinja2",
    "psycopg",
    "pydantic",
    "structlog",
    "transitions",
    "pathway.cli.conversation",
    "pathway.service.cases.reading.answers",
    "pathway.service.people.directory",
    "pathway.service.views.cases",
    "pathway.service.views.history",
    "pathway.storage.cases.audit",
    "pathway.storage.database.mail_tables",
    "pathway.storage.follow_ups",
    "pathway.storage.proof.changes",
    "pathway.workflows.attempts.command",
    "pathway.workflows.deciding.decide",
    "pathway.workflows.definitions.checked",
    "pathway.workflows.definitions.extending",
    "pathway.workflows.history.changes",
    "pathway.workflows.loading.vocabulary",
}
# What a case is made of when it is shown whole.
OF_A_CASE = {
    "pathway.service.cases.reading.answers",
    "pathway.service.views.cases",
    "pathway.service.views.history",
}
# Each step is tried, and what it asks is told by the JSON Schema that pydantic makes of its form.
OF_STEPS = OF_A_CASE | {
    "dateutil",
    "pydantic",
    "transitions",
    "pathway.workflows.attempts.command",
    "pathway.workflows.deciding.decide",
    "pathway.workflows.definitions.checked",
    "pathway.workflows.history.changes",
    "pathway.workflows.loading.vocabulary",
}
MOST_OF_OURS, MOST_OF_A_CASE, MOST_OF_STEPS = 175, 190, 305


def loaded(desk: Rehearsal, *words: str) -> dict[str, Any]:
    """Return what a command has loaded when it ends, and how often it has looked for garbage."""
    own = Operator(desk.folder)
    # Without the `.pth` files of a checkout, which load some of these themselves.
    done = subprocess.run(
        [sys.executable, "-S", "-c", PROGRAM, *words],
        check=True,
        cwd=desk.folder,
        env=own.environment
        | {
            "PYTHONPATH": os.pathsep.join(sys.path),
            "PATHWAY_DATABASE": desk.address,
            "PATHWAY_KEY_FILE": str(desk.key),
        },
        capture_output=True,
        text=True,
    )
    answer: dict[str, Any] = json.loads(done.stderr.splitlines()[-1])
    assert (answer["code"], bool(done.stdout)) == (0, True)
    return answer


@pytest.mark.sqlite
@pytest.mark.parametrize("words", [["cases"], ["cases", "--overdue"]])
def test_a_list_of_cases_loads_what_it_shows(desk: Rehearsal, words: list[str]) -> None:
    """Neither what shows a case whole, nor what takes a step or proves what was done."""
    case_in(desk.pathway, "draft")
    modules = set(loaded(desk, *words, "--by", BU)["modules"])

    assert set[str]() == UNUSED & modules
    assert sum(name.startswith("pathway") for name in modules) <= MOST_OF_OURS


@pytest.mark.sqlite
@pytest.mark.parametrize("state", ["draft", "rapid_review.gathering"])
def test_a_case_is_shown_without_forms(desk: Rehearsal, state: str) -> None:
    """Nor is anything loaded by which a step is taken: its lists say what its parts are called."""
    case_in(desk.pathway, state)
    modules = set(loaded(desk, "case", "PR-2026-0001", "--by", BU)["modules"])

    assert OF_A_CASE == UNUSED & modules
    assert sum(name.startswith("pathway") for name in modules) <= MOST_OF_A_CASE


@pytest.mark.sqlite
def test_steps_are_listed_without_what_takes_one(desk: Rehearsal) -> None:
    """Or asks for its answers."""
    case_in(desk.pathway, "rapid_review.gathering")
    modules = set(loaded(desk, "steps", "PR-2026-0001", "--by", BU)["modules"])

    assert OF_STEPS == UNUSED & modules
    assert sum(name.startswith("pathway") for name in modules) <= MOST_OF_STEPS


@pytest.mark.sqlite
@pytest.mark.parametrize("words", [["deadlines"], []])
def test_what_is_printed_as_text_is_not_made_json(desk: Rehearsal, words: list[str]) -> None:
    """Nor is pydantic loaded, which makes it."""
    case_in(desk.pathway, "draft")

    assert "pydantic" not in loaded(desk, *words, "--by", BU)["modules"]


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "words", [["cases"], ["deadlines"], ["case", "PR-2026-0001"], ["steps", "PR-2026-0001"], []]
)
def test_a_command_that_reads_looks_for_no_garbage(desk: Rehearsal, words: list[str]) -> None:
    """What it loads stays; going through it takes longer than most of what it is loaded for."""
    case_in(desk.pathway, "draft")

    assert loaded(desk, *words, "--by", BU)["looks"] == 0
