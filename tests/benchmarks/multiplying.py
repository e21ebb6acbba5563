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
NEXT_NUMBER = """
    SELECT setval(pg_get_serial_sequence('pathway_case', 'id'), (SELECT max(id) FROM pathway_case))
"""
NUMBERS = """
    WITH RECURSIVE numbers(n) AS (
        SELECT CAST(:first AS INTEGER) UNION ALL SELECT n + 1 FROM numbers WHERE n < :copies
    )
"""
# In SQL, for each table, what a column has in a copy; `numbers.n` is the number of the copy.
Changes = Mapping[str, Mapping[str, str]]


def multiply(
    connection: Connection,
    tables: Mapping[str, str],
    copies: int,
    changes: Changes | None = None,
    *,
    lived: int | None = None,
    first: int = 1,
) -> None:
    """
    Copy the cases that were lived so many times.

    Args:
        tables: What is copied: table by table, with the column that names the case.
        changes: What is other in a copy, besides numbers and references.
        lived: How many cases were lived; all that are there if left out.
        first: The number of the first copy; those before are there already.
    """
    if copies < first:
        return
    query = text("SELECT max(id) FROM pathway_case")
    count = lived or int(connection.execute(query).scalar_one())
    numbers = {"first": first, "copies": copies}
    for table, of in tables.items():
        statement = _copying(connection, table, of, (changes or {}).get(table, {}), count)
        connection.execute(text(statement), numbers)
    # As if the copies had been opened: the next case gets the next reference.
    last = {"last": count * (copies + 1)}
    connection.execute(text('UPDATE pathway_counter SET "last" = :last'), last)
    if connection.dialect.name == "postgresql":
        connection.execute(text(NEXT_NUMBER))


def _copying(
    connection: Connection, table: str, of: str, changes: Mapping[str, str], lived: int
) -> str:
    """Return the statement that copies the rows of a table."""
    schema = inspect(connection)
    copied = [str(column["name"]) for column in schema.get_columns(table)]
    if of != "id" and schema.get_pk_constraint(table)["constrained_columns"] == ["id"]:
        copied.remove("id")  # its rows are numbered by the database
    names = ", ".join(f'"{name}"' for name in copied)
    values = ", ".join(changes.get(name) or _value(name, of, lived) for name in copied)
    query = f"{NUMBERS} SELECT {values} FROM {table}, numbers WHERE {of} <= {lived}"
    if connection.dialect.name == "sqlite":
        return f"INSERT INTO {table} ({names}) {query}"
    return f"INSERT INTO {table} ({names}) ({query})"


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
