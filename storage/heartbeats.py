"""The workers that are alive: each records a heartbeat at every tick."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from pathway.storage.database.dialects import upsert
from pathway.storage.database.salvage import salvaged
from pathway.storage.database.tables import heartbeat


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """A worker, when it was last heard of and when it started."""

    worker: str
    at: datetime
    started_at: datetime


def beat(connection: Connection, worker: str, started_at: datetime, now: datetime) -> None:
    """Record that a worker is alive."""
    connection.execute(
        upsert(connection, heartbeat), {"worker": worker, "at": now, "started_at": started_at}
    )


def forget(connection: Connection, worker: str) -> None:
    """Remove a worker that stopped in an orderly way."""
    connection.execute(delete(heartbeat).where(heartbeat.c.worker == worker))


def listed(connection: Connection) -> list[Heartbeat]:
    """Return all workers that were not removed, the most recently heard of first."""
    query = select(heartbeat).order_by(heartbeat.c.at.desc(), heartbeat.c.worker)
    # One that was damaged seems to be of long ago, and the next heartbeat takes it away.
    return [Heartbeat(**values) for values, _ in salvaged(connection, query)]
