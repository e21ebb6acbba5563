"""The tables of a database: whether they are those of this version, and how to make them so."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy import Engine

from pathway.errors import DatabaseNotReady
from pathway.storage.database import foreign_objects, schema
from pathway.storage.database.engine import open_engine

HEAD = schema.HEAD


def upgrade(address: str) -> tuple[str | None, str]:
    """Bring the tables to this version, all or nothing, and return the schema before and after."""
    with _disposing(open_engine(address)) as engine:
        if schema.current(engine) is None:
            schema.check(engine)  # says how a database is made
        return schema.upgrade(engine)


def check(address: str) -> None:
    """
    Raise DatabaseNotReady where the tables are not those of this version, or where something acts on
    them, or stands before them, that Pathway did not make.
    """
    with _disposing(open_engine(address)) as engine:
        schema.check(engine)
        strangers = foreign_objects.found(engine)
        if strangers:
            raise DatabaseNotReady(
                f"Pathway did not make these, and they may change or hide what is recorded: "
                f"{', '.join(strangers)}; find out who did, and drop them."
            )


def upgrade_sql(address: str) -> tuple[str | None, str]:
    """
    Return the present schema, None where there is no database yet, and the SQL that an upgrade
    would run.

    Raises:
        DatabaseNotReady: The schema is newer than this version.
    """
    before = _schema_of(address)
    return before, "" if before == HEAD else schema.sql(address, before)


def _schema_of(address: str) -> str | None:
    try:
        opened = open_engine(address)
    except DatabaseNotReady:
        return None
    with _disposing(opened) as engine:
        current = schema.current(engine)
        if current not in (None, *schema.REVISIONS):
            schema.check(engine)
        return current


@contextmanager
def _disposing(engine: Engine) -> Generator[Engine]:
    """Close the engine's connections when the block ends."""
    try:
        yield engine
    finally:
        engine.dispose()
