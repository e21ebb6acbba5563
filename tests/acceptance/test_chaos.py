"""A minute of chaos at most: see `make chaos` for its full size."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.chaos.acts import Acts
from tests.chaos.points import Plan, name_of
from tests.chaos.processes import Desk, Ended
from tests.chaos.promises import Promises, judged
from tests.chaos.rounds import Size, chaos
from tests.chaos.tally import Tally
from tests.chaos.world import World
from tests.operators import Operator

# A round on each database, of some seconds and a few kills.
SIZE = Size(kills=20, a_round=10, rounds=2, seconds=12.0)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Lend an installation with a case and a worker."""
    made = World(tmp_path, None, random.Random(1))
    made.rehearsal.refer()
    yield made
    made.close()


@pytest.mark.rest
def test_some_kills_on_each_database(record_bounds: Callable[[str], None]) -> None:
    """Nothing is found or lost, and commands die at points that were named from outside."""
    tally = chaos(SIZE, seed=1)
    record_bounds(f"chaos: {tally.kills} kills at {sum(map(len, tally.hit.values()))} fault points")

    assert tally.is_clean, str(tally)
    assert tally.kills > 0
    assert 2 == tally.tried["everything came to rest"]
    assert any("commit" in point for points in tally.known.values() for point in points)


def test_each_broken_promise_is_seen(world: World) -> None:
    """An event that is gone, a message that is there too often, and a key that is forgotten."""
    world.stop_worker()
    promises = Promises(world)
    before = promises.after_an_act()
    world.rehearsal.sql("DELETE FROM pathway_event")
    world.rehearsal.sql("DELETE FROM pathway_person WHERE id = 1")
    for number in range(4):
        letter = b"Message-ID: <a@example.org>\r\nTo: b@example.org\r\n\r\nA"
        (world.letters / f"{number}.eml").write_bytes(letter)
    faults = promises.after_an_act()
    lost = [fault.what for fault in faults if fault.is_loss]
    told = " ".join(fault.what for fault in faults)

    assert [] == before
    assert [
        "event (1, 1) was committed and is gone or another",
        "rows of pathway_person are gone",
    ] == lost
    assert "verify: " in told
    assert "a message was delivered 4 times" in told
    assert "3 messages were delivered again after 0 acts" in told


@pytest.mark.parametrize(
    ("code", "done", "err", "seen"),
    [
        (0, 1, "", ""),
        (-9, 0, "", ""),
        (-9, 1, "", ""),
        (7, 1, '{"error": "outcome_unknown"}', ""),
        (0, 0, "", "said that it was done, and is not there"),
        (-9, 2, "", "done 2 times"),
        (7, 1, '{"error": "database_not_ready"}', "and it is there"),
        (1, 0, "Traceback (most recent call last):", "Traceback"),
    ],
)
def test_what_a_command_says_is_held_against_what_it_did(
    code: int, done: int, err: str, seen: str
) -> None:
    """A command that was killed said nothing; all others are taken at their word."""
    faults = [fault.what for fault in judged(Ended("take", code, "", err, ()), done, 1)]

    assert bool(seen) == bool(faults)
    assert seen in " ".join(faults)


def test_a_worker_that_has_ended_is_seen_and_counted(world: World) -> None:
    """By the act that finds it dead; the next one finds another at work."""
    tally = Tally()
    acts = Acts(world, tally)
    world.worker.kill()
    acts.move_clock_on()
    acts.move_clock_on()

    assert ["clock moved on: sqlite : the worker has ended"] == tally.lines
    assert (2, 1, False) == (tally.tried.total(), tally.found.total(), tally.is_clean)


@pytest.mark.parametrize(
    "point",
    [
        "before CREATE TABLE pathway_event",
        "before the commit of CREATE TABLE pathway_alembic_version",
    ],
)
def test_an_init_that_was_killed_is_made_good_as_it_says(tmp_path: Path, point: str) -> None:
    """The file without tables is to be removed, and no more; the key that is there is used."""
    folder, scratch = tmp_path / "desk", tmp_path / "scratch"
    for place in (folder, scratch):
        place.mkdir()
    desk, init = Desk(folder, scratch, Operator(folder).environment), ("init", "--rehearsal")
    killed = desk.start("init", init, Plan(scratch, kill_at=point)).ended()
    key = (folder / "pathway.key").read_bytes()
    told = desk.start("init", init).ended()
    (folder / "pathway.db").unlink()
    made = desk.start("init", init).ended()

    assert killed.was_killed
    assert 2 == told.code
    assert "remove the file where an `init` that was interrupted left it" in told.err
    assert 0 == made.code
    assert key == (folder / "pathway.key").read_bytes()
    assert 0 == desk.start("verify", ("verify",)).ended().code


@pytest.mark.parametrize(
    ("sql", "name"),
    [
        ("INSERT INTO pathway_event (case_id) VALUES (1)", "INSERT INTO pathway_event"),
        (
            "WITH due AS (SELECT a FROM pathway_message) UPDATE pathway_message",
            "UPDATE pathway_message",
        ),
        ("SELECT a, b FROM pathway_case WHERE id = 1", "SELECT pathway_case"),
        ("BEGIN IMMEDIATE", "BEGIN"),
    ],
)
def test_a_point_is_named_after_what_is_done_there(sql: str, name: str) -> None:
    """The statement's verb and its table."""
    assert name == name_of(sql)
