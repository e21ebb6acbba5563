"""What the database's own errors mean: each becomes one sentence with the way out."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote

from sqlalchemy import URL, Connection, Engine
from sqlalchemy.exc import (
    DatabaseError,
    DBAPIError,
    InterfaceError,
    OperationalError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout

from pathway.errors import DatabaseBusy, DatabaseNotReady, OutcomeUnknown

# By SQLite's primary result code: https://sqlite.org/rescode.html
SQLITE = {
    3: "{place} may not be opened by this user; check the permissions of the file and of its folder.",
    5: "{place} is locked by another program; wait until that has finished and try again.",
    6: "{place} is locked by another program; wait until that has finished and try again.",
    8: "{place} is read-only for this user; check the permissions of the file and of its folder.",
    10: "{place} could not be read or written by the operating system; check the disk.",
    11: "{place} is damaged; restore it from a backup.",
    13: "The disk of {place} is full and nothing was stored; make room and try again.",
    14: "{place} cannot be opened; check the path and its permissions, or make a database with `pathway init`.",
    26: "{place} is not a database; check the path, or make a database elsewhere with `pathway init`.",
}

# By SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html
POSTGRESQL = {
    "25006": "{place} is read-only; connect to the server that takes writes.",
    "28000": "{place} does not know this user; check the user name in the database address.",
    "28P01": "{place} does not accept this password; check the database address.",
    "3D000": "There is no database at {place}; make it on the server, then run `pathway init`.",
    "40001": "{place} was changed at the same moment by others; try again.",
    "40P01": "{place} was changed at the same moment by others; try again.",
    "42501": "{place} does not let this user do that; grant the rights on Pathway's tables.",
    "53100": "The disk of {place} is full and nothing was stored; make room and try again.",
    "53300": "{place} has no connection left; try again, or allow more.",
    "55P03": "{place} is locked by another program; wait until that has finished and try again.",
    "57P03": "{place} is starting or stopping; try again in a moment.",
}
# After these nothing was stored, and the same may succeed the next time.
PASSING = ("40001", "40P01", "55P03", "57P03")
LOCKED = (5, 6)  # SQLite has waited already, for as long as its busy timeout says
OF_HOST = (
    " The transaction that this was part of cannot go on: roll it back and begin it again{how}."
)

NO_TABLES = "{place} lacks tables that Pathway needs; make them with `pathway init` or `pathway database upgrade`."
LOST = "The connection to {place} was lost and nothing was stored; try again."
UNKNOWN = (
    "The connection to {place} was lost while it was being stored, so nobody can say whether that was done: look with "
    "`pathway case REF` before you try again, or use --key, with which a repeat is harmless."
)
CROWDED = "Every connection that this program keeps to {place} is in use; nothing was stored: try again, or allow more."
UNREACHABLE = "{place} cannot be reached; check the database address, and that the server runs."


@contextmanager
def translating(database: Engine | Connection) -> Generator[None]:
    """
    Turn the database's errors into Pathway's inside the block; a host's own connection may be
    given.

    Raises:
        DatabaseBusy: The same may be tried again from the start, a host's own transaction with it.
        DatabaseNotReady: The database could not do its part.
    """
    try:
        yield
    except PoolTimeout as error:
        raise DatabaseBusy(CROWDED.format(place=place(database)), has_waited=True) from error
    except DBAPIError as error:
        _without_detail(error)
        sentence = _sentence(error)
        if sentence is None:
            raise
        told = sentence.format(place=place(database))
        if not _is_passing(error):
            raise DatabaseNotReady(told) from error
        raise DatabaseBusy(told + _of_host(database), has_waited=_is_locked(error)) from error


@contextmanager
def committing(database: Engine) -> Generator[None]:
    """
    Tell a commit that failed from one of which nobody heard again.

    Raises:
        OutcomeUnknown: The connection went inside the block.
    """
    try:
        yield
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        raise OutcomeUnknown(UNKNOWN.format(place=place(database))) from error


def place(database: Engine | Connection) -> str:
    """
    Return where the database is, as it is named to people: a file's path, or an address without its
    password.
    """
    return named(database.engine.url)


def named(url: URL) -> str:
    """Return how a database address is named to people."""
    if url.get_backend_name() != "sqlite":
        return url.set(drivername="postgresql").render_as_string(hide_password=True)
    path = url.database or ""
    return (
        unquote(path.removeprefix("file:"))
        if path.startswith("file:")
        else path or "The database in memory"
    )


def _without_detail(error: DBAPIError) -> None:
    """
    Take from PostgreSQL's words the lines that quote what was to be stored: errors are logged.
    """
    for one in (error, error.orig):
        if one is not None and one.args and isinstance(one.args[0], str):
            one.args = (one.args[0].partition("\nDETAIL:")[0], *one.args[1:])


def _sentence(error: DBAPIError) -> str | None:
    """Return what to say, or None where it is a mistake of ours that nobody outside can mend."""
    original: Any = error.orig
    if error.connection_invalidated:
        return LOST
    known = _sqlite(original) or POSTGRESQL.get(getattr(original, "sqlstate", None) or "")
    if known or isinstance(error, ProgrammingError):
        return known or (
            NO_TABLES if getattr(original, "sqlstate", None) in ("42P01", "42703") else None
        )
    if "no such table" in str(original) or "no such column" in str(original):
        return NO_TABLES
    if isinstance(error, OperationalError | InterfaceError) and not hasattr(
        original, "sqlite_errorcode"
    ):
        return UNREACHABLE
    return None if type(error) is not DatabaseError else f"{{place}} failed: {_plain(original)}."


def _is_passing(error: DBAPIError) -> bool:
    return (
        error.connection_invalidated
        or getattr(error.orig, "sqlstate", None) in PASSING
        or _is_locked(error)
    )


def _is_locked(error: DBAPIError) -> bool:
    code = getattr(error.orig, "sqlite_errorcode", None)
    return isinstance(code, int) and code & 0xFF in LOCKED


def _of_host(database: Engine | Connection) -> str:
    """Return what is to be done about the host's own transaction, if it is one."""
    if isinstance(database, Engine):
        return ""
    return OF_HOST.format(how=", with BEGIN IMMEDIATE" if database.dialect.name == "sqlite" else "")


def _sqlite(original: Any) -> str | None:
    code = getattr(original, "sqlite_errorcode", None)
    return SQLITE.get(code & 0xFF) if isinstance(code, int) else None


def _plain(original: object) -> str:
    return str(original).strip().replace("{", "{{").replace("}", "}}").rstrip(".")
