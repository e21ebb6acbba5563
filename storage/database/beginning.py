"""How a transaction begins, on either kind of database, and what a session has set meanwhile."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, delete, false

from pathway.storage.database.tables import setting

# How dates, instants and text are written and read, whatever server, database or role say; each is
# reported by the server, so that looking costs nothing.
SESSION = {
    "DateStyle": "ISO, MDY",
    "TimeZone": "UTC",
    "standard_conforming_strings": "on",
    "client_encoding": "UTF8",
}
NO_TIMEOUT = "SET LOCAL statement_timeout TO 0"
IS_DIRECT = "pathway_is_direct"
# How often a statement is asked on a connection before the server keeps its plan.
PREPARED_AFTER = 5
READING = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"


def begin_writing(connection: Connection) -> None:
    """
    Take SQLite's only write lock at once: a deferred transaction that writes later may fail, or
    miss what others wrote.
    """
    # What writes names its rows by their keys. What only reads asks for pages of lists, of which a
    # plan that knows no values may walk through a table.
    _prepare(connection, after=PREPARED_AFTER)
    _begin(connection, postgresql="BEGIN", sqlite="BEGIN IMMEDIATE")


def claim_writing(connection: Connection) -> None:
    """
    Take SQLite's only write lock for a host's transaction, which may have begun by itself and only
    read so far.
    """
    if _needs_begin(connection):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    if connection.dialect.name == "sqlite":
        # A DELETE of no rows takes the lock in a transaction that has begun already.
        connection.execute(delete(setting).where(false()))


def begin_reading(connection: Connection) -> None:
    """Let all queries of the transaction see the database at one moment."""
    _prepare(connection, after=None)
    _begin(connection, postgresql=READING, sqlite="BEGIN")


def begin_nothing(connection: Connection) -> None:
    """
    Let each query be by itself, where the driver would begin a transaction with the first. It is for
    queries of which any plan is good, as of those that ask for the first row of an index.
    """
    _prepare(connection, after=PREPARED_AFTER)
    if connection.dialect.name == "postgresql":
        connection.execution_options(isolation_level="AUTOCOMMIT")


@contextmanager
def own_session(connection: Connection) -> Generator[None]:
    """
    Let a host's transaction have the session settings that Pathway's queries rely on, and after the
    block its own again; an error rolls them back.
    """
    if connection.dialect.name != "postgresql":
        yield
        return
    before = {name: _reported(connection, name) for name in SESSION}
    _set_local(connection, _to_set(connection, SESSION))
    yield
    _set_local(connection, _to_set(connection, before))


def _to_set(connection: Connection, wanted: Mapping[str, str]) -> list[str]:
    """Return the statements that set what is set otherwise, until the transaction ends."""
    return [
        f"SET LOCAL {name} TO '{value}'"
        for name, value in wanted.items()
        if _reported(connection, name) != value
    ]


def _prepare(connection: Connection, *, after: int | None) -> None:
    """
    Have the server keep the plan of what is asked so often, on a connection that is its own; on
    another the next transaction would look for it in vain, or find another's.
    """
    if connection.info.get(IS_DIRECT):
        driver: Any = connection.connection.dbapi_connection
        driver.prepare_threshold = after


def _begin(connection: Connection, *, postgresql: str, sqlite: str) -> None:
    """
    Begin a transaction: of PostgreSQL with all that it wants to have set, in a single round trip, as
    the driver by itself would send BEGIN first, and wait.
    """
    if connection.dialect.name == "sqlite":
        connection.begin()
        if _needs_begin(connection):
            connection.exec_driver_sql(sqlite)
        return
    connection.execution_options(isolation_level="AUTOCOMMIT")
    connection.begin()
    statements = [postgresql, NO_TIMEOUT, *_to_set(connection, SESSION)]
    connection.exec_driver_sql("; ".join(statements))


def _set_local(connection: Connection, statements: list[str]) -> None:
    if statements:
        connection.exec_driver_sql("; ".join(statements))


def _reported(connection: Connection, name: str) -> str:
    """Return a setting as PostgreSQL last reported it."""
    driver: Any = connection.connection.dbapi_connection
    value: bytes | None = driver.pgconn.parameter_status(name.encode())
    return value.decode().replace("'", "''") if value else ""


def _needs_begin(connection: Connection) -> bool:
    """Return whether this is SQLite without a transaction; a host's engine may begin one itself."""
    driver: Any = connection.connection.dbapi_connection
    return connection.dialect.name == "sqlite" and not driver.in_transaction
