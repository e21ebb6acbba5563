"""Where a database and its key are."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from pathway.errors import WrongUsage
from pathway.storage.cases.sealing import KEY_BYTES
from pathway.storage.database.engine import parsed


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
    """Return the address of a database; that of an engine without its password."""
    return database if isinstance(database, str) else str(database.url)


def key_path_of(database: str | Engine, named_file: Path | str | None) -> Path | None:
    """Return the key's file: the one that is named, else where it is looked for."""
    return Path(named_file) if named_file else default_key_file(address_of(database))


def check_key(key: bytes | None) -> None:
    """Raise WrongUsage where a master key is given that is not one."""
    if key is not None and len(key) != KEY_BYTES:
        raise WrongUsage(f"A master key has {KEY_BYTES} bytes.")
