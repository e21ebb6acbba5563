"""Of a long history, a list of steps reads only the latest part."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, event

from pathway.service.cases.situations import LATEST
from tests.rehearsals import BU, CHAIR, NURSE, Rehearsal

pytestmark = pytest.mark.sqlite


def long_history(desk: Rehearsal) -> str:
    """Return a case with more entries than a list of steps names."""
    reference = desk.endorsed()
    for number in range(LATEST + 5):
        desk.pathway.take(reference, "note", by=BU, input={"text": f"Telephoned, {number}."})
    return reference


def titles(desk: Rehearsal, reference: str, person: str) -> dict[str, str]:
    """Return the entries that a list of steps says may be corrected."""
    schema = desk.step(reference, "correct", person).input_schema
    named: dict[str, str] = schema["properties"]["event"]["titles"]
    return named


def test_a_list_of_steps_reads_the_latest_entries(desk: Rehearsal) -> None:
    """And names these; the schema of a correction names all."""
    reference = long_history(desk)
    asked: list[tuple[str, Any]] = []

    def keep(_c: Any, _cursor: Any, sql: str, values: Any, _context: Any, _many: bool) -> None:
        if "FROM pathway_event" in sql:
            asked.append((sql, values))

    event.listen(Engine, "before_cursor_execute", keep)
    try:
        named = titles(desk, reference, BU)
    finally:
        event.remove(Engine, "before_cursor_execute", keep)
    read = sum(len(desk.sql(sql, values)) for sql, values in asked)
    all_of_them = desk.pathway.schema(reference, "correct", by=BU)["properties"]["event"]["titles"]
    last = desk.pathway.case(reference).version

    assert LATEST == len(named)
    assert "note  Mon 16 Mar 2026" == named[str(last)]
    assert read <= LATEST + 5
    assert named.items() <= all_of_them.items()
    assert "1" in all_of_them


def test_whoever_made_only_early_entries_is_told_of_them(desk: Rehearsal) -> None:
    """Who referred the case long ago may still correct the form."""
    reference = long_history(desk)

    assert {"1", "2"} == set(titles(desk, reference, NURSE))
    assert desk.step(reference, "correct", NURSE).allowed
    assert not desk.step(reference, "correct", CHAIR).allowed
