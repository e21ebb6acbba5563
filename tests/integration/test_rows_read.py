"""A page of a list reads as many rows among many cases as among few."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event

from tests.benchmarks.filling import fill, lists, live
from tests.rehearsals import Rehearsal

pytestmark = pytest.mark.sqlite
FEW, MANY = 1_200, 3_600
# What is due on a day fills no page among few cases.
FILLED_UP = {
    "what needs attention",
    "what needs attention, a representative",
}


def rows_read(desk: Rehearsal) -> dict[str, int]:
    """Return how many rows each list reads."""
    asked: list[tuple[str, Any]] = []

    def keep(_c: Any, _cursor: Any, sql: str, values: Any, _context: Any, _many: bool) -> None:
        if sql.startswith(("SELECT", "WITH")):
            asked.append((sql, values))

    read: dict[str, int] = {}
    event.listen(Engine, "before_cursor_execute", keep)
    try:
        for name, act in lists(desk.pathway).items():
            asked.clear()
            act()
            of_list = list(asked)
            read[name] = sum(len(desk.sql(sql, values)) for sql, values in of_list)
    finally:
        event.remove(Engine, "before_cursor_execute", keep)
    return read


@pytest.mark.rest
def test_a_page_reads_no_more_rows_among_more_cases(desk: Rehearsal) -> None:
    """Three times the cases, and the same page."""
    live(desk.pathway)
    engine = create_engine(desk.address)
    with engine.begin() as connection:
        fill(connection, FEW)
    few = rows_read(desk)
    with engine.begin() as connection:
        fill(connection, MANY, beyond=FEW)
    many = rows_read(desk)
    engine.dispose()
    grown = {name: (few[name], many[name]) for name in few if many[name] > 1.3 * few[name]}

    assert len(few) > 15
    assert not grown.keys() - FILLED_UP, grown
    assert all(many[name] < 3 * few[name] for name in FILLED_UP)
