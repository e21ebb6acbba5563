"""Setting up a database: tables, key, bank holidays, definitions, and whether it is a rehearsal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, make_url

from pathway.errors import WrongUsage
from pathway.service.calendars import shipped_table, store_table
from pathway.service.views.shapes import View
from pathway.storage import configuration, definitions
from pathway.storage.cases.sealing import Keyring
from pathway.storage.database.engine import open_engine, parsed, writing
from pathway.storage.database.schema import create
from pathway.storage.definitions import StoredDefinition
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.loading.definition_files import SHIPPED, packaged, packaged_definition

if TYPE_CHECKING:
    from pathway.service.unit_of_work import UnitOfWork

SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Installed(View):
    """What was created: the database and the key's file, and whether the key is new."""

    database: str
    key_file: str
    key_is_new: bool
    rehearsal: bool
    definition: str


def install(
    url: str, key_file: Path | None, *, rehearsal: bool, trust_operators: bool, now: datetime
) -> Installed:
    """
    Make a database for the command line, and return what was made.

    Raises:
        WrongUsage: Nobody said how operators prove who they are; and what `make` raises.
    """
    if not (rehearsal or trust_operators):
        raise WrongUsage(
            "Say how operators prove who they are: --rehearsal for a database to practise on, or --trust-operators for "
            "a desk whose operating system already knows who sits there. Tokens come later."
        )
    path, key_path = database_file(url), key_file or default_key_file(url)
    key_is_new = key_path is not None and not key_path.exists()
    make(url, key_path, rehearsal=rehearsal, trust_operators=trust_operators, now=now).dispose()
    return Installed(
        database=str(path) if path else make_url(url).render_as_string(hide_password=True),
        key_file=str(key_path),
        key_is_new=key_is_new,
        rehearsal=rehearsal,
        definition=packaged_definition().case.version,
    )


def make(
    database: str | Engine,
    key_file: Path | None,
    *,
    key: bytes | None = None,
    rehearsal: bool,
    trust_operators: bool,
    now: datetime,
) -> Engine:
    """
    Create a database with its tables, bank holidays and definitions, and a key unless there is one;
    return its engine.

    Args:
        key: The key itself; left out, it is in the file, which is made where there is none.

    Raises:
        WrongUsage: There is already a file at that place, the database has Pathway's tables
            already, or no place for the key is known.
        DatabaseNotReady: The place cannot be written to.
    """
    path = database_file(database) if isinstance(database, str) else None
    if path is not None and path.exists():
        raise WrongUsage(
            f"There is a file at {path} already, and it was left as it is; choose another --database."
        )
    if key is None:
        _prepare_key(key_file)
    engine = open_engine(database, create=True) if isinstance(database, str) else database
    create(engine)
    with writing(engine) as connection:
        store_table(connection, shipped_table())
        configuration.put(connection, "message_secret", token_hex(SECRET_BYTES))
        if rehearsal:
            configuration.put(connection, "clock", now.astimezone(UTC).isoformat())
        if trust_operators:
            configuration.put(connection, "trust_operators", "yes")
        store_definition(connection, packaged_definition(), packaged(), now)
    return engine


def _prepare_key(key_file: Path | None) -> None:
    """Make the key's file, or make sure that the one that is there is a key."""
    if key_file is None:
        raise WrongUsage(
            "Say with --key-file where the key's file is, or shall be: the database has no folder to put it in."
        )
    if key_file.exists():
        Keyring.load(key_file)  # fails here rather than once the database is there
    else:
        Keyring.make(key_file)


def database_file(url: str) -> Path | None:
    """Return the file that a database is, or None where it is not a file."""
    address = parsed(url)
    if address.get_backend_name() != "sqlite" or address.database in (None, "", ":memory:"):
        return None
    return Path(str(address.database))


def default_key_file(url: str) -> Path | None:
    """
    Return where the key is looked for by default: beside the database, `pathway.key` for
    `pathway.db`.
    """
    path = database_file(url)
    return path.with_suffix(".key") if path is not None else None


def keep_shipped(unit: UnitOfWork, definition: BoundDefinition) -> None:
    """
    Store a definition if the package ships it, so that a case can be pinned to it.
    """
    name = definition.case.name
    if name in SHIPPED and packaged_definition(name).hash == definition.hash:
        store_definition(unit.connection, definition, packaged(name), unit.now)


def store_definition(
    connection: Connection, definition: BoundDefinition, texts: dict[str, str], now: datetime
) -> None:
    """Store a definition, unless it is there already, so that cases can be pinned to it."""
    own = definition.case
    stored = StoredDefinition(
        hash=definition.hash,
        name=own.name,
        version=own.version,
        edition=definition.edition,
        files=texts,
        loaded_at=now,
    )
    definitions.store(connection, stored)
