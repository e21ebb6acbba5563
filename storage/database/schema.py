"""
Makes, upgrades and checks the tables in a database.

Start-up checks them and never migrates. The check reads one row and does not import Alembic, which
takes 300 ms.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from importlib.resources import files
from typing import TYPE_CHECKING

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    MetaData,
    String,
    Table,
    inspect,
    make_url,
    select,
)

from pathway.errors import DatabaseNotReady, WrongUsage
from pathway.storage.database.engine import check_search_path, reading, writing
from pathway.storage.database.failures import place, translating

if TYPE_CHECKING:
    from alembic.config import Config

REVISIONS = ("0001",)
HEAD = REVISIONS[-1]
VERSION_TABLE = "pathway_alembic_version"

_version = Table(VERSION_TABLE, MetaData(), Column("version_num", String(32), primary_key=True))


def create(engine: Engine, fill: Callable[[Connection], None] | None = None) -> None:
    """
    Make all tables in a database that has none of Pathway's, all or nothing.

    Args:
        fill: Writes what belongs in them from the start, in the same transaction.

    Raises:
        WrongUsage: It has them already.
        DatabaseNotReady: The database cannot do this.
    """
    with writing(engine) as connection:
        check_search_path(connection)
        if _revision(connection) is not None:
            raise WrongUsage(
                f"{place(engine)} has Pathway's tables already; use it as it is, or name another."
            )
        _migrate(connection)
        if fill is not None:
            fill(connection)


def upgrade(engine: Engine) -> tuple[str | None, str]:
    """
    Bring the tables to this version of Pathway, all or nothing; return the schema before and after.

    Raises:
        DatabaseNotReady: The tables are newer than this version of Pathway, or the database cannot
            do this.
    """
    with writing(engine) as connection:
        check_search_path(connection)
        before = _revision(connection)
        _refuse_newer(engine, before)
        if before != HEAD:
            _migrate(connection)
    return before, HEAD


def migrate(engine: Engine, revision: str) -> None:
    """Bring a database's tables to a schema earlier than today's, for trying out an upgrade."""
    with writing(engine) as connection:
        _migrate(connection, revision)


def current(engine: Engine) -> str | None:
    """Return the schema of the database, or None if it has no tables of Pathway."""
    with reading(engine) as connection:
        return _revision(connection)


def check(database: Engine | Connection) -> None:
    """
    Make sure that the tables are those of this version of Pathway.

    Raises:
        DatabaseNotReady: There are no tables, or they are older or newer, or the database cannot be
            read.
    """
    if isinstance(database, Connection):
        with translating(database):
            revision = _revision(database)
    else:
        with reading(database) as connection:
            check_search_path(connection)
            revision = _revision(connection)
    where = place(database)
    if revision is None:
        raise DatabaseNotReady(f"{where} has no tables of Pathway; make them with `pathway init`.")
    _refuse_newer(database, revision)
    if revision != HEAD:
        raise DatabaseNotReady(
            f"{where} has an older schema ({revision}, this Pathway needs {HEAD}); run `pathway database upgrade`."
        )


def sql(database: str, start: str | None = None) -> str:
    """
    Return the SQL that an upgrade would run.

    Args:
        database: An address, or `sqlite` or `postgresql`.
        start: The schema to upgrade from; if not given, a database without Pathway's tables.
    """
    from alembic import command

    text = io.StringIO()
    config = _config(text)
    config.attributes["dialect"] = _dialect(database)
    command.upgrade(config, f"{start}:head" if start else "head", sql=True)
    return text.getvalue()


def _dialect(database: str) -> str:
    """Return the kind of database that an address names."""
    kind = make_url(database).get_backend_name() if "://" in database else database
    return "postgresql" if kind == "postgres" else kind


def _revision(connection: Connection) -> str | None:
    """Return the schema's revision, or None if the table that holds it is missing."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    revision: str | None = connection.execute(select(_version.c.version_num)).scalar()
    return revision


def _refuse_newer(database: Engine | Connection, revision: str | None) -> None:
    if revision is not None and revision not in REVISIONS:
        raise DatabaseNotReady(
            f"{place(database)} has a newer schema ({revision}) than this Pathway knows ({HEAD}); update Pathway."
        )


def _migrate(connection: Connection, revision: str = "head") -> None:
    from alembic import command

    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _config(output: io.StringIO | None = None) -> Config:
    from alembic.config import Config

    config = Config(output_buffer=output) if output is not None else Config()
    # Alembic's configuration takes a percent sign as the start of a placeholder.
    config.set_main_option(
        "script_location", str(files("pathway.storage") / "migrations").replace("%", "%%")
    )
    return config
