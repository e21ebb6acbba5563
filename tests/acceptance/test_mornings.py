"""`pathway` alone: what needs attention today, or how to begin where there is nothing yet."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.operators import Operator
from tests.rehearsals import NURSE, Rehearsal

pytestmark = pytest.mark.either

CASE = "PR-2026-0001"
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def test_the_service_lists_what_needs_attention(desk: Rehearsal) -> None:
    """
    Duties by their day, warnings, and the cases of the last week; a correction's leavings are
    listed one by one.
    """
    desk.clock("2026-03-17")  # Tue
    desk.refer()
    desk.pathway.take(CASE, "submit", by=NURSE)
    desk.clock("2026-03-19")  # Thu
    attention = desk.pathway.attention()

    assert attention.as_json()["today"] == "2026-03-19"
    assert {"panel_notification/incident:1", "partners_told/incident:1"} == {
        deadline.id for deadline in attention.due_today
    }
    assert all(deadline.overdue for deadline in attention.overdue)
    assert {deadline.id for deadline in attention.overdue} | {
        deadline.id for deadline in attention.due_soon
    } == {"quality_assurance"}
    assert [CASE] == [case.reference for case in attention.opened]
    assert "worker" in {finding.what for finding in attention.warnings}
    desk.clock("2026-03-31")  # Tue
    later = desk.pathway.attention()
    late = {"panel_notification/incident:1", "partners_told/incident:1", "quality_assurance"}
    assert late == {deadline.id for deadline in later.overdue}
    assert () == (*later.due_today, *later.opened)


def test_the_desk_in_the_morning(desk: Rehearsal) -> None:
    """
    Plain without a terminal, as JSON, and on a terminal of 60 columns; a hint how to go on stands
    at the end.
    """
    desk.refer()
    desk.pathway.take(CASE, "submit", by=NURSE)
    desk.clock("2026-03-25")  # Wed
    operator = Operator(desk.folder, desk.variables)
    plain, as_json, narrow = (
        operator.run(),
        operator.run("--json"),
        operator.on_terminal(COLUMNS="60"),
    )

    assert [0, 0, 0] == [plain.code, as_json.code, narrow.code]
    assert plain.out.startswith("Wed 25 Mar 2026: 3 overdue, 0 due today, 0 due soon\n\nOverdue\n")
    assert "pathway --help every command" in plain.out
    assert set(as_json.json) == {
        "today",
        "overdue",
        "due_today",
        "due_soon",
        "findings",
        "warnings",
        "opened",
        "more",
    }
    assert 3 == len(as_json.json["overdue"])
    assert [] == [line for line in COLOUR.sub("", narrow.out).splitlines() if len(line) > 60]
    assert "\x1b" not in operator.on_terminal(NO_COLOR="1").out


def test_an_empty_desk(desk: Rehearsal) -> None:
    """No duty, no case; what stands in the way of working is told all the same."""
    result = Operator(desk.folder, desk.variables).run()

    assert "0 overdue, 0 due today, 0 due soon" in result.out
    assert "- worker: No worker is running" in result.out
    assert "Opened" not in result.out


@pytest.mark.sqlite
def test_where_there_is_no_database_yet(tmp_path: Path) -> None:
    """
    The usage, and how to begin; a program is told by an error, and one that is broken by a
    sentence.
    """
    nobody = Operator(tmp_path)
    (tmp_path / "letter.db").write_text("Dear colleagues, this is no database at all. " * 40)
    results, as_json, broken = (
        nobody.run(),
        nobody.run("--json"),
        nobody.run("--database", "sqlite:///letter.db"),
    )

    assert 0 == results.code
    assert results.out.startswith("Usage: pathway [OPTIONS] [COMMAND] [ARGS]...")
    assert results.out.endswith("`pathway init --rehearsal` makes a database to practise on.\n")
    assert (7, "database_not_ready") == (as_json.code, as_json.error["error"])
    assert (7, "") == (broken.code, broken.out)
    assert ["letter.db"] == [path.name for path in tmp_path.iterdir()]
