"""
The plan of every query that is asked of a filled database, by lists, steps, the sweep and mail: none
walks through a table that grows with the cases.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

from tests.benchmarks.filling import BU, REP, fill, lists, live
from tests.rehearsals import Rehearsal

CASES = 240
GROWING = {
    f"pathway_{name}"
    for name in (
        *("case", "case_key", "change", "deadline", "document_content", "document_part"),
        *("draft", "draft_part", "event", "idempotency_key", "item", "link", "message"),
        *("message_notice", "notice", "party", "read", "watch"),
    )
}
# Indexes of few rows, however many cases there are: those that wait, or that somebody must mend.
OF_FEW = {
    *("ix_pathway_case_findings", "ix_pathway_case_meeting", "ix_pathway_message_due"),
    *("ix_pathway_message_unsent", "ix_pathway_notice_unaddressed"),
}
Asked = dict[str, Any]
LIVED = "PR-2026-0002"


@contextmanager
def asked() -> Generator[Asked]:
    """Keep each statement that is sent to a database, with values that were sent with it."""
    statements: Asked = {}

    def keep(_c: Any, _cursor: Any, sql: str, values: Any, _context: Any, many: bool) -> None:
        if sql.lstrip().startswith(("SELECT", "WITH", "UPDATE", "DELETE")):
            statements.setdefault(sql, values[0] if many else values)

    event.listen(Engine, "before_cursor_execute", keep)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", keep)


def walked(engine: Engine, statements: Asked) -> list[str]:
    """Return the statements that walk through a table that grows, with what they walk through."""
    walks = _in_sqlite if engine.dialect.name == "sqlite" else _in_postgresql
    bad: list[str] = []
    with engine.connect() as connection:
        for sql, values in statements.items():
            if tables := walks(connection, sql, values):
                bad.append(f"{', '.join(tables)}: {sql}")
    return bad


def _in_sqlite(connection: Connection, sql: str, values: Any) -> list[str]:
    plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)]
    # A page is walked in its order, and the walk ends with the page.
    is_page = "LIMIT" in sql and "USE TEMP B-TREE FOR ORDER BY" not in plan
    walks: list[str] = []
    for line in plan:
        words = line.split()
        is_walk = words[0] == "SCAN" and words[1] in GROWING and words[-1] not in OF_FEW
        if is_walk and not is_page and "0 = 1" not in sql:
            walks.append(line)
    return walks


def _in_postgresql(connection: Connection, sql: str, values: Any) -> list[str]:
    # So few rows are read at once, or side by side, where nobody forbids it.
    for way in ("seqscan", "mergejoin", "hashjoin"):
        connection.exec_driver_sql(f"SET enable_{way} = off")
    rows = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {sql}", values)
    plan = rows.scalar_one()
    parsed = json.loads(plan) if isinstance(plan, str) else plan
    return list(_walks(parsed[0]["Plan"], is_page=False))


def _walks(node: dict[str, Any], *, is_page: bool) -> Iterator[str]:
    """Yield the tables that a node of a plan, or one below it, walks through."""
    kind, table = node["Node Type"], node.get("Relation Name")
    if kind == "Limit":
        is_page = True
    elif kind in ("Sort", "Aggregate", "Hash", "HashAggregate"):
        is_page = False
    is_looked_up = "Index Cond" in node or kind in ("Bitmap Heap Scan", "ModifyTable")
    is_walk = table in GROWING and not is_looked_up and node.get("Index Name") not in OF_FEW
    is_filtered = kind == "Seq Scan" and "Filter" in node
    if is_walk and (is_filtered or not is_page):
        yield f"{kind} {node.get('Index Name', '')} on {table}"
    for below in node.get("Plans", ()):
        yield from _walks(below, is_page=is_page)


def acts(desk: Rehearsal) -> dict[str, Callable[[], object]]:
    """Return what people and the worker do, besides looking at lists."""
    own = desk.pathway
    return {
        "a list as another reads it": lambda: own.deadlines(by=REP, limit=50),
        "overdue in pages": lambda: own.cases(overdue=True, limit=20, after=LIVED, by=BU),
        "changed in pages": lambda: own.cases(sort="changed", limit=20, after=LIVED, by=BU),
        "due in pages": lambda: own.cases(sort="due", limit=20, after=LIVED, by=BU),
        "given up": lambda: own.mail.list(dead=True, limit=50, by=BU),
        "waiting": lambda: own.mail.list(state="waiting", limit=50, by=BU),
        "latest": lambda: own.mail.list(latest=True, limit=50, by=BU),
        "steps": lambda: own.steps(LIVED, by=BU),
        "a note": lambda: own.take(LIVED, "note", by=BU, input={"text": "Seen."}, key="once"),
        "a case": lambda: own.case(LIVED, by=REP),
        "its history": lambda: own.history(LIVED, by=BU),
        "its deadlines": lambda: own.deadlines(LIVED, by=BU),
        "its documents": lambda: own.documents.list(LIVED, by=BU),
        "a calendar": lambda: own.calendar(by=REP),
        "a calendar to import": lambda: own.calendar(by=REP, for_import=True),
        "drafts": lambda: own.drafts.list(by=BU),
        "meetings": lambda: own.meetings.list(by=BU),
        "reads of a case": lambda: own.reads.list(LIVED, limit=50),
        "sweep": own.sweep,
        "dispatch": own.dispatch,
    }


def test_no_query_walks_through_what_grows(
    desk: Rehearsal, record_property: Callable[[str, object], None]
) -> None:
    """Each is answered by an index, or in the order of one as far as its page goes."""
    live(desk.pathway)
    engine = create_engine(desk.address)
    with engine.begin() as connection:
        fill(connection, CASES)
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("ANALYZE")
    with asked() as statements:
        for act in {**lists(desk.pathway), **acts(desk)}.values():
            act()
    bad = walked(engine, statements)
    engine.dispose()
    record_property("bounds", f"plans looked at: {len(statements)}")

    assert len(statements) > 50
    assert not bad, "\n".join(bad)
