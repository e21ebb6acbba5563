"""Work that goes on behind a call, so that how long it takes tells the caller nothing."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import cached_property
from threading import Lock

from pathway import logs

THREADS = 2
MOST_WAITING = 100


class Background:
    """Threads that begin with the first work; may be used by several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: set[Future[None]] = set()

    def begin(self, work: Callable[[], None]) -> bool:
        """Begin work and return True; return False where too much is waiting already."""
        with self._lock:
            if len(self._waiting) >= MOST_WAITING:
                return False
            future = self._threads.submit(_carried_out, work)
            self._waiting.add(future)
        future.add_done_callback(self._done)
        return True

    def wait(self) -> None:
        """Wait until all that was begun is done."""
        with self._lock:
            waiting = set(self._waiting)
        wait(waiting)

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(THREADS, "pathway-background")

    def _done(self, future: Future[None]) -> None:
        with self._lock:
            self._waiting.discard(future)


def _carried_out(work: Callable[[], None]) -> None:
    try:
        work()
    except Exception as error:  # noqa: BLE001 - nobody waits for it who could be told
        # Only the kind of error: its words may quote an address.
        logs.error("background.failed", error=type(error).__name__)
