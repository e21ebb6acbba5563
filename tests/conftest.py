"""What tests of the whole share: a rehearsal database, made once and copied."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.rehearsals import Rehearsal, instant, make


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Rehearsal:
    """Return a rehearsal whose clock stands on Monday 16 March 2026, the day of the practice review form."""
    made = Rehearsal(make(tmp_path_factory.mktemp("installed"), instant("2026-03-16")))  # Mon
    made.pathway.close()
    return made


@pytest.fixture
def desk(installed: Rehearsal, tmp_path: Path) -> Iterator[Rehearsal]:
    """Return a copy of that rehearsal, for one test alone."""
    copy = installed.copied(tmp_path / "desk")
    yield copy
    copy.pathway.close()


@pytest.fixture
def desk_now(tmp_path: Path) -> Iterator[Rehearsal]:
    """Return a rehearsal made now, whose clock stands still at the real time."""
    made = Rehearsal(make(tmp_path, datetime.now(UTC)))
    yield made
    made.pathway.close()
