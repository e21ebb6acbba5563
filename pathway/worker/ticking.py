"""
The tick: APScheduler gives it and nothing else; what is due is in the database. A missed tick is
made up for by the next one.
"""

from __future__ import annotations

import logging
import signal
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
from apscheduler.executors.pool import ThreadPoolExecutor  # pyright: ignore[reportMissingTypeStubs]
from apscheduler.schedulers.background import BackgroundScheduler  # pyright: ignore[reportMissingTypeStubs]

from pathway import logs
from pathway.errors import PathwayError

GRACE_SECONDS = 5.0
LOOK_SECONDS = 1.0
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


Job = Callable[[], Done | None]


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


class Ticker:
    """
    Runs jobs, each at once and then again and again, until it is told to stop.

    Args:
        seconds: How long it waits between one run of a job and the next.
        threads: How many jobs may run at the same time; one never runs beside itself.
    """

    def __init__(self, seconds: float, threads: int) -> None:
        self._every = seconds
        self._stopped = threading.Event()
        defaults = {"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
        self._scheduler: Any = BackgroundScheduler(
            timezone=UTC,
            job_defaults=defaults,
            executors={"default": ThreadPoolExecutor(threads)},
        )

    @property
    def is_stopping(self) -> bool:
        """Return whether it was told to stop."""
        return self._stopped.is_set()

    def add(self, name: str, job: Callable[[], object]) -> None:
        """Add a job, which must let no error out."""
        self._scheduler.add_job(
            job,
            "interval",
            id=name,
            seconds=self._every,
            next_run_time=datetime.now(UTC),  # the first tick at once, not after an interval
        )

    def run(self, worker: str, at_end: Callable[[bool], None]) -> bool:
        """
        Run the jobs until SIGTERM, Ctrl-C or Ctrl-Break, and return whether all ended in time; to be
        called in the main thread.

        Args:
            at_end: What is done last; told whether they ended in time.
        """
        with self._stopping():
            self._scheduler.start()
            logs.info("worker.started", worker=worker, every=self._every)
            self._wait()
            ended = in_time(self._scheduler.shutdown)
        at_end(ended)
        logs.info("worker.stopped", worker=worker, ended=ended)
        return ended

    def stop(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        """Stop after the jobs that are running."""
        self._stopped.set()

    def _wait(self) -> None:
        """
        Wait until it is to stop.

        APScheduler waits for a time of day. When that is put back, each job is told to run now, or
        it would stand still until the old time had come again.
        """
        watch = ClockWatch(_lead())
        # On Windows a wait without an end cannot be interrupted by Ctrl-C.
        while not self._stopped.wait(LOOK_SECONDS):
            if watch.was_put_back(_lead()):
                logs.info("worker.clock_put_back")
                run_now(self._scheduler)

    @contextmanager
    def _stopping(self) -> Generator[None]:
        """Handle the signals that mean stop, and restore their handlers at the end."""
        handlers = {number: signal.signal(number, self.stop) for number in STOPPING}
        try:
            yield
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)


def tick(name: str, job: Job) -> bool:
    """
    Do one job once, and return whether it succeeded; a failure is logged, and the next tick tries
    again.
    """
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
            return True
    return False


def run_now(scheduler: Any) -> None:
    """Let every job run at once, whatever time of day it was waiting for."""
    for job in scheduler.get_jobs():
        job.modify(next_run_time=datetime.now(UTC))


def in_time(work: Callable[[], object]) -> bool:
    """Do what should take a few seconds, and return whether it took no longer; else it goes on."""
    working = threading.Thread(target=work, daemon=True)
    working.start()
    working.join(GRACE_SECONDS)
    return not working.is_alive()


def _tell(done: Done | None) -> None:
    """Log what was done; a tick that found nothing to do is logged for debugging only."""
    figures = done.as_json() if done else {}
    log = logs.info if any(figures.values()) else logs.debug
    log("tick.done", **figures)


def _lead() -> float:
    """Return by how many seconds the time of day is ahead of the clock that only goes forward."""
    return time.time() - time.monotonic()
