"""What the database's own errors mean: each becomes one sentence with the way out."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote

from sqlalchemy import URL, Connection, Engine
from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError, ProgrammingError

from pathway.errors import DatabaseNotReady

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
}

NO_TABLES = "{place} lacks tables that Pathway needs; make them with `pathway init` or `pathway database upgrade`."
UNREACHABLE = "{place} cannot be reached; check the database address, and that the server runs."


@contextmanager
def translating(database: Engine | Connection) -> Generator[None]:
    """
    Turn the database's errors into Pathway's inside the block; a host's own connection may be given.

    Raises:
        DatabaseNotReady: The database could not do its part.
    """
    try:
        yield
    except DBAPIError as error:
        sentence = _sentence(error)
        if sentence is None:
            raise
        raise DatabaseNotReady(sentence.format(place=place(database))) from error


def place(database: Engine | Connection) -> str:
    """Return where the database is, as it is named to people: a file's path, or an address without its password."""
    return named(database.engine.url)


def named(url: URL) -> str:
    """Return how a database address is named to people."""
    if url.get_backend_name() != "sqlite":
        return url.render_as_string(hide_password=True)
    path = url.database or ""
    return unquote(path.removeprefix("file:")) if path.startswith("file:") else path or "The database in memory"


def _sentence(error: DBAPIError) -> str | None:
    """Return what to say, or None where it is a mistake of ours that nobody outside can mend."""
    original: Any = error.orig
    known = _sqlite(original) or POSTGRESQL.get(getattr(original, "sqlstate", None) or "")
    if known or isinstance(error, ProgrammingError):
        return known or (NO_TABLES if getattr(original, "sqlstate", None) in ("42P01", "42703") else None)
    if "no such table" in str(original) or "no such column" in str(original):
        return NO_TABLES
    if isinstance(error, OperationalError | InterfaceError) and not hasattr(original, "sqlite_errorcode"):
        return UNREACHABLE
    return None if type(error) is not DatabaseError else f"{{place}} failed: {_plain(original)}."


def _sqlite(original: Any) -> str | None:
    code = getattr(original, "sqlite_errorcode", None)
    return SQLITE.get(code & 0xFF) if isinstance(code, int) else None


def _plain(original: object) -> str:
    return str(original).strip().replace("{", "{{").replace("}", "}}").rstrip(".")
