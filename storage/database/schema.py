"""
Which tables stand in a database, and how they come there.

Start-up checks and never migrates. The check reads one row and does not import Alembic, which costs
300 ms.
"""

from __future__ import annotations

import io
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
from pathway.storage.database.engine import reading, writing
from pathway.storage.database.failures import place, translating

if TYPE_CHECKING:
    from alembic.config import Config

REVISIONS = ("0001",)
HEAD = REVISIONS[-1]
VERSION_TABLE = "pathway_alembic_version"

_version = Table(VERSION_TABLE, MetaData(), Column("version_num", String(32), primary_key=True))


def create(engine: Engine) -> None:
    """
    Make all tables in a database that has none of Pathway's.

    Raises:
        WrongUsage: It has them already.
        DatabaseNotReady: The database could not do its part.
    """
    with writing(engine) as connection:
        if _found(connection) is not None:
            raise WrongUsage(
                f"{place(engine)} has Pathway's tables already; use it as it is, or name another."
            )
        _migrate(connection)


def upgrade(engine: Engine) -> tuple[str | None, str]:
    """
    Bring the tables to this version of Pathway, all or nothing; return the schema before and after.

    Raises:
        DatabaseNotReady: The tables are newer than this version of Pathway, or the database could
            not do its part.
    """
    with writing(engine) as connection:
        before = _found(connection)
        _refuse_newer(engine, before)
        if before != HEAD:
            _migrate(connection)
    return before, HEAD


def migrate(engine: Engine, revision: str) -> None:
    """
    Bring the tables of a database to an earlier schema than today's, for whoever tries an upgrade
    out.
    """
    with writing(engine) as connection:
        _migrate(connection, revision)


def current(engine: Engine) -> str | None:
    """Return the schema that stands in the database, or None where there is none of Pathway's."""
    with reading(engine) as connection:
        return _found(connection)


def check(database: Engine | Connection) -> None:
    """
    Make sure that the tables are those of this version of Pathway.

    Raises:
        DatabaseNotReady: There are no tables, or they are older or newer, or the database cannot be
            read.
    """
    if isinstance(database, Connection):
        with translating(database):
            found = _found(database)
    else:
        found = current(database)
    where = place(database)
    if found is None:
        raise DatabaseNotReady(f"{where} has no tables of Pathway; make them with `pathway init`.")
    _refuse_newer(database, found)
    if found != HEAD:
        raise DatabaseNotReady(
            f"{where} has an older schema ({found}, this Pathway needs {HEAD}); run `pathway database upgrade`."
        )


def sql(database: str, start: str | None = None) -> str:
    """
    Return the SQL that an upgrade would run.

    Args:
        database: An address, or `sqlite` or `postgresql`.
        start: The schema from which to upgrade; none of Pathway's tables if not given.
    """
    from alembic import command

    text = io.StringIO()
    config = _config(text)
    config.attributes["dialect"] = _dialect(database)
    command.upgrade(config, f"{start}:head" if start else "head", sql=True)
    return text.getvalue()


def _dialect(database: str) -> str:
    """Return the kind of database that an address names."""
    found = make_url(database).get_backend_name() if "://" in database else database
    return "postgresql" if found == "postgres" else found


def _found(connection: Connection) -> str | None:
    """Return the schema's number, None without the table that holds it."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found: str | None = connection.execute(select(_version.c.version_num)).scalar()
    return found


def _refuse_newer(database: Engine | Connection, found: str | None) -> None:
    if found is not None and found not in REVISIONS:
        raise DatabaseNotReady(
            f"{place(database)} has a newer schema ({found}) than this Pathway knows ({HEAD}); update Pathway."
        )


def _migrate(connection: Connection, revision: str = "head") -> None:
    from alembic import command

    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _config(output: io.StringIO | None = None) -> Config:
    from alembic.config import Config

    config = Config(output_buffer=output) if output is not None else Config()
    config.set_main_option(
        "script_location", str(files("pathway.storage") / "migrations").replace("%", "%%")
    )
    return config
