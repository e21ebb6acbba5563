"""A few weeks of the simulated year: see `make soak` for its full size."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import FAST, Server, started
from tests.rehearsals import Rehearsal, instant, make
from tests.soak.promises import broken
from tests.soak.year import FIRST_DAY, Year

CASES, DAYS, WORKERS, HARM = 8, 10, 2, 0.3


@pytest.fixture
def own_server() -> Iterator[Server]:
    """Lend a server that may be restarted."""
    server = started(*FAST)
    yield server
    server.stop()


@pytest.fixture
def own_desk(own_server: Server, tmp_path: Path) -> Iterator[Rehearsal]:
    """Lend a rehearsal on it, early in the morning of the first day."""
    desk = make(tmp_path, instant(FIRST_DAY.isoformat(), 5), own_server.create())
    yield desk
    desk.remove()


@pytest.mark.rest
def test_weeks_in_which_everything_is_killed(own_desk: Rehearsal, own_server: Server) -> None:
    """
    Every rung exists once, every message is sent, nothing after it was done; and a broken promise
    is seen.
    """
    year = Year(own_desk, own_server, WORKERS, DAYS, CASES, (3, 7), seed=1, harm=HARM)
    figures = year.live()
    kept = broken(year)
    own_desk.sql("DELETE FROM pathway_message_notice")
    own_desk.sql("DELETE FROM pathway_notice WHERE rung = '0'")
    own_desk.sql(
        "UPDATE pathway_message SET state = 'waiting' WHERE id = (SELECT min(id) FROM pathway_message)"
    )
    next(year.mail.glob("*.eml")).unlink()
    seen = {line.partition(":")[0] for line in broken(year)}

    assert [] == kept, f"{figures}\n" + "\n".join(kept[:20])
    assert (
        min(
            figures.steps,
            figures.breaches,
            figures.sent,
            figures.workers_killed,
            figures.mail_server_killed,
        )
        > 0
    )
    assert {"never told", "not sent"} <= seen
