"""
The worker: it ticks and nothing else; what is due is in the database.

It waits by the monotonic clock, so that it does not stand still when the time of day is put back. A
missed tick is made up for by the next one. Each works in transactions of its own, so that a
worker may be stopped at any moment, and several may run on one database.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from time import monotonic
from types import FrameType
from typing import Protocol
from uuid import uuid4

import structlog

from pathway import logs
from pathway.errors import PathwayError
from pathway.notifications.sending.mailers import Mailer
from pathway.service import Pathway

GRACE_SECONDS = 5.0
LOOK_SECONDS = 1.0
# Ctrl-Break, with which Windows stops a service, is known to Windows alone.
NAMES = ("SIGTERM", "SIGINT", "SIGBREAK")
STOPPING = [getattr(signal, name) for name in NAMES if hasattr(signal, name)]


class Done(Protocol):
    """What a tick did, in figures."""

    def as_json(self) -> dict[str, int]:
        """Return the figures by name."""
        ...


class Worker:
    """
    Sweeps and sends, again and again, until it is told to stop.

    Args:
        seconds: How long it waits between one tick and the next.
        mailer: Sends the messages; the configured one if left out.
    """

    def __init__(
        self, pathway: Pathway, seconds: float = 60.0, mailer: Mailer | None = None
    ) -> None:
        self._pathway, self._every, self._mailer = pathway, seconds, mailer
        self._name = f"{socket.gethostname()}-{os.getpid()}"
        self._started_at = datetime.now(UTC)
        self._stop = threading.Event()

    def run(self) -> bool:
        """
        Work until SIGTERM, Ctrl-C or Ctrl-Break, and return whether every tick ended in time; to be
        called in the main thread.

        Raises:
            DatabaseNotReady: The database cannot be used at the start; later a tick that fails is
                only logged.
        """
        self._pathway.workers.beat(self._name, self._started_at)
        threads = self._threads()
        with self._stopping():
            for thread in threads:
                thread.start()
            logs.info("worker.started", worker=self._name, every=self._every)
            # On Windows a wait without an end cannot be interrupted by Ctrl-C.
            while not self._stop.wait(LOOK_SECONDS):
                pass
            ended = _have_ended(threads)
        if ended:
            tick("goodbye", lambda: self._pathway.workers.forget(self._name))
        logs.info("worker.stopped", worker=self._name, ended=ended)
        return ended

    def stop(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        """Stop after the ticks that are running."""
        self._stop.set()

    def _threads(self) -> list[threading.Thread]:
        """Return a thread for each job; none keeps the process from ending."""
        jobs: dict[str, Callable[[], Done | None]] = {
            "sweep": self._pathway.sweep,
            "dispatch": lambda: self._pathway.dispatch(self._mailer),
            "heartbeat": lambda: self._pathway.workers.beat(self._name, self._started_at),
        }
        return [
            threading.Thread(target=self._repeat, args=(name, job), name=name, daemon=True)
            for name, job in jobs.items()
        ]

    def _repeat(self, name: str, job: Callable[[], Done | None]) -> None:
        """
        Do a job at once and then at each interval, until the worker is stopped; one that takes
        longer than an interval is done again when it has ended.
        """
        is_stopped = False
        while not is_stopped:
            started = monotonic()
            tick(name, job)
            is_stopped = self._stop.wait(max(0.0, started + self._every - monotonic()))

    @contextmanager
    def _stopping(self) -> Generator[None]:
        """Handle the signals that mean stop, and restore their handlers at the end."""
        handlers = {number: signal.signal(number, self.stop) for number in STOPPING}
        try:
            yield
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)


def tick(name: str, job: Callable[[], Done | None]) -> None:
    """Do one job once; a failure is logged, and the next tick tries again."""
    with structlog.contextvars.bound_contextvars(run=uuid4().hex[:12], job=name):
        try:
            done = job()
        except PathwayError as error:
            logs.error("tick.failed", error=error.code, message=error.message)
        except Exception as error:  # noqa: BLE001 - the next tick tries again, whatever it was
            is_verbose = logging.getLogger("pathway").isEnabledFor(logging.DEBUG)
            logs.error("tick.failed", error=type(error).__name__, exc_info=is_verbose)
        else:
            _tell(done)


def _tell(done: Done | None) -> None:
    """Log what was done; a tick that found nothing to do is logged for debugging only."""
    figures = done.as_json() if done else {}
    log = logs.info if any(figures.values()) else logs.debug
    log("tick.done", **figures)


def _have_ended(threads: list[threading.Thread]) -> bool:
    """Wait a few seconds for the ticks that are running, and return whether they have ended."""
    last = monotonic() + GRACE_SECONDS
    for thread in threads:
        thread.join(max(0.0, last - monotonic()))
    return not any(thread.is_alive() for thread in threads)
