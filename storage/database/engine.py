"""Opens the database and begins transactions."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import QueuePool

from pathway.errors import DatabaseNotReady, WrongUsage
from pathway.storage.database.dialects import begin_reading, begin_writing, claim_writing
from pathway.storage.database.failures import committing, translating

BUSY_TIMEOUT = 5.0
IN_MEMORY = (None, "", ":memory:")


def open_engine(url: str, *, create: bool = False, busy_timeout: float = BUSY_TIMEOUT) -> Engine:
    """
    Return an engine for a database of SQLite or PostgreSQL; nothing is read yet.

    Args:
        url: `sqlite:///pathway.db`, `postgresql://user@host/name`, or `sqlite://` for one in
            memory.
        create: Make SQLite's file if there is none.
        busy_timeout: Seconds to wait for another writer, with SQLite.

    Raises:
        WrongUsage: The address cannot be read, or names another kind of database.
        DatabaseNotReady: There is no such file, or the driver is not installed.
    """
    address = parsed(url)
    backend = address.get_backend_name()
    if backend == "sqlite":
        return _sqlite(address, create, busy_timeout)
    if backend in ("postgresql", "postgres"):
        return _postgresql(address)
    raise WrongUsage(f"Pathway keeps its cases in SQLite or PostgreSQL, not in {backend}.")


@contextmanager
def writing(engine: Engine) -> Generator[Connection]:
    """
    Open a transaction that writes, committed at the end and rolled back after an error.

    Raises:
        DatabaseBusy: Others were in the way or the connection was lost; nothing was stored.
        OutcomeUnknown: The connection was lost during the commit.
        DatabaseNotReady: The database cannot do this; nothing was stored.
    """
    with translating(engine), engine.connect() as connection, connection.begin() as transaction:
        begin_writing(connection)
        yield connection
        with committing(engine):
            transaction.commit()


@contextmanager
def joining(connection: Connection) -> Generator[None]:
    """
    Write inside a host's own transaction: everything or, after an error, nothing. The host decides
    whether to commit.

    Raises:
        DatabaseBusy: Others were in the way; the host must roll its transaction back and begin
            again.
        WrongUsage: Its connection commits each statement by itself, so there is no transaction.
        DatabaseNotReady: The database cannot do this.
    """
    if _commits_by_itself(connection):
        raise WrongUsage(
            "The connection commits each statement by itself; give one that is in a transaction."
        )
    with translating(connection):
        claim_writing(connection)
        with connection.begin_nested():
            yield


@contextmanager
def reading(engine: Engine) -> Generator[Connection]:
    """
    Open a transaction that reads, and sees the database as it is at its first query.

    Raises:
        DatabaseNotReady: The database cannot do this.
    """
    with translating(engine), engine.connect() as connection, connection.begin():
        begin_reading(connection)
        yield connection


def parsed(url: str) -> URL:
    """Return a database address in its parts; WrongUsage if it cannot be read."""
    try:
        return make_url(url)
    except ArgumentError as error:
        raise WrongUsage(
            "The database address cannot be read; write `sqlite:///FILE` or `postgresql://USER@HOST/NAME`."
        ) from error


def _commits_by_itself(connection: Connection) -> bool:
    if connection.dialect.name != "postgresql":
        return False
    return bool(getattr(connection.connection.dbapi_connection, "autocommit", False))


def _sqlite(url: URL, create: bool, busy_timeout: float) -> Engine:
    options: dict[str, Any] = {"connect_args": {"timeout": busy_timeout}, "hide_parameters": True}
    if url.database in IN_MEMORY:
        options["connect_args"]["check_same_thread"] = False
        # A database in memory lives and dies with its connection, so all threads share one.
        options |= {
            "poolclass": QueuePool,
            "pool_size": 1,
            "max_overflow": 0,
            "pool_timeout": busy_timeout,
        }
    elif not str(url.database).startswith("file:"):
        url = _file_url(Path(str(url.database)), create)
    engine = create_engine(url, **options)
    event.listen(engine, "connect", _prepare)
    return engine


def _file_url(path: Path, create: bool) -> URL:
    """Return an address with which SQLite makes no file unless asked to."""
    if not create and not path.exists():
        raise DatabaseNotReady(f"There is no database at {path}; make one with `pathway init`.")
    mode = "rwc" if create else "rw"
    return URL.create(
        "sqlite", database=f"file:{quote(str(path))}", query={"mode": mode, "uri": "true"}
    )


def _prepare(driver: Any, _record: object) -> None:
    """Make a new SQLite connection durable, and let readers and the writer work side by side."""
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        driver.execute(f"PRAGMA {pragma}").close()


def _postgresql(url: URL) -> Engine:
    """
    Return an engine that leaves nothing behind on a connection, so that a pooler may share it.
    """
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    try:
        unprepared = {"prepare_threshold": None}
        return create_engine(url, hide_parameters=True, pool_pre_ping=True, connect_args=unprepared)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise DatabaseNotReady(
            "The driver of PostgreSQL is not installed; install `practice-review-pathway[postgres]`."
        ) from error
