"""Shows inputs to one parser in processes of their own, which time, memory or a crash may end."""

from __future__ import annotations

import multiprocessing
import os
import signal
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.process import BaseProcess

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded

from tests.fuzzing.law import Verdict
from tests.fuzzing.ledger import Ledger
from tests.fuzzing.limits import MOST_SECONDS, bound_memory
from tests.fuzzing.parsers import Parser

BATCH = 100
STARTS = 120.0  # seconds until the first input, on a machine that has much to do
HANGS_AFTER = 20.0  # seconds without a further input, whatever the processor does
FORK = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Plan:
    """
    How much is tried with each parser.

    Args:
        seconds: For how long, if there is no number.
        inputs: How many inputs besides the corpus; 0 where the time decides.
    """

    seconds: float
    inputs: int
    seed: int


def run(parser: Parser, plan: Plan, ledger: Ledger) -> None:
    """Show a parser its corpus, and inputs that hypothesis makes until the plan is fulfilled."""
    until = time.monotonic() + plan.seconds
    fatal: set[bytes] = set()
    while not ended(lambda: _work(parser, plan, ledger, fatal, until), ledger):
        fatal.add(ledger.current)


def ended(work: Callable[[], None], ledger: Ledger) -> bool:
    """
    Do something in a process of its own, and return whether that came to its end; if not, it was
    the input that was read last, which is written down as found.
    """
    process = FORK.Process(target=_quietly, args=(work, ledger))
    process.start()
    while process.is_alive() and _comes_on(process, ledger):
        pass
    process.kill()
    process.join()
    code = process.exitcode or 0
    if code == 1:
        raise RuntimeError(f"This cannot be tried: {ledger.log.read_text('utf-8', 'replace')}")
    if code:
        ledger.note(Verdict("found", _how_it_ended(code)), ledger.current)
    return code == 0


def _quietly(work: Callable[[], None], ledger: Ledger) -> None:
    """Do something with bounded memory, what is printed going into a file, as do all folders."""
    log = os.open(ledger.log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(log, stream)
    tempfile.tempdir = str(ledger.folder)
    bound_memory()
    work()


def _how_it_ended(code: int) -> str:
    """Return of what kind an input is that ended its process."""
    if code == -signal.SIGXCPU:
        return f"more than {MOST_SECONDS:.0f} seconds"
    if code == -signal.SIGKILL:
        return f"no end after {HANGS_AFTER:.0f} seconds"
    return f"the process ended with {code}"


def _work(parser: Parser, plan: Plan, ledger: Ledger, fatal: set[bytes], until: float) -> None:
    with parser.ready() as read:

        def look(content: bytes) -> None:
            if content not in fatal:
                ledger.judge(read, content)

        for content in parser.corpus():
            look(content)
        if plan.inputs:
            _generate(parser, plan.seed, plan.inputs // parser.cost, look)
        number = len(fatal) * 1_000
        while not plan.inputs and time.monotonic() < until:
            _generate(parser, plan.seed + number, BATCH // parser.cost, look)
            number += 1


def _generate(parser: Parser, seed: int, inputs: int, look: Callable[[bytes], None]) -> None:
    """Look at so many inputs that hypothesis makes; the same for the same seed."""

    @seeded(seed)
    @settings(
        max_examples=inputs,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
            HealthCheck.filter_too_much,
            HealthCheck.large_base_example,
        ],
    )
    @given(parser.inputs())
    def each(content: bytes) -> None:
        look(content)

    each()


def _comes_on(process: BaseProcess, ledger: Ledger) -> bool:
    """Wait for a process, and return whether it has read any input meanwhile, or ended."""
    before, patience = ledger.tried, HANGS_AFTER if ledger.tried else STARTS
    began = time.monotonic()
    while process.is_alive() and ledger.tried == before:
        if time.monotonic() - began > patience:
            return False
        process.join(0.2)
    return True
