"""
What is read is recorded, apart from the history: kept in memory, and written many at a time.

What a process that is killed had read in its last seconds is lost; nothing else is.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic

from pathway import logs
from pathway.storage.read_log import Read

# So many are written at once, and none is kept for longer than that once something is read again.
BATCH = 200
SECONDS = 5.0
# More than these are not kept where they cannot be written.
MAX_KEPT = 10_000


@dataclass
class ReadBuffer:
    """What was read and is not written yet; one for a process and its database."""

    _reads: list[Read] = field(default_factory=list[Read])
    _since: float = 0.0
    _not_before: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, read: Read) -> None:
        """Keep what was read; where that is too much, it is dropped and logged."""
        with self._lock:
            if not self._reads:
                self._since = monotonic()
            is_full = len(self._reads) >= MAX_KEPT
            if not is_full:
                self._reads.append(read)
        if is_full:
            _log_dropped(1)

    @property
    def is_due(self) -> bool:
        """Return whether what is kept should be written now."""
        with self._lock:
            now = monotonic()
            if now < self._not_before:
                return False
            is_old = bool(self._reads) and now - self._since >= SECONDS
            return is_old or len(self._reads) >= BATCH

    def take(self) -> Sequence[Read]:
        """Return what is kept, and keep it no longer."""
        with self._lock:
            taken, self._reads = self._reads, []
            return taken

    def put_back(self, reads: Sequence[Read]) -> None:
        """Keep what could not be written, and wait before it is due again."""
        with self._lock:
            kept = [*reads, *self._reads]
            self._reads = kept[:MAX_KEPT]
            self._since = monotonic()
            self._not_before = self._since + SECONDS
        if len(kept) > MAX_KEPT:
            _log_dropped(len(kept) - MAX_KEPT)


def _log_dropped(count: int) -> None:
    logs.error("reads.dropped", count=count)
