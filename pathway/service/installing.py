"""Setting up a database: tables, key, bank holidays, definitions, and whether it is a rehearsal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, make_url

from pathway.errors import WrongUsage
from pathway.service.calendars import shipped_table, store_table
from pathway.service.views.shapes import View
from pathway.storage import configuration, definitions
from pathway.storage.cases import macs
from pathway.storage.cases.sealing import KEY_BYTES, Keyring
from pathway.storage.database.engine import open_engine, parsed, writing
from pathway.storage.database.schema import create
from pathway.storage.definitions import StoredDefinition
from pathway.storage.proof import changes
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.loading.definition_files import SHIPPED, packaged, packaged_definition

if TYPE_CHECKING:
    from pathway.service.unit_of_work import UnitOfWork


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
            "a desk whose operating system already knows who sits there."
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
    keyring = Keyring(key) if key is not None else _prepare_key(key_file)
    engine = open_engine(database, create=True) if isinstance(database, str) else database
    create(engine)
    with writing(engine) as connection:
        signing = macs.make(connection, keyring)
        with changes.recording(connection, signing, what="init", by=None, at=now):
            store_table(connection, shipped_table())
            if rehearsal:
                configuration.put(connection, "clock", now.astimezone(UTC).isoformat())
            if trust_operators:
                configuration.put(connection, "trust_operators", "yes")
            store_definition(connection, packaged_definition(), packaged(), now)
    return engine


def _prepare_key(key_file: Path | None) -> Keyring:
    """Return the key of the file, which is made where there is none."""
    if key_file is None:
        raise WrongUsage(
            "Say with --key-file where the key's file is, or will be: the database has no folder to put it in."
        )
    if key_file.exists():
        return Keyring.load(key_file)
    return Keyring.make(key_file)


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


def address_of(database: str | Engine) -> str:
    """Return the address of a database."""
    return database if isinstance(database, str) else str(database.url)


def key_path(database: str | Engine, named: Path | str | None) -> Path | None:
    """Return where the key is looked for: where it was said to be, else beside the database."""
    return Path(named) if named else default_key_file(address_of(database))


def check_key(key: bytes | None) -> None:
    """Raise WrongUsage where a master key is given that is not one."""
    if key is not None and len(key) != KEY_BYTES:
        raise WrongUsage(f"A master key has {KEY_BYTES} bytes.")


def keep_shipped(unit: UnitOfWork, definition: BoundDefinition) -> None:
    """
    Store a definition if the package ships it, so that a case can be pinned to it.
    """
    name = definition.case.name
    if name not in SHIPPED or packaged_definition(name).hash != definition.hash:
        return
    if definition.hash not in definitions.hashes(unit.connection):
        with unit.recording("definition"):
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
