"""Which workers are alive. Their heartbeats are in real time, whatever a rehearsal's clock says."""

from __future__ import annotations

from datetime import datetime, timedelta

from pathway.service.resources import real_clock
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.upkeep.clock_faults import SKEW
from pathway.storage import heartbeats
from pathway.storage.heartbeats import Heartbeat

SILENT_AFTER = timedelta(minutes=5)
FORGOTTEN_AFTER = timedelta(days=1)


class Workers:
    """The heartbeats of workers, by which `doctor` knows which are alive (`Pathway.workers`)."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    def beat(self, worker: str, started_at: datetime) -> None:
        """
        Record that a worker is alive, and forget those that went silent long ago, or whose clock
        ran ahead.
        """
        now = real_clock()
        self._installation.in_transaction(lambda unit: _beat(unit, worker, started_at, now))

    def forget(self, worker: str) -> None:
        """Forget a worker that was stopped properly."""
        self._installation.in_transaction(lambda unit: heartbeats.forget(unit.connection, worker))


def _beat(unit: UnitOfWork, worker: str, started_at: datetime, now: datetime) -> None:
    for heartbeat in heartbeats.listed(unit.connection):
        if not now - FORGOTTEN_AFTER <= heartbeat.at <= now + SKEW:
            heartbeats.forget(unit.connection, heartbeat.worker)
    heartbeats.beat(unit.connection, worker, started_at, now)


def alive_and_silent(unit: UnitOfWork) -> tuple[list[Heartbeat], list[Heartbeat]]:
    """
    Return the workers that were heard of just now, and those that stopped without saying so. Of one
    whose clock runs ahead nobody knows.
    """
    known = heartbeats.listed(unit.connection)
    earliest = real_clock() - SILENT_AFTER
    latest = real_clock() + SKEW
    alive = [heartbeat for heartbeat in known if earliest <= heartbeat.at <= latest]
    silent = [heartbeat for heartbeat in known if heartbeat.at < earliest]
    return alive, silent
