"""Whose turn it is, where many want to work and few may at the same time."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from itertools import count


class Turns:
    """
    Turns in the order in which they are asked for, so many at a time.

    Whoever has had one for longer than the patience counts no more: the others do not wait for
    somebody who hangs.

    Args:
        at_once: How many may have a turn at the same time.
        patience: How many seconds the others wait for one of them.
    """

    def __init__(self, at_once: int, patience: float) -> None:
        self._at_once, self._patience = at_once, patience
        self._changed = threading.Condition()
        self._numbers = count()
        self._waiting: list[int] = []
        self._ends: dict[int, float] = {}

    @contextmanager
    def taken(self) -> Generator[None]:
        """Wait for a turn, and have it during the block."""
        number = next(self._numbers)
        with self._changed:
            self._waiting.append(number)
            while not self._may_begin(number):
                self._changed.wait(self._longest_wait())
            self._waiting.remove(number)
            self._ends[number] = time.monotonic() + self._patience
            self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                del self._ends[number]
                self._changed.notify_all()

    def _may_begin(self, number: int) -> bool:
        now = time.monotonic()
        working = sum(end > now for end in self._ends.values())
        return number == self._waiting[0] and working < self._at_once

    def _longest_wait(self) -> float | None:
        """Return after how many seconds the first of those at work counts no more."""
        now = time.monotonic()
        return min((end - now for end in self._ends.values() if end > now), default=None)
