"""
A database that cannot do its part is explained in one sentence, and no writer overruns another.
"""

from __future__ import annotations

import sqlite3
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, event, make_url, select

from pathway.errors import DatabaseNotReady, WrongUsage
from pathway.storage import configuration, heartbeats
from pathway.storage.cases.cases import CaseStore
from pathway.storage.database import schema
from pathway.storage.database.engine import open_engine, reading, writing
from pathway.storage.database.failures import named, place
from pathway.storage.database.tables import heartbeat
from tests.integration.stored import NOW, Database


def test_no_file_is_made_where_none_was_asked_for(tmp_path: Path) -> None:
    """A wrong path is an error that names `pathway init`, and leaves no empty file behind."""
    with pytest.raises(DatabaseNotReady, match="pathway init"):
        open_engine(f"sqlite:///{tmp_path}/none.db")

    assert [] == list(tmp_path.iterdir())


@pytest.mark.sqlite
def test_a_file_that_disappears_is_not_made_again(db: Database) -> None:
    """An engine whose file was moved away does not start an empty one."""
    db.engine.dispose()
    db.path.rename(db.path.with_suffix(".moved"))

    with pytest.raises(DatabaseNotReady, match="cannot be opened"):
        schema.check(db.engine)

    assert not db.path.exists()


