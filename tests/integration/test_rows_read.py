"""A page of a list reads as many rows among many cases as among few, and goes through no more."""

from __future__ import annotations

import itertools
import re
import sqlite3
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event

from tests.benchmarks.filling import fill, lists, live
from tests.rehearsals import Rehearsal

pytestmark = pytest.mark.sqlite
# So many that pages are full, and that what is counted no further than a bound reaches it.
FEW, MANY = 6_000, 18_000
FLAT = 1.3
A_HUNDRED = 100
SLACK = 5  # so that a figure that is small need not stay the same
# It counts files, as far as ten thousand.
COUNTED = {"doctor"}
A_PAGE_OF_DUTIES = re.compile(
    r"^SELECT pathway_case\.reference, pathway_deadline\b.* LIMIT ", re.DOTALL
)


def work_of(desk: Rehearsal) -> dict[str, tuple[int, int]]:
    """
    Return how many rows each list reads, and how many instructions SQLite takes for them: what is
    counted or sorted is gone through as well, whatever comes back.
    """
    asked: list[tuple[str, Any]] = []

    def keep(_c: Any, _cursor: Any, sql: str, values: Any, _context: Any, _many: bool) -> None:
        if sql.startswith(("SELECT", "WITH")):
            asked.append((sql, values))

    work: dict[str, tuple[int, int]] = {}
    event.listen(Engine, "before_cursor_execute", keep)
    try:
        for name, act in lists(desk.pathway).items():
            asked.clear()
            act()
            of_list = list(asked)
            counts = [counted(desk, sql, values) for sql, values in of_list]
            work[name] = (sum(rows for rows, _ in counts), sum(steps for _, steps in counts))
    finally:
        event.remove(Engine, "before_cursor_execute", keep)
    return work


def is_more(few: tuple[int, int], many: tuple[int, int], times: float) -> bool:
    """Return whether one of two figures has grown to more than so many times."""
    return any(after > times * before + SLACK for before, after in zip(few, many, strict=True))


def counted(desk: Rehearsal, sql: str, values: Any) -> tuple[int, int]:
    """Return how many rows a query reads, and how many instructions it takes, by the hundred."""
    instructions = itertools.count()
    with closing(sqlite3.connect(desk.path)) as file:
        file.set_progress_handler(lambda: next(instructions) < 0, A_HUNDRED)
        rows = file.execute(sql, values).fetchall()
    return len(rows), next(instructions)


@pytest.mark.rest
def test_a_page_reads_no_more_rows_among_more_cases(desk: Rehearsal) -> None:
    """Three times the cases, and the same page."""
    live(desk.pathway)
    engine = create_engine(desk.address)
    with engine.begin() as connection:
        fill(connection, FEW)
    few = work_of(desk)
    with engine.begin() as connection:
        fill(connection, MANY, beyond=FEW)
    many = work_of(desk)
    engine.dispose()
    both = {name: (few[name], many[name]) for name in few}
    grown = {name: counts for name, counts in both.items() if is_more(*counts, times=FLAT)}

    assert len(few) > 15
    assert not grown.keys() - COUNTED, grown
    # Nor does what is not flat grow faster than the cases.
    assert not [counts for counts in grown.values() if is_more(*counts, times=FLAT * MANY / FEW)]


def test_no_further_page_is_read_to_learn_that_there_is_one(desk: Rehearsal) -> None:
    """What needs attention reads one page of each of its lists of duties."""
    for _ in range(8):
        desk.endorsed()
    desk.clock("2026-04-20")  # Mon
    pages: list[str] = []

    def keep(_c: Any, _cursor: Any, sql: str, _values: Any, _context: Any, _many: bool) -> None:
        pages.extend(A_PAGE_OF_DUTIES.findall(sql))

    event.listen(Engine, "before_cursor_execute", keep)
    try:
        attention = desk.pathway.attention(limit=20)
    finally:
        event.remove(Engine, "before_cursor_execute", keep)

    assert 20 == len(attention.overdue)
    assert "overdue" in attention.more
    assert 3 == len(pages)
