"""Which workers are alive. They beat in real time, whatever a rehearsal's clock says."""

from __future__ import annotations

from datetime import datetime, timedelta

from pathway.service.transactions import Installation, UnitOfWork, real_clock
from pathway.storage import heartbeats
from pathway.storage.heartbeats import Heartbeat

SILENT_AFTER = timedelta(minutes=5)
FORGOTTEN_AFTER = timedelta(days=1)


def beat(installation: Installation, worker: str, started_at: datetime) -> None:
    """Write down that a worker is alive; those that fell silent long ago are forgotten."""
    installation.in_transaction(lambda unit: _beat(unit, worker, started_at, real_clock()))


def forget(installation: Installation, worker: str) -> None:
    """Take away a worker that stopped as it should."""
    installation.in_transaction(lambda unit: heartbeats.forget(unit.connection, worker))


def _beat(unit: UnitOfWork, worker: str, started_at: datetime, now: datetime) -> None:
    for one in heartbeats.listed(unit.connection):
        if one.at < now - FORGOTTEN_AFTER:
            heartbeats.forget(unit.connection, one.worker)
    heartbeats.beat(unit.connection, worker, started_at, now)


def alive_and_silent(unit: UnitOfWork) -> tuple[list[Heartbeat], list[Heartbeat]]:
    """Return the workers that were heard of just now, and those that stopped without saying so."""
    found = heartbeats.listed(unit.connection)
    earliest = real_clock() - SILENT_AFTER
    return [one for one in found if one.at >= earliest], [one for one in found if one.at < earliest]
