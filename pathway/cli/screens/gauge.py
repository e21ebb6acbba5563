"""
A progress bar for long work, on a terminal only; it goes away with the end of the work, and work
of less than a second shows none.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress

PATIENCE = 1.0  # seconds


class Gauge:
    """
    A progress bar, called with how much is done and, if known, of how much.

    Args:
        title: What is being done.
        unit: What is counted.
        stream: Where the bar is drawn.
        patience: How many seconds pass before it is drawn.
    """

    def __init__(self, title: str, unit: str, stream: TextIO, patience: float = PATIENCE) -> None:
        self._title, self._unit, self._stream = title, unit, stream
        self._first = time.monotonic() + patience
        self._bar: Progress | None = None

    def __call__(self, done: int, total: int | None = None) -> None:
        """Show how far the work has come."""
        if self._stream.isatty() and time.monotonic() >= self._first:
            if self._bar is None:
                self._bar = self._begun(done, total)
            self._bar.update(self._bar.task_ids[0], completed=done, total=total)

    def close(self) -> None:
        """Remove the bar from the screen."""
        if self._bar is not None:
            self._bar.stop()

    def _begun(self, done: int, total: int | None) -> Progress:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        count = TextColumn(f"{{task.completed}} {self._unit}")
        columns = (TextColumn("{task.description}"), BarColumn(), count, TimeElapsedColumn())
        bar = Progress(*columns, console=Console(file=self._stream), transient=True)
        bar.add_task(self._title, completed=done, total=total)
        bar.start()
        return bar


@contextmanager
def gauge(title: str, unit: str) -> Generator[Gauge]:
    """Lend a progress bar, drawn on standard error because it is not a result."""
    bar = Gauge(title, unit, sys.stderr)
    try:
        yield bar
    finally:
        bar.close()
