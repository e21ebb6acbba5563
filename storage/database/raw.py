"""
Rows as the driver gives them, for checking a database that somebody may have changed by hand.

A value that no longer fits its column is a finding instead of an exception, and one that is larger
than anything Pathway writes is not read at all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Date,
    LargeBinary,
    String,
    Table,
    bindparam,
    case,
    cast,
    select,
)
from sqlalchemy import type_coerce as coerced
from sqlalchemy.types import NullType

from pathway.storage.database.dialects import byte_length

PAGE = 200
LARGEST = 4 * 1024 * 1024  # bytes
SHOWN = 80
# What reading a value raises that was made by hand: JSON of a thousand levels included.
UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)


def raw_rows(
    connection: Connection,
    table: Table,
    *where: ColumnElement[bool],
    only: Collection[str] = (),
    order: tuple[ColumnElement[Any], ...] = (),
    limit: int | None = None,
    fetched: int = PAGE,
) -> Iterator[Any]:
    """
    Yield a table's rows, in order; what is too large to have been written here is None.

    Args:
        only: The columns to read; all of them if left out.
        fetched: How many rows are in memory at a time.
    """
    by_hand = connection.dialect.name == "sqlite"  # its columns take values of any type
    query = select(*_bounded(table, tuple(only), by_hand))
    yield from _fetched(connection, query.where(*where).order_by(*order).limit(limit), fetched)


def plain_rows(
    connection: Connection,
    of: Column[Any],
    scope: tuple[int, int],
    only: tuple[str, ...] = (),
    order: tuple[Column[Any], ...] = (),
) -> Iterator[Any]:
    """
    Yield rows of a table, in order, as tuples of what the driver gives, days as text: quicker than
    `raw_rows`. With PostgreSQL, what is too large to have been written here is None.

    Args:
        of: The column that has the id of the case.
        scope: The first and the last of these ids.

    Raises:
        ValueError: SQLite has text that is none, or a value beyond `bounded_values`.
    """
    if connection.dialect.name == "sqlite":
        return _driver_rows(connection, _statement(of, only, order), scope)
    first, last = scope
    query = select(*_typed(of.table, only)).where(of.between(first, last)).order_by(*order)
    return _fetched(connection, query, PAGE)


def bounded(column: Column[Any]) -> ColumnElement[Any]:
    """Return a column whose value is None where it is too large to have been written here."""
    raw = coerced(column, NullType())
    return case((byte_length(column) <= LARGEST, raw), else_=None).label(column.name)


def comparable(value: object) -> object:
    """Return a day or an instant as text: SQLite's driver gives text, PostgreSQL's what it is."""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
    return value.isoformat() if isinstance(value, date) else value


def shown(value: object) -> str:
    """Return an id, number or name for a sentence: a short one, without control characters."""
    if isinstance(value, int | float):
        return str(value)
    text = str(value)[: SHOWN + 1]
    if not text.isprintable():
        text = ascii(text)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."


def _fetched(connection: Connection, query: Any, fetched: int) -> Iterator[Any]:
    with connection.execute(query, execution_options={"yield_per": fetched}) as rows:
        for page in rows.partitions():
            yield from page


def _driver_rows(connection: Connection, statement: str, scope: tuple[int, int]) -> Iterator[Any]:
    """Yield the rows of SQLite's driver itself: SQLAlchemy's would take most of the time."""
    import sqlite3

    driver: Any = connection.connection.dbapi_connection
    with closing(driver.cursor()) as cursor:
        try:
            yield from cursor.execute(statement, scope)
        except sqlite3.Error as error:
            raise ValueError("SQLite has a value that cannot be read") from error


@cache
def _statement(of: Column[Any], only: tuple[str, ...], order: tuple[Column[Any], ...]) -> str:
    """Return SQLite's statement for the rows between two ids."""
    from sqlalchemy.dialects import sqlite

    between = of.between(bindparam("first"), bindparam("last"))
    query = select(*_columns(of.table, only)).where(between).order_by(*order)
    return str(query.compile(dialect=sqlite.dialect(paramstyle="qmark")))


def _columns(table: Table, only: Collection[str]) -> list[Column[Any]]:
    return [column for column in table.columns if not only or column.name in only]


@cache
def _bounded(table: Table, only: tuple[str, ...], by_hand: bool) -> list[ColumnElement[Any]]:
    columns = _columns(table, only)
    return [
        bounded(column) if by_hand or _is_long(column) else _plain(column) for column in columns
    ]


@cache
def _typed(table: Table, only: tuple[str, ...]) -> list[ColumnElement[Any]]:
    """Return columns of PostgreSQL, whose values are all of their type, days as text."""
    return [
        cast(column, String).label(column.name)
        if isinstance(column.type, Date)
        else (bounded(column) if _is_long(column) else _plain(column))
        for column in _columns(table, only)
    ]


def _plain(column: Column[Any]) -> ColumnElement[Any]:
    return coerced(column, NullType()).label(column.name)


def _is_long(column: Column[Any]) -> bool:
    return isinstance(column.type, String | LargeBinary)
