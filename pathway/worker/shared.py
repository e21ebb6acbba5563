"""One worker for many databases, each in its turn; one that is broken keeps none from theirs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import structlog

from pathway import logs
from pathway.service import Pathway
from pathway.worker.errands import Errands, worker_name
from pathway.worker.ticking import Ticker, in_time, tick
from pathway.worker.turns import Turns

AT_ONCE = 4


class SharedWorker:
    """
    Sweeps and sends in many databases, again and again, until it is told to stop.

    A database without which a turn cannot begin is logged by its name, and tried again at its next
    turn. Between its turns a database has no connection open.

    Args:
        databases: By name what returns the connection; called at the first turn, and again where
            that failed.
        seconds: How long a database waits between the beginnings of two turns.
        at_once: How many are worked in at the same time.
    """

    def __init__(
        self,
        databases: Mapping[str, Callable[[], Pathway]],
        seconds: float = 60.0,
        at_once: int = AT_ONCE,
    ) -> None:
        self._name = worker_name()
        self._turns = Turns(at_once, patience=seconds)
        # Each has a thread of its own for its turn, and one for the heartbeats of a long one.
        self._ticker = Ticker(seconds, threads=2 * max(1, len(databases)))
        self._served = [_Served(name, opens, self._name) for name, opens in databases.items()]
        for served in self._served:
            self._ticker.add(f"turn {served.name}", partial(self._turn, served))
            self._ticker.add(f"heartbeat {served.name}", served.beat_if_busy)

    def run(self) -> bool:
        """
        Work until SIGTERM, Ctrl-C or Ctrl-Break, and return whether every turn ended in time; to be
        called in the main thread.
        """
        logs.info("worker.databases", count=len(self._served))
        return self._ticker.run(self._name, at_end=self._end)

    def stop(self) -> None:
        """Stop after the turns that have begun."""
        self._ticker.stop()

    def _turn(self, served: _Served) -> None:
        with self._turns.taken():
            if not self._ticker.is_stopping:
                served.work(self._is_stopping)

    def _is_stopping(self) -> bool:
        return self._ticker.is_stopping

    def _end(self, _ended: bool) -> None:
        """
        Take leave of every database whose turn has ended, of all at the same time: those that answer
        do not wait for those that do not.
        """
        ending = [
            threading.Thread(target=served.end, daemon=True)
            for served in self._served
            if not served.is_busy
        ]
        for thread in ending:
            thread.start()
        in_time(partial(_wait_for, ending))


class _Served:
    """One of the databases."""

    def __init__(self, name: str, opens: Callable[[], Pathway], worker: str) -> None:
        self.name = name
        self.is_busy = False
        self._opens, self._worker = opens, worker
        self._errands: Errands | None = None

    def work(self, is_stopping: Callable[[], bool]) -> None:
        """Do everything once, unless the database cannot even take a heartbeat."""
        self.is_busy = True
        try:
            with structlog.contextvars.bound_contextvars(database=self.name):
                self._work(is_stopping)
        finally:
            self.is_busy = False

    def beat_if_busy(self) -> None:
        """Record that the worker is alive while a turn takes long."""
        if self.is_busy and self._errands is not None:
            with structlog.contextvars.bound_contextvars(database=self.name):
                tick("heartbeat", self._errands.beat)

    def end(self) -> None:
        """Take leave of the database, if there ever was a turn in it."""
        if self._errands is not None:
            with structlog.contextvars.bound_contextvars(database=self.name):
                self._errands.end()
                tick("rest", self._errands.rest)

    def _work(self, is_stopping: Callable[[], bool]) -> None:
        if tick("heartbeat", self._begin) and self._errands is not None:
            for name, job in self._errands.by_name().items():
                if not is_stopping():
                    tick(name, job)
            tick("rest", self._errands.rest)

    def _begin(self) -> None:
        if self._errands is None:
            self._errands = Errands(self._opens(), self._worker)
        self._errands.beat()


def _wait_for(threads: Sequence[threading.Thread]) -> None:
    for thread in threads:
        thread.join()
