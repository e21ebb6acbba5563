"""
Statements that go to PostgreSQL together, so that all their answers take one round trip. With
SQLite, which is no way off, they run one after another.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Select
from sqlalchemy.exc import DBAPIError

# As many as there are queries here, for a few engines each.
COMPILED = 64
NO_VALUES: Mapping[str, Any] = {}
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
        return [rows_of(connection, *query) for query in queries]
    from psycopg.rows import namedtuple_row

    driver: Any = connection.connection.dbapi_connection
    with _wrapping(connection, driver):
        cursors = [driver.cursor(row_factory=namedtuple_row) for _ in queries]
        with driver.pipeline():
            for cursor, (query, values) in zip(cursors, queries, strict=True):
                compiled = _compiled(query, connection.dialect)
                cursor.execute(compiled.sql, compiled.parameters(values))
        return [cursor.fetchall() for cursor in cursors]


def rows_of(
    connection: Connection, query: Select[Any], values: Mapping[str, Any] = NO_VALUES
) -> Sequence[Any]:
    """
    Return the rows of a query that is run with every step, and so is put into SQL only once. Values
    are read as the driver has them.
    """
    compiled = _compiled(query, connection.dialect)
    return connection.exec_driver_sql(compiled.sql, compiled.parameters(values)).all()


@dataclass(frozen=True, slots=True)
class _Compiled:
    """
    A query as the driver takes it.

    Args:
        own: The values that it has itself.
        positions: The names of its values in their order, where the driver wants them in that.
        written: What turns a value into what the driver takes, by name, where it does not take it.
    """

    sql: str
    own: Mapping[str, Any]
    positions: Sequence[str] | None
    written: Mapping[str, Callable[[Any], Any]]

    def parameters(self, values: Mapping[str, Any]) -> Any:
        """Return the values with those that it has itself."""
        named = {**self.own, **values}
        for name, write in self.written.items():
            named[name] = write(named[name])
        return named if self.positions is None else tuple(named[name] for name in self.positions)


@lru_cache(COMPILED)
def _compiled(query: Select[Any], dialect: Dialect) -> _Compiled:
    compiled: Any = query.compile(dialect=dialect)
    written: dict[str, Callable[[Any], Any]] = {}
    for name, value in compiled.binds.items():
        write = value.type.dialect_impl(dialect).bind_processor(dialect)
        if write is not None:
            written[name] = write
    return _Compiled(str(compiled), compiled.params, compiled.positiontup, written)


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
