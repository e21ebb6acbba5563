"""Setting up a database: tables, key, bank holidays, definitions, and whether it is a rehearsal."""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine

from pathway.errors import OutcomeUnknown, WrongUsage
from pathway.service.calendars import shipped_table, store_table
from pathway.service.places import database_file, default_key_file
from pathway.service.views.shapes import View
from pathway.storage import configuration, definitions
from pathway.storage.cases import macs
from pathway.storage.cases.sealing import Keyring
from pathway.storage.database.engine import open_engine, parsed
from pathway.storage.database.failures import named
from pathway.storage.database.schema import VERSION_TABLE, create
from pathway.storage.definitions import StoredDefinition
from pathway.storage.proof import changes
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.loading.definition_files import SHIPPED, packaged, packaged_definition

if TYPE_CHECKING:
    from pathway.service.unit_of_work import UnitOfWork

# SQLite's own files beside a database that is a file.
BESIDE_A_FILE = ("-wal", "-shm", "-journal")
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

    Raises what `make` raises.
    """
    path, key_path = database_file(url), key_file or default_key_file(url)
    key_is_new = key_path is not None and not key_path.exists()
    make(url, key_path, rehearsal=rehearsal, trust_operators=trust_operators, now=now).dispose()
    return Installed(
        database=str(path) if path else named(parsed(url)),
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
    return its engine. Where that fails, nothing is left of it.

    Args:
        key: The key itself; left out, it is in the file, which is made where there is none.

    Raises:
        WrongUsage: There is already a file at that place, the database has Pathway's tables
            already, or no place for the key is known.
        DatabaseNotReady: The place cannot be written to.
    """
    path = database_file(database) if isinstance(database, str) else None
    if path is not None and os.path.lexists(path):
        raise WrongUsage(
            f"There is a file at {path} already, and it was left as it is; choose another --database, or remove "
            "the file where an `init` that was interrupted left it without tables."
        )

    def fill(connection: Connection) -> None:
        signing = macs.make(connection, keyring)
        with changes.recording(connection, signing, what="init", by=None, at=now):
            store_table(connection, shipped_table())
            configuration.put(connection, "message_secret", token_hex(SECRET_BYTES))
            if rehearsal:
                configuration.put(connection, "clock", now.astimezone(UTC).isoformat())
            if trust_operators:
                configuration.put(connection, "trust_operators", "yes")
            store_definition(connection, packaged_definition(), packaged(), now)

    with ExitStack() as undoing:
        keyring = Keyring(key) if key is not None else _prepare_key(key_file, undoing)
        engine = _engine_of(database, path, undoing)
        try:
            create(engine, fill)
        except OutcomeUnknown:
            # It may be there, and then nothing but this key opens it.
            undoing.pop_all()
            raise
        undoing.pop_all()
    return engine


def own_tables() -> frozenset[str]:
    """Return the names of all tables that are Pathway's."""
    from pathway.storage.database.indexes import metadata

    return frozenset([*metadata.tables, VERSION_TABLE])


def _engine_of(database: str | Engine, path: Path | None, undoing: ExitStack) -> Engine:
    """Return an engine on the database that is to be made; a file that is made is undone."""
    if isinstance(database, Engine):
        return database
    engine = open_engine(database, create=True)
    if path is not None:
        for name in (path, *(path.with_name(path.name + suffix) for suffix in BESIDE_A_FILE)):
            undoing.callback(name.unlink, missing_ok=True)
    undoing.callback(engine.dispose)  # first of all, so that nothing is open any more
    return engine


def _prepare_key(key_file: Path | None, undoing: ExitStack) -> Keyring:
    """Return the key of the file, which is made where there is none, and then undone."""
    if key_file is None:
        raise WrongUsage(
            "Say with --key-file where the key's file is, or will be: the database has no folder to put it in."
        )
    if os.path.lexists(key_file):
        return Keyring.load(key_file)  # fails here rather than once the database is there
    keyring = Keyring.make(key_file)
    undoing.callback(key_file.unlink, missing_ok=True)
    return keyring


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
