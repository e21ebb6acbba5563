"""Looking at a database's tables, and bringing them up to date, keeps no connection open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pathway.service.upkeep import database_schema
from tests.integration.stored import database

OPEN_FILES = Path("/proc/self/fd")


@pytest.mark.skipif(not OPEN_FILES.is_dir(), reason="open files are counted as Linux lists them")
@pytest.mark.parametrize(
    "look", [database_schema.check, database_schema.upgrade, database_schema.upgrade_sql]
)
def test_no_connection_stays_open(tmp_path: Path, look: Callable[[str], object]) -> None:
    """A file is closed when the call returns, whatever collects garbage later."""
    with database(tmp_path) as db:
        db.engine.dispose()

        look(db.url)

        assert 0 == opened(db.path)


def opened(path: Path) -> int:
    """Return how often this process has a file open, or one that belongs to it."""
    links = [link.readlink() for link in OPEN_FILES.iterdir() if link.is_symlink()]
    return sum(str(link).startswith(str(path)) for link in links)
