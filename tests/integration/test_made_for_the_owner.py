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
from pathway.cli.session import write_bytes
from pathway.errors import KeyMissing, PathwayError, WrongUsage
from pathway.service.installing import install

NOW = datetime(2026, 3, 16, 9, tzinfo=UTC)  # Mon


@pytest.fixture(autouse=True)
def open_umask() -> Iterator[None]:
    """Let new files be readable by everybody, unless whoever makes them wants otherwise."""
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    """Return the permissions of a file."""
    return stat.S_IMODE(path.stat().st_mode)


def init(folder: Path, key: Path | None = None) -> None:
    """Make a rehearsal in a folder."""
    install(
        f"sqlite:///{folder / 'pathway.db'}", key, rehearsal=True, trust_operators=False, now=NOW
    )


def test_database_key_and_what_lies_beside_them(tmp_path: Path) -> None:
    """Also the files that SQLite keeps beside a database in use."""
    init(tmp_path)
    pathway = Pathway.connect(f"sqlite:///{tmp_path / 'pathway.db'}")
    pathway.clock.set(NOW)
    modes = {path.name: mode(path) for path in tmp_path.iterdir()}
    pathway.close()

    assert {"pathway.db", "pathway.db-wal", "pathway.db-shm", "pathway.key"} == set(modes)
    assert {0o600} == set(modes.values())


def test_an_export_takes_the_place_of_a_link(tmp_path: Path) -> None:
    """What the link led to stays as it was."""
    elsewhere, output = tmp_path / "elsewhere", tmp_path / "out.ics"
    elsewhere.write_text("untouched")
    output.symlink_to(elsewhere)
    write_bytes(str(output), b"content")

    assert ("untouched", b"content") == (elsewhere.read_text(), output.read_bytes())
    assert 0o600 == mode(output)
    assert not output.is_symlink()


@pytest.mark.parametrize("name", ["pathway.db", "pathway.key"])
def test_nothing_is_made_where_a_link_leads(tmp_path: Path, name: str) -> None:
    """Though nothing is there yet; and what was made before the link was met is taken away."""
    folder = tmp_path / "desk"
    folder.mkdir()
    (folder / name).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PathwayError):
        init(folder)

    assert [name] == [path.name for path in folder.iterdir()]
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_is_missing_leaves_no_key(tmp_path: Path) -> None:
    """The key has a place of its own, and is taken away again."""
    key = tmp_path / "own.key"
    with pytest.raises(PathwayError):
        init(tmp_path / "none", key)

    assert [] == list(tmp_path.iterdir())


def test_a_key_that_was_there_stays(tmp_path: Path) -> None:
    """Only what the failed attempt made is taken away."""
    key = tmp_path / "own.key"
    init(tmp_path, key)
    (tmp_path / "pathway.db").unlink()
    content = key.read_bytes()
    with pytest.raises(PathwayError):
        init(tmp_path / "none", key)

    assert content == key.read_bytes()


def test_a_file_that_is_no_key_leaves_no_database(tmp_path: Path) -> None:
    """It is looked at first."""
    key = tmp_path / "own.key"
    key.write_text("no key")
    with pytest.raises(KeyMissing):
        init(tmp_path, key)

    assert [key] == list(tmp_path.iterdir())


def test_a_hosts_database_is_filled_whole_or_not_at_all(tmp_path: Path) -> None:
    """What fails after the tables were made takes them back."""
    engine = create_engine(f"sqlite:///{tmp_path / 'host.db'}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE pathway_definition (name TEXT)"))
    with pytest.raises(Exception, match="pathway_definition"):
        Pathway.create(engine, key_file=tmp_path / "own.key", trust_operators=True)

    assert ["pathway_definition"] == inspect(engine).get_table_names()
    assert not (tmp_path / "own.key").exists()
    engine.dispose()


def test_a_database_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    """Key and database of an earlier one stay."""
    init(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(WrongUsage):
        init(tmp_path)

    assert before == {path: path.read_bytes() for path in tmp_path.iterdir()}
