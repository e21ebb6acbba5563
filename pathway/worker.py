"""
The worker: APScheduler gives the tick and nothing else; what is due is in the database.

A missed tick is made up for by the next one. Each works in transactions of its own, so that a
worker may be stopped at any moment, and several may run on one database.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from types import FrameType
from typing import Any, Protocol
from uuid import uuid4

import structlog
from apscheduler.schedulers.background import BackgroundScheduler  # pyright: ignore[reportMissingTypeStubs]

from pathway import logs
from pathway.errors import PathwayError
from pathway.notifications.sending.mailers import Mailer
from pathway.service import Pathway

GRACE_SECONDS = 5.0
LOOK_SECONDS = 1.0
ONE_DAY_SECONDS = 24 * 60 * 60.0
# A time of day that went back by more than this was put back, and did not merely drift.
PUT_BACK_SECONDS = 5.0
# Ctrl-Break, with which Windows stops a service, is known to Windows alone.
NAMES = ("SIGTERM", "SIGINT", "SIGBREAK")
STOPPING = [getattr(signal, name) for name in NAMES if hasattr(signal, name)]


class Done(Protocol):
    """What a tick did, in figures."""

    def as_json(self) -> dict[str, int]:
        """Return the figures by name."""
        ...


@dataclass
class ClockWatch:
    """
    Notices that the time of day was put back.

    Args:
        lead: By how many seconds it was ahead of the clock that only goes forward, when last seen.
    """

    lead: float

    def was_put_back(self, lead: float) -> bool:
        """Return whether it was put back since it was last seen, by more than it drifts."""
        before, self.lead = self.lead, lead
        return lead < before - PUT_BACK_SECONDS


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
        self._linked_at: float | None = None
        self._tidied_at: float | None = None

    def run(self) -> bool:
        """
        Work until SIGTERM, Ctrl-C or Ctrl-Break, and return whether every tick ended in time; to be
        called in the main thread.

        Raises:
            DatabaseNotReady: The database cannot be used at the start; later a tick that fails is
                only logged.
        """
        self._pathway.workers.beat(self._name, self._started_at)
        scheduler = self._scheduler()
        with self._stopping():
            scheduler.start()
            logs.info("worker.started", worker=self._name, every=self._every)
            self._wait(scheduler)
            ended = _shut_down(scheduler)
        if ended:
            tick("link", self._last_link)
            tick("goodbye", lambda: self._pathway.workers.forget(self._name))
        logs.info("worker.stopped", worker=self._name, ended=ended)
        return ended

    def _wait(self, scheduler: Any) -> None:
        """
        Wait until the worker is to stop.

        APScheduler waits for a time of day. When that is put back, each job is told to run now, or
        it would stand still until the old time had come again.
        """
        watch = ClockWatch(_lead())
        # On Windows a wait without an end cannot be interrupted by Ctrl-C.
        while not self._stop.wait(LOOK_SECONDS):
            if watch.was_put_back(_lead()):
                logs.info("worker.clock_put_back")
                run_now(scheduler)

    def stop(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        """Stop after the ticks that are running."""
        self._stop.set()

    def _scheduler(self) -> Any:
        defaults = {"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
        scheduler: Any = BackgroundScheduler(timezone=UTC, job_defaults=defaults)
        jobs: dict[str, Callable[[], Done | None]] = {
            "sweep": self._pathway.sweep,
            "dispatch": lambda: self._pathway.dispatch(self._mailer),
            "link": self._link,
            "tidy": self._tidy,
            "heartbeat": lambda: self._pathway.workers.beat(self._name, self._started_at),
        }
        for name, job in jobs.items():
            scheduler.add_job(
                tick,
                "interval",
                (name, job),
                id=name,
                seconds=self._every,
                next_run_time=datetime.now(UTC),  # the first tick at once, not after an interval
            )
        return scheduler

    def _link(self) -> None:
        """Write a link at the start and once a day, if anything has changed since the last."""
        now = time.monotonic()
        if self._linked_at is None or now - self._linked_at >= ONE_DAY_SECONDS:
            self._linked_at = now
            self._pathway.link()

    def _tidy(self) -> None:
        """Remove, at the start and once a day, what failed steps left in the folder of documents."""
        now = time.monotonic()
        if self._tidied_at is None or now - self._tidied_at >= ONE_DAY_SECONDS:
            self._tidied_at = now
            self._pathway.documents.tidy()

    def _last_link(self) -> None:
        self._pathway.link()

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


def run_now(scheduler: Any) -> None:
    """Let every job run at once, whatever time of day it was waiting for."""
    for job in scheduler.get_jobs():
        job.modify(next_run_time=datetime.now(UTC))


def _lead() -> float:
    """Return by how many seconds the time of day is ahead of the clock that only goes forward."""
    return time.time() - time.monotonic()


def _shut_down(scheduler: Any) -> bool:
    """Wait a few seconds for the ticks that are running, and return whether they have ended."""
    ending = threading.Thread(target=scheduler.shutdown, daemon=True)
    ending.start()
    ending.join(GRACE_SECONDS)
    return not ending.is_alive()
