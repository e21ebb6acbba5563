"""Rounds of chaos: each with a database of its own, SQLite and PostgreSQL in turn."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from math import inf
from pathlib import Path

from tests.chaos.acts import KILLING, OTHER, Acts
from tests.chaos.tally import Fault, Tally
from tests.chaos.world import World
from tests.databases import Server, started

ROUND = 40  # kills
OTHERS = 0.3  # how many other acts there are to each kill
PHASE = 4  # acts
CASES = 3  # to begin with
# As FAST, but what is committed is with the operating system: the server is killed, the machine is
# not.
SURVIVING = ("fsync=off", "full_page_writes=off", "shared_buffers=64MB", "max_connections=300")


@dataclass(frozen=True)
class Size:
    """
    How long chaos lasts.

    Args:
        kills: How often something is killed, at least.
        a_round: After how many of them there is another database.
        rounds: After how many rounds it ends, however few there were.
        seconds: After how long a round ends.
    """

    kills: int
    a_round: int = ROUND
    rounds: float = inf
    seconds: float = inf


def chaos(size: Size, seed: int, tell: Callable[[str], object] = bool) -> Tally:
    """Return what came of it; the same seed draws the same acts."""
    rng, tally = random.Random(seed), Tally()
    server = started(*SURVIVING)
    number = 0
    try:
        while tally.kills < size.kills and number < size.rounds:
            number += 1
            wanted = min(size.a_round, size.kills - tally.kills)
            _round(tally, rng, None if number % 2 else server, wanted, size.seconds)
            figures = f"{tally.found.total()} found, {tally.lost.total()} lost"
            tell("\n".join([f"round {number}: {tally.kills} kills, {figures}", *tally.new()]))
    finally:
        server.stop()
    return tally


def _round(
    tally: Tally, rng: random.Random, server: Server | None, kills: int, seconds: float
) -> None:
    with tempfile.TemporaryDirectory(prefix="pathway-chaos-") as folder:
        world = World(Path(folder), server, rng)
        try:
            acts = Acts(world, tally)
            for _ in range(CASES):
                world.rehearsal.refer()
            last, ends = tally.kills + kills, time.monotonic() + seconds
            while tally.kills < last and time.monotonic() < ends:
                world.is_alone = not world.is_alone
                for _ in range(PHASE):
                    _act(acts, rng)
            world.end_leases()
            faults = [*_rested(world), *acts.attempts.promises.at_rest()]
            tally.add("everything came to rest", faults, world.backend)
        finally:
            world.close()


def _act(acts: Acts, rng: random.Random) -> None:
    """Do one act."""
    if acts.world.is_alone:
        (acts.kill_at_a_point if rng.random() < 0.8 else acts.kill_at_random)()
        return
    if rng.random() < OTHERS:
        rng.choice(OTHER)(acts)
        return
    (act,) = rng.choices(list(KILLING), list(KILLING.values()))
    act(acts)


def _rested(world: World) -> list[Fault]:
    """Let days pass until every message has left; those that were given up are put back once."""
    for number in range(14):
        for message in world.rehearsal.pathway.mail.list(state="dead") if number < 7 else ():
            world.rehearsal.pathway.mail.retry(message.id)
        world.advance(timedelta(hours=7 if number else 1))
        if not world.settled():
            return [Fault("the worker does not go on")]
        query = "SELECT count(*) FROM pathway_message WHERE state IN ('waiting', 'sending', 'unknown', 'dead')"
        ((waiting,),) = world.rehearsal.sql(query)
        if not waiting:
            return []
    return [Fault("there are messages that do not leave", is_loss=True)]
