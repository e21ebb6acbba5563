"""A month: each day people take steps while four workers sweep and send."""

from __future__ import annotations

import multiprocessing
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from multiprocessing.connection import Connection as Pipe
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random
from time import perf_counter

from pathway import Pathway
from pathway.service.views.figures import Figures
from pathway.testing import FakeMailer, case_in
from tests.benchmarks.filling import BU
from tests.benchmarks.nation.filling import FIRST_DAY, Size
from tests.rehearsals import instant

WORKERS, DAYS = 4, 30
NEW_STATE = "rapid_review.gathering"
# Of a nation's cases, one in so many is opened, and one in so many has a note, on a working day.
OPENED, NOTED = 1_500, 150
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Day:
    """
    What a day was like.

    Args:
        sweeps: How long each worker's sweep took, in seconds.
        sends: How long each worker's round of mail took, in seconds.
        steps: How long each step took that people took meanwhile, in milliseconds.
        backlog: What the database said at the end.
    """

    sweeps: Sequence[float]
    sends: Sequence[float]
    breaches: int
    sent: int
    failed: int
    steps: Sequence[float]
    backlog: Figures


@dataclass(frozen=True, slots=True)
class Pass:
    """What one worker did on one day."""

    swept_in: float
    sent_in: float
    breaches: int
    sent: int
    failed: int


def month(address: str, key: Path, size: Size, *, days: int, workers: int) -> Iterator[Day]:
    """Yield one day after the other."""
    random = Random(1)
    pathway = Pathway.connect(address, key_file=key)
    with _workers(address, key, workers) as pipes:
        for number in range(days):
            day = date.fromisoformat(FIRST_DAY) + timedelta(days=number)
            pathway.clock.set(instant(day.isoformat()))
            for pipe in pipes:
                pipe.send(True)
            steps = _steps(pathway, size, random) if day.weekday() < SATURDAY else []
            passes: list[Pass] = [pipe.recv() for pipe in pipes]
            yield Day(
                [done.swept_in for done in passes],
                [done.sent_in for done in passes],
                sum(done.breaches for done in passes),
                sum(done.sent for done in passes),
                sum(done.failed for done in passes),
                steps,
                pathway.figures(),
            )
    pathway.close()


def _steps(pathway: Pathway, size: Size, random: Random) -> list[float]:
    """Open cases, take notes in others, and return how long the notes took."""
    for _ in range(max(1, size.cases // OPENED)):
        case_in(pathway, NEW_STATE)
    taken: list[float] = []
    for _ in range(max(1, size.cases // NOTED)):
        reference = f"PR-2026-{random.randrange(1, size.cases + 1):04}"
        begun = perf_counter()
        pathway.take(reference, "note", by=BU, input={"text": "Telephoned."})
        taken.append((perf_counter() - begun) * 1000)
    return taken


@contextmanager
def _workers(address: str, key: Path, count: int) -> Generator[Sequence[Pipe]]:
    context = multiprocessing.get_context("spawn")
    pipes: list[Pipe] = []
    processes: list[BaseProcess] = []
    for _ in range(count):
        ours, theirs = context.Pipe()
        processes.append(context.Process(target=_work, args=(address, key, theirs), daemon=True))
        processes[-1].start()
        pipes.append(ours)
    yield pipes
    for pipe, working in zip(pipes, processes, strict=True):
        pipe.send(False)
        working.join()


def _work(address: str, key: Path, pipe: Pipe) -> None:
    """Be a worker: sweep and send once whenever a day begins."""
    pathway = Pathway.connect(address, key_file=key, mailer=FakeMailer())
    while pipe.recv():
        begun = perf_counter()
        swept = pathway.sweep()
        between = perf_counter()
        sent = pathway.dispatch()
        pipe.send(
            Pass(
                between - begun,
                perf_counter() - between,
                swept.breaches,
                sent.sent,
                swept.failed,
            )
        )
    pathway.close()
