"""
One installation for as long as a round takes: its database, its people, its mail server and its
worker.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import update

from pathway.storage.database.engine import writing
from pathway.storage.database.mail_tables import message
from pathway.storage.database.tables import watch
from tests.chaos.disks import Disk, disk
from tests.chaos.points import Plan
from tests.chaos.processes import Desk, Running
from tests.databases import POSTGRESQL, Server
from tests.mail_servers import free_port
from tests.operators import Operator
from tests.rehearsals import Rehearsal, instant, make
from tests.settling import left
from tests.soak import letterbox

FIRST_DAY = date(2026, 7, 6)  # Mon
LONG_AGO = instant("2000-01-01")
PATIENCE = 60.0  # seconds
STEPS_OF_TIME = (timedelta(hours=1), timedelta(hours=3), timedelta(hours=7), timedelta(days=1))
MAIL = {
    "PATHWAY_SMTP_HOST": "127.0.0.1",
    "PATHWAY_SMTP_SECURITY": "none",
    "PATHWAY_SMTP_TIMEOUT_SECONDS": "1",
    "PATHWAY_SMTP_DATA_TIMEOUT_SECONDS": "1",
    "PATHWAY_LEASE_SECONDS": "1",
}
# As verbose as can be: what was not expected is told with its traceback.
WORKER = ("worker", "--every", "0.4", "--json", "--verbose")


class World:
    """
    What acts are done to.

    Args:
        folder: An empty folder.
        server: Where the database is made; None for a file.
    """

    def __init__(self, folder: Path, server: Server | None, rng: random.Random) -> None:
        self.server, self.rng, self.now = server, rng, instant(FIRST_DAY.isoformat(), 8)
        self.scratch, self.letters = folder / "scratch", folder / "letters"
        self.disk: Disk = disk(folder / "desk", server)
        for place in (self.scratch, self.letters):
            place.mkdir()
        url = self.disk.create()
        self.rehearsal: Rehearsal = make(folder / "desk", self.now, url)
        self.key = self.rehearsal.key
        self.port = free_port()
        self.letterbox = letterbox.started(self.port, self.letters)
        self.clock = folder / "clock"
        self.workers: list[Running] = []
        self.harms = 0
        self.is_alone = False
        self.start_worker()

    @property
    def backend(self) -> str:
        """Return what kind of database it is."""
        return POSTGRESQL if self.server else "sqlite"

    @property
    def desk(self) -> Desk:
        """Return where commands are run."""
        own = {
            **MAIL,
            "PATHWAY_SMTP_PORT": str(self.port),
            "PATHWAY_DATABASE": self.rehearsal.address,
            "PATHWAY_KEY_FILE": str(self.key),
        }
        operator = Operator(self.rehearsal.folder, own)
        return Desk(self.rehearsal.folder, self.scratch, operator.environment)

    @property
    def worker(self) -> Running:
        """Return the worker that runs."""
        return self.workers[-1]

    def start_worker(self) -> None:
        """Start a worker whose time of day is right."""
        self.is_stopped = False
        self.clock.write_text("0", "ascii")
        plan = Plan(self.scratch, clock=self.clock)
        self.workers.append(self.desk.start("worker", WORKER, plan))

    def need_worker(self, needed: bool) -> None:
        """Have a worker run, or none: it stops as it does when asked."""
        if needed and self.is_stopped:
            self.start_worker()
        elif not needed and not self.is_stopped:
            self.stop_worker()

    def stop_worker(self) -> None:
        """Ask the worker to stop, and wait until it has."""
        process = self.worker.process
        if process.pid is not None and process.is_alive():
            os.kill(process.pid, signal.SIGTERM)
        self.worker.ended()
        self.is_stopped = True

    def move_worker_clock(self, seconds: int) -> None:
        """Let the worker's time of day be wrong by so much from now on."""
        self.clock.write_text(str(seconds), "ascii")
        self.worker_started()
        assert self.worker.process.pid is not None
        os.kill(self.worker.process.pid, signal.SIGUSR1)

    def advance(self, by: timedelta | None = None) -> None:
        """Move the rehearsal's clock on."""
        self.now += by or self.rng.choice(STEPS_OF_TIME)
        self.rehearsal.pathway.clock.set(self.now)

    def end_leases(self) -> None:
        """Let the time pass for which messages are kept for those who were killed over them."""
        self.need_worker(False)
        with writing(self.rehearsal.pathway.engine) as connection:
            held = message.c.lease_until.is_not(None)
            connection.execute(update(message).where(held).values(lease_until=LONG_AGO))
        self.start_worker()

    def worker_started(self) -> None:
        """Wait until the worker has started, if there is one."""
        if not self.is_stopped:
            self._comes(lambda: self.worker.has_started() or not self.worker.is_alive)

    def restart_letterbox(self) -> None:
        """Start the mail server that was killed."""
        self.letterbox.kill()
        self.letterbox.wait(PATIENCE)
        self.letterbox = letterbox.started(self.port, self.letters)

    def swept(self) -> bool:
        """
        Let every deadline be due to be looked at, wait until nothing is left to be, and return
        whether that came.
        """
        with writing(self.rehearsal.pathway.engine) as connection:
            connection.execute(update(watch).values(look_at=self.now))
        return self._comes(lambda: not left(self.rehearsal.pathway.engine, self.now, mail=False))

    def settled(self) -> bool:
        """Wait until nothing is left to be done at all, and return whether that came."""
        return self._comes(lambda: not left(self.rehearsal.pathway.engine, self.now))

    def close(self) -> None:
        """End every process, and take the database away."""
        for worker in self.workers:
            worker.kill()
        with suppress(ProcessLookupError):
            self.letterbox.kill()
        self.letterbox.wait(PATIENCE)
        for pathway in self.rehearsal.opened:
            pathway.close()
        if self.server:
            self.server.drop(self.rehearsal.url)
        self.disk.close()

    @staticmethod
    def _comes(condition: Callable[[], bool]) -> bool:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with suppress(Exception):
                if condition():
                    return True
            time.sleep(0.05)
        return False


def continues(process: subprocess.Popen[bytes], *, stopped: bool) -> None:
    """Halt a process where it is, or let it go on."""
    process.send_signal(signal.SIGSTOP if stopped else signal.SIGCONT)
