"""How often somebody may send a form: enough for any person, and too little for a program."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

MAX_SOURCES = 10_000


@dataclass
class Attempts:
    """
    Counts what comes from each source within a time, in this process.

    Args:
        most: How many there may be.
        seconds: Within how many seconds.
        clock: Returns seconds that only grow.
    """

    most: int = 120
    seconds: float = 60
    clock: Callable[[], float] = time.monotonic
    _times: dict[str, deque[float]] = field(default_factory=dict[str, deque[float]])
    _lock: Lock = field(default_factory=Lock)

    def wait(self, source: str) -> int:
        """Count an attempt, and return after how many seconds there may be one; 0 if now."""
        now = self.clock()
        with self._lock:
            times = self._times.pop(source, None) or deque[float]()
            while times and times[0] <= now - self.seconds:
                times.popleft()
            # The source that was last heard of is the last to be forgotten.
            self._times[source] = times
            if len(self._times) > MAX_SOURCES:
                self._times.pop(next(iter(self._times)))
            if len(times) >= self.most:
                return max(1, round(times[0] + self.seconds - now))
            times.append(now)
        return 0
