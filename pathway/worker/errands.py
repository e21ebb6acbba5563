"""What a worker does in a database."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Mapping
from datetime import UTC, datetime

from pathway.notifications.sending.mailers import Mailer
from pathway.service import Pathway
from pathway.service.deadlines.sweeping import Swept
from pathway.service.mail.dispatching import Dispatched
from pathway.worker.ticking import Job, tick

ONE_DAY_SECONDS = 24 * 60 * 60.0


def worker_name() -> str:
    """Return the name by which a worker is known: its machine's and the number of its process."""
    return f"{socket.gethostname()}-{os.getpid()}"


class Errands:
    """
    What a worker does in one database, and when it last did what is done once a day.

    Args:
        mailer: Sends the messages; the configured one if left out.
    """

    def __init__(self, pathway: Pathway, worker: str, mailer: Mailer | None = None) -> None:
        self._pathway, self._worker, self._mailer = pathway, worker, mailer
        self._started_at = datetime.now(UTC)
        self._linked_at: float | None = None
        self._tidied_at: float | None = None

    def by_name(self) -> Mapping[str, Job]:
        """Return what is done at every tick, but for the heartbeat."""
        return {
            "sweep": self._sweep,
            "dispatch": self._dispatch,
            "link": self._link,
            "tidy": self._tidy,
        }

    def beat(self) -> None:
        """Record that the worker is alive."""
        self._pathway.workers.beat(self._worker, self._started_at)

    def end(self) -> None:
        """Write a last link, and take the heartbeat away."""
        tick("link", self._last_link)
        tick("goodbye", lambda: self._pathway.workers.forget(self._worker))

    def rest(self) -> None:
        """Release the connections until the next tick."""
        self._pathway.rest()

    def _sweep(self) -> Swept:
        return self._pathway.sweep()

    def _dispatch(self) -> Dispatched:
        return self._pathway.dispatch(self._mailer)

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
