"""Of a long history, and of many items, a step reads only what it needs."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine, event

from pathway.errors import WrongUsage
from pathway.service.cases.past_entries import IN_LIST as LATEST
from pathway.testing import case_in, filled_in
from tests.counted_calls import counted_calls
from tests.counted_rows import rows_read
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


def entries_in_pages(desk: Rehearsal, reference: str, person: str, size: int) -> dict[str, str]:
    """Return the entries that a person may correct, as the pages of them together name them."""
    named: dict[str, str] = {}
    after = None
    while True:
        schema = desk.pathway.schema(reference, "correct", by=person, limit=size, after=after)
        field = schema["properties"].get("event", {})
        if not field.get("titles"):
            return named
        assert len(field["titles"]) <= size
        named |= field["titles"]
        after = field["further"]


def test_the_entries_to_correct_come_in_pages(desk: Rehearsal) -> None:
    """The latest first, for whoever may correct all of them and for those who may correct some."""
    reference = long_history(desk)
    for person in (BU, NURSE):
        whole = desk.pathway.schema(reference, "correct", by=person)["properties"]["event"]
        for size in (1, 7, 1000):
            assert whole["titles"] == entries_in_pages(desk, reference, person, size)
        behind = desk.pathway.schema(reference, "correct", by=person, after=3)
        assert {"1", "2"} & whole["titles"].keys() == behind["properties"]["event"]["titles"].keys()
        assert "further" not in whole
    with pytest.raises(WrongUsage, match="at least one entry"):
        desk.pathway.schema(reference, "correct", by=BU, limit=0)


def test_a_page_of_entries_to_correct_reads_few(desk: Rehearsal) -> None:
    """However long the history is, and nothing is decided again for an example."""
    reference = long_history(desk)
    schema = partial(desk.pathway.schema, reference, "correct", by=BU)
    schema(limit=5)
    calls = counted_calls(lambda: schema(limit=5))

    assert rows_read(lambda: schema(limit=5)) < 30 < rows_read(schema)
    assert not calls["revise"]


def test_an_entry_of_no_page_may_be_named(desk: Rehearsal) -> None:
    """Then its fields are there, and the page is left."""
    reference = long_history(desk)
    answers = {"event": 1}
    of_page = desk.pathway.schema(reference, "correct", by=BU, input=answers, limit=5)

    assert of_page == desk.pathway.schema(reference, "correct", by=BU, input=answers)
    assert "titles" in of_page["properties"]["field"]


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
