"""Processes that are measured or that help to measure: each answers a line with a line."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.bench import ROOT, Bench

READY = "ready"


class ProcessEnded(Exception):
    """It ended, or did not start."""


class Process:
    """
    A process that says when it is ready, and then answers until the end of the run.

    Args:
        words: Of its command.
        folder: In which it works.
    """

    def __init__(self, bench: Bench, words: Sequence[str | Path], folder: Path = ROOT) -> None:
        self._process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder, text=True
        )
        bench.own.callback(self.stop)
        if self.answer() != READY:
            raise ProcessEnded(f"{words[1]} did not start")

    def ask(self, line: object) -> str:
        """Return what it answers to a line."""
        self.tell(line)
        return self.answer()

    def tell(self, line: object) -> None:
        """Send it a line."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def answer(self) -> str:
        """Return its next line."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline().strip()
        if not line:
            raise ProcessEnded(f"it ended with {self._process.wait()}")
        return line

    def stop(self) -> None:
        """End it."""
        self._process.kill()
        self._process.communicate()
