"""Where SQLite and PostgreSQL differ; no other module's SQL depends on which of them it is."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, Table, literal, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from pathway.storage.database.utc_datetime import UTCDateTime


class ServerTime(FunctionElement[datetime]):
    """
    The database server's own time, some seconds from now; all workers share it, whatever their own
    clocks show.
    """

    name = "pathway_server_time"
    type = UTCDateTime()
    inherit_cache = True


def server_time(after: timedelta = timedelta()) -> ServerTime:
    """Return the SQL for the server's time after a delay."""
    return ServerTime(literal(after.total_seconds()))


@compiles(ServerTime, "sqlite")
def _sqlite_time(element: ServerTime, compiler: SQLCompiler, **options: Any) -> str:
    seconds = compiler.process(element.clauses, **options)
    return f"strftime('%Y-%m-%d %H:%M:%f000', 'now', {seconds} || ' seconds')"


@compiles(ServerTime, "postgresql")
def _postgresql_time(element: ServerTime, compiler: SQLCompiler, **options: Any) -> str:
    seconds = compiler.process(element.clauses, **options)
    return f"(clock_timestamp() + make_interval(secs => {seconds}))"


class ByteLength(FunctionElement[int]):
    """How many bytes a value takes."""

    name = "pathway_byte_length"
    type = Integer()
    inherit_cache = True


def byte_length(column: ColumnElement[Any]) -> ByteLength:
    """Return the SQL for the size of a value in bytes."""
    return ByteLength(column)


@compiles(ByteLength, "sqlite")
def _sqlite_length(element: ByteLength, compiler: SQLCompiler, **options: Any) -> str:
    # The length of a text ends at its first NUL.
    return f"length(CAST({compiler.process(element.clauses, **options)} AS BLOB))"


@compiles(ByteLength, "postgresql")
def _postgresql_length(element: ByteLength, compiler: SQLCompiler, **options: Any) -> str:
    return f"octet_length({compiler.process(element.clauses, **options)})"


def server_now(connection: Connection) -> datetime:
    """Return the database server's own time."""
    return connection.execute(select(server_time())).scalar_one()


def hold_table(connection: Connection, table: Table) -> None:
    """
    Keep others from changing a table until the transaction ends; what it reads from now on is what
    they left. With SQLite, whoever writes holds the whole database.
    """
    if connection.dialect.name == "postgresql":
        name = connection.dialect.identifier_preparer.format_table(table)
        connection.exec_driver_sql(f"LOCK TABLE {name} IN SHARE ROW EXCLUSIVE MODE")


def locks_whole(connection: Connection) -> bool:
    """Return whether whoever writes holds the whole database."""
    return connection.dialect.name == "sqlite"


@contextmanager
def tolerant_text(connection: Connection) -> Generator[None]:
    """Have SQLite return text that is no longer valid UTF-8, so that damage can be reported."""
    driver: Any = connection.connection.dbapi_connection
    if connection.dialect.name != "sqlite":
        yield
        return
    before = driver.text_factory
    driver.text_factory = _readable
    try:
        yield
    finally:
        driver.text_factory = before


@contextmanager
def bounded_values(connection: Connection, most: int) -> Generator[None]:
    """Have SQLite fail at a value of more bytes, instead of reading it into memory."""
    driver: Any = connection.connection.dbapi_connection
    if connection.dialect.name != "sqlite":
        yield
        return
    from sqlite3 import SQLITE_LIMIT_LENGTH

    before = driver.setlimit(SQLITE_LIMIT_LENGTH, most)
    try:
        yield
    finally:
        driver.setlimit(SQLITE_LIMIT_LENGTH, before)


def insert_or_ignore(connection: Connection, table: Table) -> Any:
    """Return an INSERT that leaves out rows that are there already."""
    return _insert_or_ignore(connection.dialect.name, table)


def inserted(connection: Connection, statement: Any, rows: Any = None) -> int:
    """Run an INSERT and return how many rows it wrote, which SQLAlchemy keeps only on request."""
    options = {"preserve_rowcount": True}
    return int(connection.execute(statement, rows, execution_options=options).rowcount)


def upsert(connection: Connection, table: Table) -> Any:
    """Return an INSERT that replaces rows with the same primary key."""
    return _upsert(connection.dialect.name, table)


def upserting(connection: Connection, table: Table, values: Mapping[str, Any]) -> Any:
    """
    Return an INSERT that, where there is a row with the same primary key, changes that row.

    Args:
        values: The values that it then gets, which may be expressions of its columns.
    """
    keys = [column.name for column in table.primary_key]
    statement = _insert(connection.dialect.name)(table)
    return statement.on_conflict_do_update(index_elements=keys, set_=values)


@cache
def _insert_or_ignore(dialect: str, table: Table) -> Any:
    return _insert(dialect)(table).on_conflict_do_nothing()


@cache
def _upsert(dialect: str, table: Table) -> Any:
    statement = _insert(dialect)(table)
    keys = [column.name for column in table.primary_key]
    others = {
        column.name: statement.excluded[column.name]
        for column in table.columns
        if column.name not in keys
    }
    return statement.on_conflict_do_update(index_elements=keys, set_=others)


@cache
def _insert(dialect: str) -> Any:
    """Return the dialect's own `insert`: both have ON CONFLICT, but no common type."""
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert

        return insert
    from sqlalchemy.dialects.sqlite import insert as sqlite_insert

    return sqlite_insert


def _readable(stored: bytes) -> str:
    return stored.decode(errors="backslashreplace")
