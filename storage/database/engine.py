"""Opens the database and begins transactions."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import QueuePool

from pathway.errors import DatabaseNotReady, WrongUsage
from pathway.storage.database.beginning import (
    IS_DIRECT,
    begin_nothing,
    begin_reading,
    begin_writing,
    claim_writing,
    own_session,
)
from pathway.storage.database.failures import committing, place, translating

UNREADABLE = (
    "The database address cannot be read; write `sqlite:///FILE` or `postgresql://USER@HOST/NAME`, and in a user's "
    "name or password %40 for @, %3A for :, %2F for /, %3F for ? and %23 for #."
)
OPTIONS_WITH_AT = {"user", "password", "options", "application_name"}
# What an address may hand to a connection of PostgreSQL, such as `-csearch_path=northtown`.
SEARCH_PATH = re.compile(r"search_path=((?:\\.|\S)+)")
BUSY_TIMEOUT = 5.0
OWNER_ONLY = 0o600
IN_MEMORY = (None, "", ":memory:")


def open_engine(url: str, *, create: bool = False, busy_timeout: float = BUSY_TIMEOUT) -> Engine:
    """
    Return an engine for a database of SQLite or PostgreSQL; nothing is read yet.

    Args:
        url: `sqlite:///pathway.db`, `postgresql://user@host/name`, or `sqlite://` for one in
            memory.
        create: Make SQLite's file, which must not be there yet.
        busy_timeout: Seconds to wait for another writer, with SQLite.

    Raises:
        WrongUsage: The address cannot be read, or names another kind of database, or a file that
            was to be made is there.
        DatabaseNotReady: There is no such file, or it cannot be made, or the driver is not
            installed.
    """
    address = parsed(url)
    backend = address.get_backend_name()
    if backend == "sqlite":
        return _sqlite(address, create, busy_timeout)
    if backend in ("postgresql", "postgres"):
        return _postgresql(address)
    raise WrongUsage(f"Pathway keeps its cases in SQLite or PostgreSQL, not in {backend}.")


def is_in_memory(engine: Engine) -> bool:
    """Return whether a database is gone once its connection is closed."""
    return engine.dialect.name == "sqlite" and engine.url.database in IN_MEMORY


@contextmanager
def writing(engine: Engine) -> Generator[Connection]:
    """
    Open a transaction that writes, committed at the end and rolled back after an error.

    Raises:
        DatabaseBusy: Others were in the way or the connection was lost; nothing was stored.
        OutcomeUnknown: The connection was lost during the commit.
        DatabaseNotReady: The database cannot do this; nothing was stored.
    """
    with translating(engine), _begun(engine, begin_writing) as connection:
        yield connection
        with committing(engine):
            connection.commit()


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
        with connection.begin_nested(), own_session(connection):
            yield


@contextmanager
def reading(engine: Engine) -> Generator[Connection]:
    """
    Open a transaction that reads, and sees the database as it is at its first query.

    Raises:
        DatabaseNotReady: The database cannot do this.
    """
    with translating(engine), _begun(engine, begin_reading) as connection:
        yield connection


@contextmanager
def looking(engine: Engine) -> Generator[Connection]:
    """
    Lend a connection without a transaction, of which each query sees the database as it then is: for
    a look after which a transaction looks again.

    Raises:
        DatabaseNotReady: The database cannot do this.
    """
    with translating(engine), _begun(engine, begin_nothing) as connection:
        yield connection


def _begun(engine: Engine, begin: Callable[[Connection], None]) -> Connection:
    """
    Return a connection on which a transaction was begun. Where the server has closed the one that
    rested in the pool, which beginning shows, it is another.
    """
    try:
        return _begun_once(engine, begin)
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
    return _begun_once(engine, begin)


def _begun_once(engine: Engine, begin: Callable[[Connection], None]) -> Connection:
    connection = engine.connect()
    try:
        begin(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def check_search_path(connection: Connection) -> None:
    """
    Make sure that a connection looks into the schemas that its address names, if it names any: a
    pooler may leave that out, and another's tables would be read.

    Raises:
        DatabaseNotReady: It looks elsewhere.
    """
    options = connection.engine.url.query.get("options", "")
    wanted = SEARCH_PATH.search(options if isinstance(options, str) else " ".join(options))
    if wanted is None or connection.dialect.name != "postgresql":
        return
    actual = connection.exec_driver_sql("SELECT current_setting('search_path')").scalar_one()
    if _names(actual) != _names(wanted[1]):
        raise DatabaseNotReady(
            f"{place(connection)} does not look into the schema that its address names, as behind a pooler that leaves "
            "out options; let the role of each schema have its search_path, and leave it out of the address."
        )


def _names(search_path: str) -> list[str]:
    return [name.strip().strip('"') for name in search_path.replace("\\", "").split(",")]


def parsed(url: str) -> URL:
    """
    Return a database address in its parts.

    Raises:
        WrongUsage: It cannot be read, or a password in it is not written as addresses want it; no
            part of it is repeated.
    """
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        # Without the error's cause, which may quote the address.
        raise WrongUsage(UNREADABLE) from None
    if address.get_backend_name() != "sqlite" and not _is_whole(url, address):
        raise WrongUsage(UNREADABLE)
    return address


def _is_whole(url: str, address: URL) -> bool:
    """Return whether no rest of a password has become a host, a database or an option."""
    options = url.partition("?")[2].split("&")
    with_at = {option.partition("=")[0] for option in options if "@" in option}
    parts = (address.host or "", address.database or "", *address.query)
    spilt = any(set(part) & set("@:?#") for part in parts if not _is_ipv6(part))
    return not spilt and with_at <= OPTIONS_WITH_AT


def _is_ipv6(host: str) -> bool:
    return ":" in host and set(host) <= set("0123456789abcdefABCDEF:.%")


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
    if create:
        _make_file(path)
    elif not path.exists():
        raise DatabaseNotReady(f"There is no database at {path}; make one with `pathway init`.")
    return URL.create(
        "sqlite", database=f"file:{quote(str(path))}", query={"mode": "rw", "uri": "true"}
    )


def _make_file(path: Path) -> None:
    """
    Make an empty file that only its owner may read, as SQLite's files beside it then are; nothing
    is made where a link leads.
    """
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY))
    except FileExistsError as error:
        raise WrongUsage(f"There is a file at {path} already; choose another.") from error
    except OSError as error:
        raise DatabaseNotReady(
            f"{path} cannot be opened ({error.strerror}); check the path and its permissions."
        ) from error


def _prepare(driver: Any, _record: object) -> None:
    """Make a new SQLite connection durable, and let readers and the writer work side by side."""
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        driver.execute(f"PRAGMA {pragma}").close()


def _postgresql(url: URL) -> Engine:
    """
    Return an engine that leaves nothing behind on a connection which a pooler may share.
    """
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    try:
        unprepared = {"prepare_threshold": None}
        engine = create_engine(url, hide_parameters=True, connect_args=unprepared)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise DatabaseNotReady(
            "The driver of PostgreSQL is not installed; install `practice-review-pathway[postgres]`."
        ) from error
    event.listen(engine, "connect", _see_whether_direct)
    return engine


def _see_whether_direct(driver: Any, record: Any) -> None:
    """
    Note whether a new connection is its server's own, on which statements may be prepared: a pooler
    shows a process of its own making at login, which is not the one that answers.
    """
    answering = driver.execute("SELECT pg_backend_pid()").fetchone()
    driver.rollback()
    record.info[IS_DIRECT] = answering == (driver.info.backend_pid,)
