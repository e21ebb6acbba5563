"""`document plan` and `plan import`, by the installed command."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.operators import PATHWAY, Operator
from tests.rehearsals import BU, Rehearsal
from tests.trackers import HEADINGS, SOUND, changed, workbook

pytestmark = pytest.mark.either


@pytest.fixture
def operator(desk: Rehearsal) -> Operator:
    """Return somebody who works in the folder of a case with a recommendation."""
    reference = desk.endorsed()
    desk.do(reference, "add_recommendation", BU)
    return Operator(desk.folder, desk.variables)


def tracker(operator: Operator, *rows: tuple[object, ...]) -> Path:
    """Return a tracker in the operator's folder."""
    path = operator.folder / "tracker.xlsx"
    path.write_bytes(workbook(HEADINGS, *rows))
    return path


def test_a_tracker_is_tried_then_read_then_written(operator: Operator) -> None:
    """A dry run says which column is what; then the rows are added, and stand in the plan."""
    tracker(operator, SOUND)
    command = ("plan", "import", "PR-2026-0001", "tracker.xlsx", "--by", BU)
    tried = operator.run(*command, "--dry-run")
    added = operator.run(*command)
    again = operator.run(*command)
    written = operator.run("document", "plan", "PR-2026-0001", "-o", "plan.xlsx", "--by", BU)

    assert "row 2: would be added: Write a policy" in tried.out
    assert "1 row: 1 added, 0 already there, 0 refused." in added.out
    assert "row 2: already there (action:1): Write a policy" in again.out
    assert [0, 0, 0, 0] == [tried.code, added.code, again.code, written.code]
    assert (operator.folder / "plan.xlsx").read_bytes().startswith(b"PK")


def test_a_refused_row_is_an_exit_code(operator: Operator) -> None:
    """The row and its column are named; the sound ones are added."""
    tracker(operator, changed(lead="Jo"), SOUND)
    result = operator.run("plan", "import", "PR-2026-0001", "tracker.xlsx", "--by", BU)

    assert 3 == result.code
    assert "row 2: refused: Write a policy" in result.out
    assert "column Lead: nobody in the directory is called so" in result.out
    assert "2 rows: 1 added, 0 already there, 1 refused." in result.out


def test_an_owner_is_said_on_the_command_line(operator: Operator) -> None:
    """Where the tracker has another name for somebody."""
    tracker(operator, changed(lead="Jo"))
    owner = ("--owner", f"Jo={BU}", "--map", "RAG=", "--json")
    result = operator.run("plan", "import", "PR-2026-0001", "tracker.xlsx", "--by", BU, *owner)

    assert 0 == result.code
    assert ["added"] == [row["result"] for row in result.json["rows"]]


def test_an_option_that_says_nothing_is_refused(operator: Operator) -> None:
    """It wants a name and a value."""
    tracker(operator, SOUND)
    result = operator.run(
        "plan", "import", "PR-2026-0001", "tracker.xlsx", "--by", BU, "--map", "Lead"
    )

    assert 2 == result.code
    assert "NAME=VALUE" in result.err


def test_an_owner_is_asked_for_at_a_terminal(operator: Operator) -> None:
    """Once for all rows, before anything is added."""
    tracker(operator, changed(lead="Jo"), changed(lead="Jo", smart_action="Another"))
    command = ("plan", "import", "PR-2026-0001", "tracker.xlsx", "--by", BU)
    with operator.at_terminal(PATHWAY, *command) as said:
        said.until("is called Jo.")
        said.answer(("Their email", BU))
        code = said.ended()

    assert 0 == code
    assert "2 rows: 2 added, 0 already there, 0 refused." in said.shown
