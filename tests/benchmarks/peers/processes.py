"""The process of another engine, which does so much each time it is asked to and says how long it took."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.benchmarks.bench import BUILD, ROOT, Bench
from tests.benchmarks.rows import Turn

PROGRAMS = Path(__file__).parent / "programs"
READY = "ready"


class NotInstalled(Exception):
    """There is no environment for it; `make bench` makes it."""


class PeerFailed(Exception):
    """Its process ended, or answered with something else than a time."""


class Peer:
    """
    An engine that is measured beside the product.

    Args:
        name: Of its environment under `build/bench`, and of its program.
        told: What its program is told, as JSON.
    """

    def __init__(self, bench: Bench, name: str, told: Mapping[str, str | int]) -> None:
        python = BUILD / name / "bin" / "python"
        if not python.exists():
            raise NotInstalled(f"{python.relative_to(ROOT)} is missing: run it by `make`")
        self._name = name
        self._process = subprocess.Popen(
            [python, PROGRAMS / f"with_{name}.py", json.dumps(told)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=bench.folder(),
            text=True,
        )
        bench.own.callback(self.stop)
        if self._answer() != READY:
            raise PeerFailed(f"{name} did not start")

    def turns(self, count: int) -> Turn:
        """Return a turn in which it does so much; it returns the seconds for each."""
        return lambda: self._ask(count)

    def stop(self) -> None:
        """End its process."""
        self._process.kill()
        self._process.communicate()

    def _ask(self, count: int) -> float:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{count}\n")
        self._process.stdin.flush()
        return float(self._answer())

    def _answer(self) -> str:
        assert self._process.stdout is not None
        answer = self._process.stdout.readline().strip()
        if not answer:
            raise PeerFailed(f"{self._name} ended: {self._process.wait()}")
        return answer
