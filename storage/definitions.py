"""The definitions that cases are pinned to, kept word for word by the hash of their content."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, exists, select

from pathway.errors import NotFound
from pathway.storage.database.dialects import hold_table, insert_or_ignore, inserted
from pathway.storage.database.raw import UNREADABLE
from pathway.storage.database.salvage import Salvaged, salvaged
from pathway.storage.database.tables import case, definition
from pathway.workflows.history.events import canonical

LATEST_FIRST = (definition.c.loaded_at.desc(), definition.c.name, definition.c.version.desc())


@dataclass(frozen=True, slots=True)
class StoredDefinition:
    """
    A definition as it was loaded.

    Args:
        hash: The hash of its content, by which cases name it.
        edition: The guidance it follows.
        files: The text of each of its files, by file name.
        damaged: What of its row cannot be read, in a list of definitions; None where all can.
    """

    hash: str
    name: str
    version: str
    edition: str
    files: Mapping[str, str]
    loaded_at: datetime
    damaged: str | None = None


def hold(connection: Connection) -> None:
    """Keep others from storing or removing definitions until the transaction ends."""
    hold_table(connection, definition)


def keep(connection: Connection, content_hash: str) -> bool:
    """
    Keep others from removing a definition until the transaction ends, since a case is about to
    follow it; return whether it is there.
    """
    query = select(definition.c.hash).where(definition.c.hash == content_hash)
    return connection.scalar(query.with_for_update(read=True, key_share=True)) is not None


def store(connection: Connection, stored: StoredDefinition) -> bool:
    """Keep a definition, and return whether it is new here."""
    row = {
        "hash": stored.hash,
        "name": stored.name,
        "version": stored.version,
        "edition": stored.edition,
        "content": canonical(dict(stored.files)).decode(),
        "loaded_at": stored.loaded_at,
    }
    return inserted(connection, insert_or_ignore(connection, definition), row) == 1


def versions(connection: Connection, name: str, version: str) -> list[str]:
    """Return the hash stored under a name and version as a list of one, or an empty list."""
    query = select(definition.c.hash).where(
        definition.c.name == name, definition.c.version == version
    )
    return list(connection.scalars(query))


def remove(connection: Connection, content_hash: str) -> bool:
    """Remove a definition unless a case follows it, and return whether it was removed."""
    # Waits for whoever is opening a case on it, and only then looks for cases.
    connection.execute(
        select(definition.c.hash).where(definition.c.hash == content_hash).with_for_update()
    ).all()
    used = exists().where(case.c.definition == content_hash)
    statement = delete(definition).where(definition.c.hash == content_hash, ~used)
    return connection.execute(statement).rowcount == 1


def load(connection: Connection, content_hash: str) -> StoredDefinition:
    """
    Return the definition with a content hash.

    Raises:
        NotFound: No such definition was ever loaded here.
    """
    row = connection.execute(select(definition).where(definition.c.hash == content_hash)).first()
    if row is None:
        raise NotFound(
            "definition", content_hash, hint="Restore it from a backup, or load its files again."
        )
    return _definition(row)


def listed(connection: Connection, name: str | None = None) -> list[StoredDefinition]:
    """
    Return all definitions, or those of one name, the latest loaded first; one whose row was damaged
    is there with what can be read of it.
    """
    query = select(definition).order_by(*LATEST_FIRST)
    if name is not None:
        query = query.where(definition.c.name == name)
    return [_listed(row) for row in salvaged(connection, query)]


def hashes(connection: Connection) -> list[str]:
    """Return the content hash of every definition, the latest loaded first."""
    return list(connection.scalars(select(definition.c.hash).order_by(*LATEST_FIRST)))


def _listed(row: Salvaged) -> StoredDefinition:
    values, damaged = row
    files: dict[str, str] = {}
    try:
        files = dict(json.loads(values["content"]))
    except UNREADABLE:
        damaged = damaged or "cannot be read: content; see `pathway verify`"
    return StoredDefinition(
        values["hash"],
        values["name"],
        values["version"],
        edition=values["edition"],
        files=files,
        loaded_at=values["loaded_at"],
        damaged=damaged,
    )


def _definition(row: Any) -> StoredDefinition:
    return StoredDefinition(
        row.hash,
        row.name,
        row.version,
        edition=row.edition,
        files=json.loads(row.content),
        loaded_at=row.loaded_at,
    )
