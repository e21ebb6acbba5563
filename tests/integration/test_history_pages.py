"""A history in pages: together they are the whole, and a page reads only what it needs."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, event

from pathway.errors import NotFound, WrongUsage
from tests.rehearsals import BU, NURSE, NURSES_REP, Rehearsal

pytestmark = pytest.mark.sqlite


@pytest.fixture
def corrected(desk: Rehearsal) -> str:
    """Return a case of which an early entry was corrected late, and twice."""
    reference = desk.endorsed()
    note = desk.pathway.take(reference, "note", by=BU, input={"text": "Seen at home."})
    for number in range(30):
        desk.pathway.take(reference, "note", by=BU, input={"text": f"Telephoned, {number}."})
    for text in ("Seen at school.", "Seen at the clinic."):
        answers = {"event": note.version, "field": "text", "value": text, "why": "In haste."}
        desk.pathway.take(reference, "correct", by=BU, input=answers)
    return reference


def test_the_pages_are_the_whole_history(desk: Rehearsal, corrected: str) -> None:
    """For whoever reads all of it, and for those who read some; with what corrects what."""
    for person in (None, BU, NURSE, NURSES_REP):
        whole = desk.pathway.history(corrected, by=person)
        for size in (1, 7, 25):
            pages = list(desk.pathway.history(corrected, limit=size, by=person))
            while following := desk.pathway.history(
                corrected, limit=size, after=pages[-1].seq, by=person
            ):
                assert len(following) <= size
                pages += following
            assert whole == pages, (person, size)
    of_all = desk.pathway.history(corrected)

    assert [2] == [len(entry.corrected_by) for entry in of_all if entry.corrected_by]
    assert ["Seen at home.", "Seen at school."] == [
        entry.corrects.from_ for entry in of_all if entry.corrects is not None
    ]


def test_a_page_reads_few_entries(desk: Rehearsal, corrected: str) -> None:
    """Not the whole history, however long it is."""
    asked: list[Any] = []

    def keep(_c: Any, _cursor: Any, sql: str, values: Any, _context: Any, _many: bool) -> None:
        if "FROM pathway_event" in sql:
            asked.append((sql, values))

    event.listen(Engine, "before_cursor_execute", keep)
    try:
        desk.pathway.history(corrected, limit=5, after=10)
    finally:
        event.remove(Engine, "before_cursor_execute", keep)
    read = [len(desk_rows(desk, sql, values)) for sql, values in asked]

    assert 5 == max(read)
    assert sum(read) < 10


def desk_rows(desk: Rehearsal, sql: str, values: Any) -> list[Any]:
    """Return the rows of a query."""
    return desk.sql(sql, values)


def test_what_is_no_page_is_refused(desk: Rehearsal, corrected: str) -> None:
    """An entry that is not there, and a page of none."""
    with pytest.raises(NotFound, match="event"):
        desk.pathway.history(corrected, after=999)
    with pytest.raises(WrongUsage, match="at least one entry"):
        desk.pathway.history(corrected, limit=0)
