"""Turns the database's own errors into sentences that say what to do."""

from __future__ import annotations

import re
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
    "57014": "{place} stopped this because it took longer than its statement_timeout; nothing was stored.",
    "57P03": "{place} is starting or stopping; try again in a moment.",
}
PLACE_OPTIONS = ("host", "port", "dbname")
# After these, nothing was stored and the same may succeed next time.
PASSING = ("40001", "40P01", "55P03", "57P03")
# Of these nobody knows whether it was stored; databases of many machines say so.
IN_DOUBT = ("08007", "40003")
LOCKED = (5, 6)  # SQLite has already waited for its busy timeout
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
# What PostgreSQL's client says of a connection that was never made: it hands no code on.
OF_ADDRESS = r"invalid (?:connection option|\S+ value|port number|integer value)|bad value for connect_timeout"
REFUSED = (
    (
        OF_ADDRESS,
        "{place} cannot be reached: a port or an option in the database address is not one that PostgreSQL takes; "
        "check what follows the host.",
    ),
    (r"database \".*\" does not exist", POSTGRESQL["3D000"]),
    (r"password authentication failed|no password supplied", POSTGRESQL["28P01"]),
    (
        r"role \".*\" does not exist|no pg_hba\.conf entry|authentication failed|not permitted to log in",
        POSTGRESQL["28000"],
    ),
    (r"permission denied for database", POSTGRESQL["42501"]),
    (r"too many connections|too many clients|remaining connection slots", POSTGRESQL["53300"]),
    (r"the database system is", POSTGRESQL["57P03"]),
    (
        r"\bSSL\b|\bTLS\b|certificate",
        "{place} cannot be reached over TLS as the address asks; check sslmode, the server's certificate and its root "
        "(sslrootcert).",
    ),
    (
        r"could not translate host name|failed to resolve host|Name or service not known",
        "{place} has a host that is not known; check the database address.",
    ),
)
# What Python's own driver of SQLite says, and quotes, of text that it cannot read.
NOT_TEXT = "Could not decode to UTF-8"
DAMAGED = "{place} holds text that is not readable: it was changed. Run `pathway verify` and restore a backup."
UNREACHABLE = "{place} cannot be reached; check the database address, and that the server runs."


@contextmanager
def translating(database: Engine | Connection) -> Generator[None]:
    """
    Turn the database's errors inside the block into Pathway's.

    Args:
        database: An engine, or a host's own connection.

    Raises:
        DatabaseBusy: The same may be tried again, beginning with a host's own transaction.
        DatabaseNotReady: The database cannot do this.
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
        text = sentence.format(place=place(database))
        if not _is_passing(error):
            raise DatabaseNotReady(text) from error
        raise DatabaseBusy(text + _of_host(database), has_waited=_is_locked(error)) from error


@contextmanager
def committing(database: Engine) -> Generator[None]:
    """
    Distinguish a commit that failed from one whose outcome is unknown.

    Raises:
        OutcomeUnknown: The connection was lost inside the block, or the database itself does not
            know.
    """
    try:
        yield
    except DBAPIError as error:
        if not (error.connection_invalidated or _sqlstate(error) in IN_DOUBT):
            raise
        raise OutcomeUnknown(UNKNOWN.format(place=place(database))) from error


def place(database: Engine | Connection) -> str:
    """
    Return where the database is, as people are told it: a file's path, or an address without its
    password.
    """
    return named(database.engine.url)


def named(url: URL) -> str:
    """Return a database address as people are told it: without password, and of options only the place."""
    if url.get_backend_name() != "sqlite":
        place_of = {name: value for name, value in url.query.items() if name in PLACE_OPTIONS}
        return url.set(drivername="postgresql", query=place_of).render_as_string(hide_password=True)
    path = url.database or ""
    if path.startswith("file:"):
        return unquote(path.removeprefix("file:"))
    return path or "The database in memory"


def _without_detail(error: DBAPIError) -> None:
    """Remove what the error quotes of values that are stored or were to be, since errors are logged."""
    for part in (error, error.orig):
        if part is not None and part.args and isinstance(part.args[0], str):
            words = part.args[0].partition("\nDETAIL:")[0]
            if NOT_TEXT in words:
                words = words.partition(" with text ")[0]
            part.args = (words, *part.args[1:])


def _sentence(error: DBAPIError) -> str | None:
    """Return what to say, or None if it is a mistake of ours that nobody outside can mend."""
    original: Any = error.orig
    if error.connection_invalidated:
        return LOST
    sqlstate = _sqlstate(error)
    known = _sqlite(original) or POSTGRESQL.get(sqlstate)
    if known:
        return known
    if isinstance(error, ProgrammingError) and not re.search(OF_ADDRESS, str(original)):
        return NO_TABLES if sqlstate in ("42P01", "42703") else None
    if NOT_TEXT in str(original):
        return DAMAGED
    if "no such table" in str(original) or "no such column" in str(original):
        return NO_TABLES
    is_sqlite = hasattr(original, "sqlite_errorcode")
    if isinstance(error, OperationalError | InterfaceError | ProgrammingError) and not is_sqlite:
        return _never_connected(str(original))
    if type(error) is not DatabaseError:
        return None
    return f"{{place}} failed: {_plain(original)}."


def _never_connected(words: str) -> str:
    """Return what to say of a connection that could not be made; the client's words are not repeated."""
    for pattern, sentence in REFUSED:
        if re.search(pattern, words, re.IGNORECASE):
            return sentence
    return UNREACHABLE


def _is_passing(error: DBAPIError) -> bool:
    return error.connection_invalidated or _sqlstate(error) in PASSING or _is_locked(error)


def _sqlstate(error: DBAPIError) -> str:
    return getattr(error.orig, "sqlstate", None) or ""


def _is_locked(error: DBAPIError) -> bool:
    code = getattr(error.orig, "sqlite_errorcode", None)
    # The low byte of an extended result code is the primary one.
    return isinstance(code, int) and code & 0xFF in LOCKED


def _of_host(database: Engine | Connection) -> str:
    """Return what to do about the host's own transaction, if there is one."""
    if isinstance(database, Engine):
        return ""
    how = ", with BEGIN IMMEDIATE" if database.dialect.name == "sqlite" else ""
    return OF_HOST.format(how=how)


def _sqlite(original: Any) -> str | None:
    code = getattr(original, "sqlite_errorcode", None)
    return SQLITE.get(code & 0xFF) if isinstance(code, int) else None


def _plain(original: object) -> str:
    """Return an error's own words, with braces doubled because `format` follows."""
    return str(original).strip().replace("{", "{{").replace("}", "}}").rstrip(".")
