"""The worker of one database."""

from __future__ import annotations

from functools import partial

from pathway.notifications.sending.mailers import Mailer
from pathway.service import Pathway
from pathway.worker.errands import Errands, worker_name
from pathway.worker.ticking import Ticker, tick


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
        self._name = worker_name()
        self._errands = Errands(pathway, self._name, mailer)
        jobs = {**self._errands.by_name(), "heartbeat": self._errands.beat}
        self._ticker = Ticker(seconds, threads=len(jobs))
        for name, job in jobs.items():
            self._ticker.add(name, partial(tick, name, job))

    def run(self) -> bool:
        """
        Work until SIGTERM, Ctrl-C or Ctrl-Break, and return whether every tick ended in time; to be
        called in the main thread.

        Raises:
            DatabaseNotReady: The database cannot be used at the start; later a tick that fails is
                only logged.
        """
        self._errands.beat()
        return self._ticker.run(self._name, at_end=self._end)

    def stop(self) -> None:
        """Stop after the ticks that are running."""
        self._ticker.stop()

    def _end(self, ended: bool) -> None:
        if ended:
            self._errands.end()
