"""Files that a command writes: whole or not at all, and no other file touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from pathway.cli.named_files import write_bytes
from pathway.errors import WrongUsage


def test_a_file_beside_it_stays(tmp_path: Path) -> None:
    """Somebody may have a file of that name with .part at its end."""
    (tmp_path / "duties.ics.part").write_bytes(b"mine")

    write_bytes(str(tmp_path / "duties.ics"), b"new")

    assert {"duties.ics": b"new", "duties.ics.part": b"mine"} == contents(tmp_path)


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    """The name is that of a folder; what was in it, and beside it, stays."""
    folder = tmp_path / "duties.ics"
    folder.mkdir()
    (tmp_path / "duties.ics.part").write_bytes(b"mine")

    with pytest.raises(WrongUsage, match=r"duties\.ics cannot be written"):
        write_bytes(str(folder), b"new")

    assert folder.is_dir()
    assert {"duties.ics.part": b"mine"} == contents(tmp_path)


def contents(folder: Path) -> dict[str, bytes]:
    """Return the content of each file in a folder, by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