@pytest.mark.parametrize("name", ["a b.db", "50%.db", "#1.db", "Tŷ.db"])
def test_any_name_of_a_file_will_do(tmp_path: Path, name: str) -> None:
    """Blanks and signs in a path are no part of an address."""
    engine = open_engine(f"sqlite:///{tmp_path}/{name}", create=True)
    with writing(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE something (id INTEGER)")
    engine.dispose()

    assert [name] == [path.name for path in tmp_path.iterdir() if path.suffix == ".db"]


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    """A database in a folder that does not exist cannot be made."""
    with pytest.raises(DatabaseNotReady, match=r"none/pathway\.db cannot be opened"):
        open_engine(f"sqlite:///{tmp_path}/none/pathway.db", create=True)


def test_a_text_file_is_not_a_database(tmp_path: Path) -> None:
    """Somebody else's file is named as such and stays as it is."""
    path = tmp_path / "notes.txt"
    path.write_text("Minutes of the meeting, and nothing else. " * 50)
    engine = open_engine(f"sqlite:///{path}")

    with pytest.raises(DatabaseNotReady, match=r"notes\.txt is not a database"):
        schema.check(engine)

    assert path.read_text().startswith("Minutes")


@pytest.mark.sqlite
def test_a_damaged_database_is_to_be_restored(db: Database) -> None:
    """A file whose pages are gone is not taken for an empty one."""
    db.engine.dispose()
    content = db.path.read_bytes()
    db.path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    engine = open_engine(f"sqlite:///{db.path}")

    with pytest.raises(DatabaseNotReady, match="damaged; restore"), reading(engine) as connection:
        CaseStore(connection).find()
    engine.dispose()


@pytest.mark.sqlite
def test_text_that_is_not_readable_is_named_and_not_quoted(db: Database) -> None:
    """The driver quotes the whole text, which may say anything."""
    db.sql("INSERT INTO pathway_setting VALUES ('note', CAST(x'ff416e6e' AS TEXT))")

    with pytest.raises(DatabaseNotReady, match="was changed") as caught, reading(db.engine) as now:
        configuration.held(now, "note")
    assert "Ann" not in str(caught.value) + str(caught.value.__cause__)


@pytest.mark.sqlite
def test_a_read_only_database_can_be_read(db: Database) -> None:
    """Reading goes on where writing is refused."""
    engine = open_engine(f"sqlite:///file:{db.path}?mode=ro&uri=true")
    with reading(engine) as connection:
        assert [] == CaseStore(connection).find()

    with pytest.raises(DatabaseNotReady, match="read-only"), writing(engine) as connection:
        configuration.put(connection, "a", "1")
    engine.dispose()


@pytest.mark.sqlite
def test_a_locked_database_is_waited_for_and_then_named(db: Database) -> None:
    """
    Another program that keeps the lock is not waited for without end; readers do not wait at all.
    """
    other = sqlite3.connect(db.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with reading(db.engine) as connection:
            assert {} == configuration.standing(connection).settings
        with pytest.raises(DatabaseNotReady, match="locked by another program"), writing(db.engine):
            pass
    finally:
        other.close()


@pytest.mark.sqlite
def test_a_full_disk_stores_nothing(db: Database) -> None:
    """What does not fit is refused whole."""

    def write() -> None:
        with writing(db.engine) as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1")
            for number in range(100):
                configuration.put(connection, f"{number}", "x" * 4000)

    with pytest.raises(DatabaseNotReady, match="full"):
        write()
    with reading(db.engine) as connection:
        assert {} == configuration.standing(connection).settings


def test_an_empty_database_lacks_tables(tmp_path: Path) -> None:
    """Tables that are not there are made by `pathway init`."""
    engine = open_engine(f"sqlite:///{tmp_path}/empty.db", create=True)

    with pytest.raises(DatabaseNotReady, match="pathway init"), reading(engine) as connection:
        CaseStore(connection).find()
    engine.dispose()


@pytest.mark.parametrize("url", ["pathway.db", "mysql://host/name", ""])
def test_other_addresses_are_refused(url: str) -> None:
    """What is neither SQLite nor PostgreSQL is wrong usage."""
    with pytest.raises(WrongUsage):
        open_engine(url)


def test_a_password_is_not_shown() -> None:
    """The place of a database is named without the password in its address."""
    assert "postgresql://user:***@host/name" == named(
        make_url("postgresql://user:secret@host/name")
    )


def test_a_file_is_named_by_its_path(tmp_path: Path) -> None:
    """People read the path as they wrote it."""
    engine = open_engine(f"sqlite:///{tmp_path}/a b.db", create=True)

    assert f"{tmp_path}/a b.db" == place(engine)


def test_parameters_are_not_shown(db: Database) -> None:
    """What was to be stored stands in no error."""
    with pytest.raises(Exception, match="hidden") as refused, writing(db.engine) as connection:
        connection.exec_driver_sql("INSERT INTO pathway_setting VALUES (?, NULL)", ("Ayesha",))

    assert "Ayesha" not in str(refused.value)


@pytest.mark.sqlite
def test_no_update_is_lost_between_threads(db: Database) -> None:
    """Four writers that all read, add one and write add up."""
    engine = db.opened(busy_timeout=30)

    def count() -> None:
        for _ in range(25):
            with writing(engine) as connection:
                stands = int(configuration.standing(connection).settings.get("count") or "0")
                configuration.put(connection, "count", str(stands + 1))

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(engine) as connection:
        assert "100" == configuration.standing(connection).settings.get("count")
    engine.dispose()


def test_a_reader_sees_one_moment(db: Database) -> None:
    """What is written while somebody reads is seen the next time."""
    with reading(db.engine) as connection:
        before = configuration.standing(connection).settings
        with writing(db.engine) as other:
            configuration.put(other, "a", "1")
        during = configuration.standing(connection).settings

    assert before == during == {}


def begins_by_itself(engine: Any) -> None:
    """Make a host's engine begin its transactions as SQLAlchemy's manual advises."""

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN")


def leaves_it_to_the_driver(engine: Any) -> None:
    """Leave a host's engine as SQLAlchemy makes it."""


@pytest.mark.sqlite
@pytest.mark.parametrize("prepare", [begins_by_itself, leaves_it_to_the_driver])
def test_an_engine_of_the_host_will_do(db: Database, prepare: Any) -> None:
    """
    Transactions are whole on an engine that somebody else made, whether or not it begins by itself.
    """
    engine = create_engine(f"sqlite:///{db.path}")
    prepare(engine)

    def put(value: str, *, fails: bool) -> None:
        with writing(engine) as connection:
            configuration.put(connection, "a", value)
            if fails:
                raise RuntimeError

    put("1", fails=False)
    with pytest.raises(RuntimeError):
        put("2", fails=True)
    with reading(engine) as connection:
        assert "1" == configuration.standing(connection).settings.get("a")
    engine.dispose()


def test_a_database_in_memory_is_shared_by_all_threads() -> None:
    """What one thread writes another one reads."""
    engine = open_engine("sqlite://")
    schema.create(engine)
    seen: list[str | None] = []

    def look() -> None:
        with reading(engine) as connection:
            seen.append(configuration.standing(connection).settings.get("a"))

    with writing(engine) as connection:
        configuration.put(connection, "a", "1")
    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    engine.dispose()

    assert ["1"] == seen


@pytest.mark.sqlite
def test_durability_is_what_was_promised(db: Database) -> None:
    """
    Every commit reaches the disk, readers do not wait for the writer, and rows belong to a case.
    """
    with reading(db.engine) as connection:
        pragmas = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in PRAGMAS}

    assert pragmas == PRAGMAS


PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_instants_come_back_in_utc(db: Database) -> None:
    """Whatever the offset, the same instant comes back; SQLite keeps it as text that sorts."""
    there = datetime(2026, 7, 1, 10, 0, 0, 1, tzinfo=timezone(timedelta(hours=1)))
    with writing(db.engine) as connection:
        heartbeats.beat(connection, "a", there, NOW)
        heartbeat = heartbeats.listed(connection)[0]

    assert there == heartbeat.started_at
    assert UTC == heartbeat.started_at.tzinfo
    ((kept,),) = db.sql("SELECT started_at FROM pathway_heartbeat")
    assert kept in ("2026-07-01 09:00:00.000001", there)


def test_an_instant_without_offset_is_refused(db: Database) -> None:
    """Nobody can say when that is."""
    with pytest.raises(Exception, match="needs an offset"), reading(db.engine) as connection:
        connection.execute(select(heartbeat).where(heartbeat.c.at == NOW.replace(tzinfo=None)))
