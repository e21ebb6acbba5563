"""
Hundreds of threads in four processes on one database: nothing is lost, nobody waits for ever, all
was allowed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from tests.histories import not_allowed
from tests.rehearsals import Rehearsal

ROOT = Path(__file__).parents[2]
PROCESSES, THREADS, ACTS, CASES = 4, 50, 2, 8
BOUND = 60.0  # seconds: the waits for a connection and for SQLite's lock, and what the machine takes besides


def crowded(desk: Rehearsal) -> list[Any]:
    """Let the processes work at the same time, and return what each tells."""
    command = [sys.executable, "-m", "tests.crowding", desk.address, str(desk.key)]
    pipes: dict[str, Any] = {
        "stdin": subprocess.PIPE,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.PIPE,
    }
    processes = [
        subprocess.Popen(
            [*command, str(number), str(THREADS), str(ACTS)], cwd=ROOT, text=True, **pipes
        )
        for number in range(PROCESSES)
    ]
    for process in processes:
        print("go", file=process.stdin, flush=True)
    outputs = [process.communicate(timeout=300) for process in processes]
    assert [""] * PROCESSES == [err for _, err in outputs]
    return [json.loads(out) for out, _ in outputs]


def test_a_crowd_loses_nothing(desk: Rehearsal) -> None:
    """
    What was accepted is in the histories, once; what is there was accepted, and the definition
    allowed it.
    """
    for _ in range(CASES):
        desk.refer()
    workers = crowded(desk)
    accepted = Counter(
        (reference, seq) for worker in workers for reference, seq in worker["accepted"]
    )
    accepted.update((f"PR-2026-{number:04}", 1) for number in range(1, CASES + 1))
    again = desk.again().pathway
    stored = Counter(
        (case.reference, event.seq)
        for case in again.cases()
        for event in again.history(case.reference)
    )
    refused = Counter(
        code
        for worker in workers
        for code, times in worker["refused"].items()
        for _ in range(times)
    )

    assert accepted == stored
    assert {1} == set(stored.values())
    assert [] == again.verify()
    assert [] == not_allowed(again)
    assert 7 <= refused["refused"] + refused["step_refused"], (
        refused
    )  # of all who submitted a case one was first
    assert 0 == refused["given up"] + refused["failed sweeps"], refused
    assert max(worker["longest"] for worker in workers) < BOUND
