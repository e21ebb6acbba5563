"""The tables are made by migrations, and are the ones the code knows."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from pathway.errors import DatabaseNotReady, WrongUsage
from pathway.storage import schema
from pathway.storage.engine import open_engine, reading
from pathway.storage.tables import metadata
from tests.integration.stored import Database


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path}/empty.db", create=True)
    yield engine
    engine.dispose()


def described(engine: Engine) -> dict[str, list[str]]:
    """Return the words that make each table and index; constraints may come in any order."""
    with reading(engine) as connection:
        rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {name: sorted(sql.replace(",", " ").split()) for name, sql in rows if name != schema.VERSION_TABLE}


@pytest.mark.sqlite
def test_migrated_tables_are_those_of_the_code(db: Database, empty: Engine) -> None:
    """A database that was migrated and one made from the code's tables are the same word for word."""
    with empty.begin() as connection:
        metadata.create_all(connection)

    assert described(empty) == described(db.engine)


def test_alembic_sees_no_difference(db: Database) -> None:
    """Nothing is left for another migration to do."""
    with reading(db.engine) as connection:
        context = MigrationContext.configure(connection, opts={"version_table": schema.VERSION_TABLE})
        differences: list[Any] = compare_metadata(context, metadata)

    assert [] == differences


def test_the_head_is_the_newest_migration() -> None:
    """The numbers that the check knows without Alembic are those of the migration files."""
    config = Config()
    config.set_main_option("script_location", "pathway.storage:migrations")
    script = ScriptDirectory.from_config(config)
    found = [revision.revision for revision in script.walk_revisions()]

    assert list(reversed(found)) == list(schema.REVISIONS)
    assert script.get_current_head() == schema.HEAD


def test_every_table_says_whose_it_is(db: Database) -> None:
    """In a host's database each of our tables is known by its name."""
    names = inspect(db.engine).get_table_names()

    assert all(name.startswith("pathway_") for name in names)
    assert schema.VERSION_TABLE in names


def test_a_new_database_passes_the_check(db: Database) -> None:
    """Made by this version, used by this version; from a connection as well."""
    schema.check(db.engine)
    with reading(db.engine) as connection:
        schema.check(connection)

    assert schema.HEAD == schema.current(db.engine)


def test_a_database_is_made_once(db: Database) -> None:
    """`create` does not touch tables that are there, `upgrade` may be repeated."""
    with pytest.raises(WrongUsage, match="already"):
        schema.create(db.engine)

    assert (schema.HEAD, schema.HEAD) == schema.upgrade(db.engine)


def test_a_database_without_tables_is_to_be_made(empty: Engine) -> None:
    """Nothing of ours is there, and the sentence says what makes it."""
    with pytest.raises(DatabaseNotReady, match="pathway init"):
        schema.check(empty)

    assert schema.current(empty) is None


def test_an_older_schema_is_to_be_upgraded(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Start-up checks and does not migrate."""
    monkeypatch.setattr(schema, "REVISIONS", (*schema.REVISIONS, "9999"))
    monkeypatch.setattr(schema, "HEAD", "9999")

    with pytest.raises(DatabaseNotReady, match="run `pathway database upgrade`"):
        schema.check(db.engine)


def test_a_newer_schema_is_left_alone(db: Database) -> None:
    """A database of a later Pathway is neither used nor migrated."""
    db.sql(f"UPDATE {schema.VERSION_TABLE} SET version_num = '9999'")

    with pytest.raises(DatabaseNotReady, match="newer schema"):
        schema.check(db.engine)
    with pytest.raises(DatabaseNotReady, match="newer schema"):
        schema.upgrade(db.engine)


def test_a_migration_that_fails_leaves_nothing(empty: Engine) -> None:
    """Tables are made in one transaction, also on SQLite."""
    with empty.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE pathway_watch (something INTEGER)")

    with pytest.raises(Exception, match="already exists"):
        schema.create(empty)

    assert ["pathway_watch"] == inspect(empty).get_table_names()


@pytest.mark.parametrize("place", ["sqlite", "postgresql", "postgresql://user@host/name"])
def test_the_sql_can_be_read_before_it_runs(place: str) -> None:
    """An administrator sees every statement, for either kind of database."""
    text = schema.sql(place)

    assert all(f"CREATE TABLE {name} " in text for name in metadata.tables)
    assert "" == "".join(schema.sql(place, schema.HEAD).split()).replace("BEGIN;", "").replace("COMMIT;", "")


@pytest.mark.sqlite
def test_the_check_does_not_import_alembic(db: Database) -> None:
    """A command that only checks does not pay for the migrations."""
    code = (
        "import sys; from pathway.storage import cases, engine, schema; "
        f"schema.check(engine.open_engine('sqlite:///{db.path}')); "
        "print({'alembic', 'cryptography', 'sqlalchemy.orm'} & set(sys.modules))"
    )
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert "set()" == found.stdout.strip()
