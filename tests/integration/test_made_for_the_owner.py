"""What is made on the disk is its owner's alone, never written through a link, and whole or not there."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from pathway import Pathway
from pathway.cli.named_files import write_bytes
from pathway.errors import KeyMissing, PathwayError, WrongUsage
from pathway.service.installing import install

NOW = datetime(2026, 3, 16, 9, tzinfo=UTC)  # Mon


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """Return a folder in which files are for everybody, unless whoever makes them wants otherwise."""
    before = os.umask(0)
    yield tmp_path
    os.umask(before)


def mode(path: Path) -> int:
    """Return the permissions of a file."""
    return stat.S_IMODE(path.stat().st_mode)


def init(folder: Path, key: Path | None = None) -> None:
    """Make a rehearsal in a folder."""
    install(
        f"sqlite:///{folder / 'pathway.db'}", key, rehearsal=True, trust_operators=False, now=NOW
    )


def test_database_key_and_what_lies_beside_them(place: Path) -> None:
    """Also the files that SQLite keeps beside a database in use."""
    init(place)
    pathway = Pathway.connect(f"sqlite:///{place / 'pathway.db'}")
    pathway.clock.set(NOW)
    modes = {path.name: mode(path) for path in place.iterdir()}
    pathway.close()

    assert {"pathway.db", "pathway.db-wal", "pathway.db-shm", "pathway.key"} == set(modes)
    assert {0o600} == set(modes.values())


def test_an_export_takes_the_place_of_a_link(place: Path) -> None:
    """What the link led to stays as it was."""
    elsewhere, output = place / "elsewhere", place / "out.ics"
    elsewhere.write_text("untouched")
    output.symlink_to(elsewhere)
    write_bytes(str(output), b"content")

    assert ("untouched", b"content") == (elsewhere.read_text(), output.read_bytes())
    assert 0o600 == mode(output)
    assert not output.is_symlink()


@pytest.mark.parametrize("name", ["pathway.db", "pathway.key"])
def test_nothing_is_made_where_a_link_leads(place: Path, name: str) -> None:
    """Though nothing is there yet; and what was made before the link was met is taken away."""
    folder = place / "desk"
    folder.mkdir()
    (folder / name).symlink_to(place / "elsewhere")
    with pytest.raises(PathwayError):
        init(folder)

    assert [name] == [path.name for path in folder.iterdir()]
    assert not (place / "elsewhere").exists()


def test_a_folder_that_is_missing_leaves_no_key(place: Path) -> None:
    """The key has a place of its own, and is taken away again."""
    key = place / "own.key"
    with pytest.raises(PathwayError):
        init(place / "none", key)

    assert [] == list(place.iterdir())


def test_a_key_that_was_there_stays(place: Path) -> None:
    """Only what the failed attempt made is taken away."""
    key = place / "own.key"
    init(place, key)
    (place / "pathway.db").unlink()
    content = key.read_bytes()
    with pytest.raises(PathwayError):
        init(place / "none", key)

    assert content == key.read_bytes()


def test_a_file_that_is_no_key_leaves_no_database(place: Path) -> None:
    """It is looked at first."""
    key = place / "own.key"
    key.write_text("no key")
    with pytest.raises(KeyMissing):
        init(place, key)

    assert [key] == list(place.iterdir())


def test_a_hosts_database_is_filled_whole_or_not_at_all(place: Path) -> None:
    """What fails after the tables were made takes them back."""
    engine = create_engine(f"sqlite:///{place / 'host.db'}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE pathway_definition (name TEXT)"))
    with pytest.raises(Exception, match="pathway_definition"):
        Pathway.create(engine, key_file=place / "own.key", trust_operators=True)

    assert ["pathway_definition"] == inspect(engine).get_table_names()
    assert not (place / "own.key").exists()
    engine.dispose()


def test_a_database_that_is_there_is_left_as_it_is(place: Path) -> None:
    """Key and database of an earlier one stay."""
    init(place)
    before = {path: path.read_bytes() for path in place.iterdir()}
    with pytest.raises(WrongUsage):
        init(place)

    assert before == {path: path.read_bytes() for path in place.iterdir()}
