"""
Statements that go to PostgreSQL together, so that all their answers take one round trip. With
SQLite, which is no way off, they run one after another.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Select
from sqlalchemy.exc import DBAPIError

# As many as there are queries here, for a few engines each.
COMPILED = 64
Query = tuple[Select[Any], Mapping[str, Any]]
# A statement, and the rows that it writes.
Write = tuple[Any, Sequence[Mapping[str, Any]]]


@contextmanager
def together(connection: Connection) -> Generator[None]:
    """
    Send the statements of the block, and wait for what becomes of them at its end. They only write:
    none of them may be asked for rows, or how many rows it changed.
    """
    if not _can_pipeline(connection):
        yield
        return
    driver: Any = connection.connection.dbapi_connection
    with _wrapping(connection, driver), driver.pipeline():
        yield


def fetched(connection: Connection, *queries: Query) -> list[Sequence[Any]]:
    """Run queries in their order, each with its values, and return the rows of each."""
    if not _can_pipeline(connection):
        return [connection.execute(query, values).all() for query, values in queries]
    from psycopg.rows import namedtuple_row

    driver: Any = connection.connection.dbapi_connection
    with _wrapping(connection, driver):
        cursors = [driver.cursor(row_factory=namedtuple_row) for _ in queries]
        with driver.pipeline():
            for cursor, (query, values) in zip(cursors, queries, strict=True):
                sql, own = _compiled(query, connection.dialect)
                cursor.execute(sql, {**own, **values})
        return [cursor.fetchall() for cursor in cursors]


@lru_cache(COMPILED)
def _compiled(query: Select[Any], dialect: Dialect) -> tuple[str, Mapping[str, Any]]:
    """Return a query as the driver takes it, with the values that it has itself."""
    compiled = query.compile(dialect=dialect)
    return str(compiled), compiled.params


def _can_pipeline(connection: Connection) -> bool:
    if connection.dialect.name != "postgresql":
        return False
    from psycopg import Pipeline

    return Pipeline.is_supported()


@contextmanager
def _wrapping(connection: Connection, driver: Any) -> Generator[None]:
    """Raise the driver's errors as SQLAlchemy does, which did not execute what failed."""
    from psycopg import Error

    try:
        yield
    except Error as error:
        is_lost = bool(driver.closed or driver.broken)
        if is_lost:
            connection.invalidate(error)
        raise DBAPIError.instance(
            None,
            None,
            error,
            Error,
            hide_parameters=True,
            connection_invalidated=is_lost,
            dialect=connection.dialect,
        ) from error
