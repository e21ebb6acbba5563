"""The tables are made by migrations, and are the ones the code knows."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData, Table, insert, inspect, select

from pathway.errors import DatabaseNotReady, WrongUsage
from pathway.storage.database import schema
from pathway.storage.database.engine import reading, writing
from pathway.storage.database.indexes import metadata
from tests.integration.stored import NOW, Database


def described(engine: Engine) -> dict[str, object]:
    """
    Return the words that make each table and index of SQLite, in any order, and what both say of
    their tables.
    """
    with reading(engine) as connection:
        tables: dict[str, object] = {}
        if connection.dialect.name == "sqlite":
            rows = connection.exec_driver_sql(
                "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"
            )
            # A table that was made anew has its name in quotes.
            tables = {
                name: sorted(sql.replace(",", " ").replace('"', "").split()) for name, sql in rows
            }
        else:
            rows = connection.exec_driver_sql(
                "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
            )
            tables = {str(name): str(sql) for name, sql in rows}
        for name in inspect(connection).get_table_names():
            tables[f"table {name}"] = reflected(connection, name)
    return {name: description for name, description in tables.items() if VERSION not in name}


VERSION = schema.VERSION_TABLE.removeprefix("pathway_")


def reflected(connection: Connection, name: str) -> list[str]:
    """
    Return what the database itself says of a table: columns, keys, what must be unique, what points
    elsewhere.
    """
    seen = inspect(connection)
    columns = [{**column, "type": str(column["type"])} for column in seen.get_columns(name)]
    parts: list[Any] = [*columns, seen.get_pk_constraint(name), *seen.get_foreign_keys(name)]
    parts += [*seen.get_unique_constraints(name), *seen.get_check_constraints(name)]
    return sorted(str(sorted(dict(part).items(), key=str)) for part in parts)


def test_migrated_tables_are_those_of_the_code(db: Database, no_tables: Engine) -> None:
    """
    A database that was migrated and one made from the code's tables are the same word for word.
    """
    with no_tables.begin() as connection:
        metadata.create_all(connection)

    assert described(no_tables) == described(db.engine)


@pytest.mark.parametrize("start", schema.REVISIONS)
def test_an_upgrade_keeps_every_row(no_tables: Engine, db: Database, start: str) -> None:
    """
    From any schema that ever was, a row in each of its tables, one arrives at today's, and the rows
    are there.
    """
    schema.migrate(no_tables, start)
    before = filled(no_tables)
    steps = schema.upgrade(no_tables)
    with reading(no_tables) as connection:
        kept = {
            name: connection.execute(select(*table.columns)).all() for name, table in before.items()
        }

    assert (start, schema.HEAD) == steps
    assert described(db.engine) == described(no_tables)
    assert before
    assert {name: [values_of(table)] for name, table in before.items()} == {
        name: [comparable(row) for row in rows] for name, rows in kept.items()
    }


def filled(engine: Engine) -> dict[str, Table]:
    """
    Write one row into each table that is there, those that others point at first, and return the
    tables.
    """
    metadata = MetaData()
    with writing(engine) as connection:
        metadata.reflect(connection)
        tables = {
            table.name: table
            for table in metadata.sorted_tables
            if table.name != schema.VERSION_TABLE
        }
        for table in tables.values():
            connection.execute(
                insert(table).values(dict(zip(table.columns.keys(), values_of(table), strict=True)))
            )
    return tables


def values_of(table: Table) -> tuple[object, ...]:
    """
    Return a value for each column of a table: the same each time, so that what points at it finds
    it.
    """
    return tuple(VALUES[column.type.python_type] for column in table.columns)


def comparable(row: Any) -> tuple[object, ...]:
    """Return a row with its instants in UTC: SQLite gives them back without an offset."""
    return tuple(
        value.replace(tzinfo=UTC) if isinstance(value, datetime) and not value.tzinfo else value
        for value in row
    )


VALUES: dict[type, object] = {
    int: 1, str: "1", bytes: b"1", bool: True, date: date(2026, 11, 23), datetime: NOW,
}  # fmt: skip


def test_alembic_sees_no_difference(db: Database) -> None:
    """Nothing is left for another migration to do."""
    with reading(db.engine) as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": schema.VERSION_TABLE}
        )
        differences: list[Any] = compare_metadata(context, metadata)

    assert [] == differences


def test_the_head_is_the_newest_migration() -> None:
    """The numbers that the check knows without Alembic are those of the migration files."""
    config = Config()
    config.set_main_option("script_location", "pathway.storage:migrations")
    script = ScriptDirectory.from_config(config)
    revisions = [revision.revision for revision in script.walk_revisions()]

    assert list(reversed(revisions)) == list(schema.REVISIONS)
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


def test_a_database_without_tables_is_to_be_made(no_tables: Engine) -> None:
    """Nothing of ours is there, and the sentence says what makes it."""
    with pytest.raises(DatabaseNotReady, match="pathway init"):
        schema.check(no_tables)

    assert schema.current(no_tables) is None


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


def test_a_migration_that_fails_leaves_all_as_it_was(no_tables: Engine) -> None:
    """One of the tables that it makes is there already: no other is made, on SQLite either."""
    name = max(metadata.tables)
    with no_tables.begin() as connection:
        connection.exec_driver_sql(f"CREATE TABLE {name} (something INTEGER)")
    before = described(no_tables)

    with pytest.raises(Exception, match="already exists"):
        schema.upgrade(no_tables)

    assert (before, None) == (described(no_tables), schema.current(no_tables))


def test_what_fails_half_way_leaves_nothing(db: Database) -> None:
    """
    Tables that are made, changed and dropped come back as they were, with the rows in them: on
    SQLite too.
    """
    before = described(db.engine), db.sql("SELECT count(*) FROM pathway_case")
    db.open_case()

    def alter() -> None:
        with writing(db.engine) as connection:
            for statement in ("CREATE TABLE pathway_more (id INTEGER)", "DROP TABLE pathway_watch"):
                connection.exec_driver_sql(statement)
            connection.exec_driver_sql("ALTER TABLE pathway_case ADD COLUMN more INTEGER")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        alter()

    assert before[0] == described(db.engine)
    assert [(1,)] == db.sql("SELECT count(*) FROM pathway_case")


@pytest.mark.parametrize(
    "address", ["sqlite", "postgresql", "postgres", "postgresql://user@host/name"]
)
def test_the_sql_can_be_read_before_it_runs(address: str) -> None:
    """An administrator sees every statement, for either kind of database."""
    text = schema.sql(address)

    assert all(f"CREATE TABLE {name} " in text for name in metadata.tables)
    assert "" == "".join(schema.sql(address, schema.HEAD).split()).replace("BEGIN;", "").replace(
        "COMMIT;", ""
    )


def test_the_check_does_not_import_alembic(db: Database) -> None:
    """A command that only checks does not pay for the migrations."""
    code = (
        "import sys; from pathway.storage.cases import cases; from pathway.storage.database import engine, schema; "
        f"schema.check(engine.open_engine('{db.url}')); "
        "print({'alembic', 'cryptography', 'sqlalchemy.orm'} & set(sys.modules))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )

    assert "set()" == result.stdout.strip()
