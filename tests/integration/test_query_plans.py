"""
The plan of every query that is asked of a filled database, by lists, steps, the sweep and mail: none
walks through a table that grows with the cases.
"""

from __future__ import annotations

import json
import re
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
    *("ix_pathway_message_unsent", "ix_pathway_message_waiting", "ix_pathway_notice_unaddressed"),
    "ix_pathway_notice_waiting",
}
ALIAS = re.compile(r"\b(pathway_\w+) AS \"?(\w+)")
FROM = re.compile(r'(?:FROM|JOIN) (\w+)(?: AS "?(\w+))?')
INNERMOST = re.compile(r"\(([^()]*)\)")
SORTED = "USE TEMP B-TREE FOR ORDER BY"
Asked = dict[str, Any]
LIVED = "PR-2026-0002"
PREPARED_LAST = (
    "SELECT name, cardinality(parameter_types) FROM pg_prepared_statements "
    "ORDER BY prepare_time DESC LIMIT 1"
)
WALKS = (
    "SELECT document FROM pathway_item WHERE document = 'x'",
    "SELECT other.document FROM pathway_item AS other WHERE other.document = 'x'",
    "SELECT count(*) FROM pathway_event",
    "SELECT document FROM pathway_item ORDER BY document LIMIT 50",
    "SELECT reference FROM pathway_case WHERE id IN "
    "(SELECT case_id FROM pathway_item WHERE document = 'x') ORDER BY id LIMIT 50",
    "SELECT c.id FROM pathway_case AS c JOIN pathway_item AS i ON i.document = c.document "
    "ORDER BY c.id LIMIT 50",
    "UPDATE pathway_item SET state = 'open' WHERE document = 'x'",
)
NO_WALKS = (
    "SELECT document FROM pathway_item WHERE case_id = 1",
    "SELECT reference FROM pathway_case ORDER BY id LIMIT 50",
    "SELECT count(*) FROM (SELECT id FROM pathway_case LIMIT 50) AS page",
    "SELECT name FROM pathway_person",
)


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
    rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
    plan = [(row[1], str(row[3])) for row in rows]
    is_sorted = any(line == SORTED for _, line in plan)
    names = {alias: name for name, alias in ALIAS.findall(sql)}
    begun: set[int] = set()
    walks: list[str] = []
    for level, line in plan:
        words = line.split()
        name = words[1] if len(words) > 1 else ""
        # A page is walked in its order, and the walk ends with the page; what is looked up for each
        # of its rows is no page.
        is_page = level not in begun and name in _paged(sql) and not is_sorted
        begun.add(level)
        # An index that is made for the query alone is made by a walk.
        is_walk = words[0] == "SCAN" or "AUTOMATIC" in words
        is_of_many = names.get(name, name) in GROWING and words[-1] not in OF_FEW
        if is_walk and is_of_many and not is_page and "0 = 1" not in sql:
            walks.append(line)
    return walks


def _paged(sql: str) -> set[str]:
    """Return the tables of the queries, within a query or not, of which only a page is asked."""
    tables: set[str] = set()
    while "LIMIT" in sql:
        inner = INNERMOST.search(sql)
        query = inner[1] if inner else sql
        if "LIMIT" in query:
            tables |= {alias or name for name, alias in FROM.findall(query)}
        sql = sql[: inner.start()] + sql[inner.end() :] if inner else ""
    return tables


def _in_postgresql(connection: Connection, sql: str, values: Any) -> list[str]:
    # So few rows are read at once, or side by side, where nobody forbids it.
    for way in ("seqscan", "mergejoin", "hashjoin"):
        connection.exec_driver_sql(f"SET enable_{way} = off")
    connection.exec_driver_sql("SET plan_cache_mode = force_generic_plan")
    planned = (sql, values), (_prepared(connection, sql, values), ())
    return [walk for query, own in planned for walk in _walks_of(connection, query, own)]


def _prepared(connection: Connection, sql: str, values: Any) -> str:
    """
    Return what runs a statement as the server does that prepared it: by a plan that knows no values.
    """
    driver: Any = connection.connection.dbapi_connection
    with connection.begin_nested() as changes:
        driver.prepare_threshold = 0
        connection.exec_driver_sql(sql, values)
        driver.prepare_threshold = None
        name, count = connection.exec_driver_sql(PREPARED_LAST).one()
        changes.rollback()
    return f"EXECUTE {name}({', '.join(['NULL'] * count)})" if count else f"EXECUTE {name}"


def _walks_of(connection: Connection, sql: str, values: Any) -> Iterator[str]:
    plan = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {sql}", values).scalar_one()
    parsed = json.loads(plan) if isinstance(plan, str) else plan
    yield from _walks(parsed[0]["Plan"], is_page=False)


def _walks(node: dict[str, Any], *, is_page: bool) -> Iterator[str]:
    """Yield the tables that a node of a plan, or one below it, walks through."""
    kind, table = node["Node Type"], node.get("Relation Name")
    if kind == "Limit":
        is_page = True
    elif kind in ("Sort", "Aggregate", "Hash", "HashAggregate"):
        is_page = False
    is_looked_up = kind == "ModifyTable" or bool({"Index Cond", "Recheck Cond"} & node.keys())
    is_walk = table in GROWING and not is_looked_up and node.get("Index Name") not in OF_FEW
    is_filtered = kind == "Seq Scan" and "Filter" in node
    if is_walk and (is_filtered or not is_page):
        yield f"{kind} {node.get('Index Name', '')} on {table}"
    for number, below in enumerate(node.get("Plans", ())):
        # What is looked up for each row of a page is no page.
        is_each = kind == "Nested Loop" and number > 0
        yield from _walks(below, is_page=is_page and not is_each)


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


def test_walks_are_seen_and_nothing_else_is_taken_for_a_walk(desk: Rehearsal) -> None:
    """Under another name, below a page, and in an update."""
    engine = create_engine(desk.address)
    seen = walked(engine, dict.fromkeys((*WALKS, *NO_WALKS), ()))
    engine.dispose()

    assert list(WALKS) == [line.partition(": ")[2] for line in seen]
