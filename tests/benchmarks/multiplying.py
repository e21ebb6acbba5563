"""Databases of many cases: a few are lived by real steps, and their rows copied in SQL."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, inspect, text

# The tables that a sweep reads, each with the column that names the case.
SWEPT = {"pathway_case": "id", "pathway_deadline": "case_id", "pathway_watch": "case_id"}
# All that a case is, but for what serves the running system.
WHOLE = {
    "pathway_case": "id",
    "pathway_case_key": "case_id",
    "pathway_item": "case_id",
    "pathway_party": "case_id",
    "pathway_deadline": "case_id",
    "pathway_watch": "case_id",
    "pathway_event": "case_id",
}
NUMBERS = (
    "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :copies)"
)


def multiply(connection: Connection, tables: Mapping[str, str], copies: int) -> None:
    """
    Copy all cases that are there so many times.

    Args:
        tables: What is copied: table by table, with the column that names the case.
    """
    if copies < 1:
        return
    lived = connection.execute(text("SELECT max(id) FROM pathway_case")).scalar_one()
    for table, of in tables.items():
        columns = [str(column["name"]) for column in inspect(connection).get_columns(table)]
        names = ", ".join(f'"{name}"' for name in columns)
        values = ", ".join(_value(name, of, int(lived)) for name in columns)
        query = f"{NUMBERS} SELECT {values} FROM {table}, numbers WHERE {of} <= {lived}"
        if connection.dialect.name == "sqlite":
            statement = f"INSERT INTO {table} ({names}) {query}"
        else:
            statement = f"INSERT INTO {table} ({names}) ({query})"
        connection.execute(text(statement), {"copies": copies})
    # As if the copies had been opened: the next case gets the next reference.
    given = {"last": int(lived) * (copies + 1)}
    connection.execute(text('UPDATE pathway_counter SET "last" = :last'), given)


def reference_of(case: int) -> str:
    """Return the reference of a copy."""
    return f"PR-2026-{case:04}"


def _value(name: str, of: str, lived: int) -> str:
    """Return what a column has in a copy."""
    number = f"{of} + numbers.n * {lived}"
    if name == of:
        return number
    if name == "reference":
        padded = f"substr(CAST(10000 + {number} AS TEXT), 2)"
        plain = f"CAST({number} AS TEXT)"
        return f"'PR-2026-' || CASE WHEN {number} < 10000 THEN {padded} ELSE {plain} END"
    return f'"{name}"'
