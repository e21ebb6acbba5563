"""Of a long history, and of many items, a step reads only what it needs."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, event

from pathway.service.cases.situations import LATEST
from pathway.testing import case_in, filled_in
from tests.counted_calls import counted_calls
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


def test_a_correction_opens_what_it_is_about(desk: Rehearsal) -> None:
    """And not the sealed parts of all the other entries."""
    reference = long_history(desk)
    note = desk.pathway.case(reference).version
    answers = {"event": note, "field": "text", "value": "Did not telephone.", "why": "In haste."}
    calls = counted_calls(lambda: desk.pathway.take(reference, "correct", by=BU, input=answers))
    corrected = desk.pathway.history(reference, after=note - 1)

    assert 0 < calls["unseal"] < 10
    assert "Did not telephone." == corrected[0].corrected_by[0].to


def test_each_step_of_a_list_looks_at_the_duties_of_its_item(desk: Rehearsal) -> None:
    """Not at those of all items, of which there may be hundreds."""
    reference = case_in(desk.pathway, "action_plan.drafting").reference
    action = filled_in(desk.pathway.schema(reference, "add_action", by=BU))
    for _ in range(10):
        desk.pathway.take(reference, "add_action", by=BU, input=action)
    few = counted_calls(lambda: desk.pathway.steps(reference, by=BU))
    for _ in range(20):
        desk.pathway.take(reference, "add_action", by=BU, input=action)
    many = counted_calls(lambda: desk.pathway.steps(reference, by=BU))

    assert 20 < many["_step_view"] - few["_step_view"]
    assert many["asks_reason"] <= 3.1 * few["asks_reason"]


def test_one_step_is_asked_for_alone(desk: Rehearsal) -> None:
    """As the list of all has it; nothing is worked out for the others."""
    reference = desk.endorsed()
    whole = desk.pathway.steps(reference, by=BU)
    calls = counted_calls(lambda: desk.pathway.steps(reference, step="note", by=BU))

    assert [view for view in whole if view.step == "note"] == desk.pathway.steps(
        reference, step="note", by=BU
    )
    assert 1 == calls["_step_view"]
    assert [] == desk.pathway.steps(reference, step="nonsense", by=BU)
