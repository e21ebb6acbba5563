"""The process of another engine, which does so much each time it is asked to and says how long it took."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from tests.benchmarks.bench import BUILD, ROOT, Bench
from tests.benchmarks.processes import Process
from tests.benchmarks.rows import Turn

PROGRAMS = Path(__file__).parent / "programs"


class NotInstalled(Exception):
    """There is no environment for it; `make bench` makes it."""


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
        words: list[str | Path] = [python, PROGRAMS / f"with_{name}.py", json.dumps(told)]
        self._process = Process(bench, words, bench.folder())

    def turns(self, count: int) -> Turn:
        """Return a turn in which it does so much; it returns the seconds for each."""
        return lambda: float(self._process.ask(count))
