"""
Sessions at the desk, as rows: whose, since when, and when something was last asked.

Whose it is and since when is signed, so that nobody without the key can make or change a session.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from pathway.storage.cases.macs import MacKey
from pathway.storage.database.identity_tables import session
from pathway.workflows.history.events import canonical


class Session(NamedTuple):
    """A session that was not ended; whether it has run out depends on the settings."""

    id: int
    person: int
    started_at: datetime
    seen_at: datetime


NOT_ENDED = session.c.ended_at.is_(None)
WITH_DIGEST = select(session).where(session.c.hash == bindparam("digest"), NOT_ENDED)


def add(
    connection: Connection, digest: str, person: int, *, now: datetime, signing: MacKey
) -> None:
    """Store a new session."""
    mac = signing.mac(_signed(digest, person, now))
    row = {"hash": digest, "person_id": person, "started_at": now, "seen_at": now, "mac": mac}
    connection.execute(insert(session).values(row))


def find(connection: Connection, digest: str, signing: MacKey) -> Session | None:
    """Return the session whose secret has that digest; None if none was stored by us."""
    row = connection.execute(WITH_DIGEST, {"digest": digest}).first()
    return _session(row) if row is not None and _is_ours(row, signing) else None


def not_ended(connection: Connection, since: datetime, signing: MacKey) -> list[Session]:
    """Return the sessions that began after an instant and were not ended, the earliest first."""
    query = select(session).where(session.c.started_at > since, NOT_ENDED).order_by(session.c.id)
    return [_session(row) for row in connection.execute(query) if _is_ours(row, signing)]


def seen(connection: Connection, number: int, now: datetime) -> None:
    """Record that something was asked in a session."""
    later = (session.c.id == number, session.c.seen_at < now)
    connection.execute(update(session).where(*later).values(seen_at=now))


def end(connection: Connection, digest: str, now: datetime) -> None:
    """End a session."""
    _end(connection, session.c.hash == digest, now)


def end_all(connection: Connection, person: int, now: datetime) -> int:
    """End all sessions of a person and return how many."""
    return _end(connection, session.c.person_id == person, now)


def forget_before(connection: Connection, instant: datetime) -> None:
    """Remove sessions that began before an instant."""
    connection.execute(delete(session).where(session.c.started_at < instant))


def _session(row: Any) -> Session:
    return Session(row.id, row.person_id, row.started_at, row.seen_at)


def _is_ours(row: Any, signing: MacKey) -> bool:
    return signing.made(_signed(row.hash, row.person_id, row.started_at), row.mac)


def _signed(digest: str, person: int, started_at: datetime) -> bytes:
    return canonical(["session", digest, person, started_at.astimezone(UTC).isoformat()])


def _end(connection: Connection, which: Any, now: datetime) -> int:
    return connection.execute(update(session).where(which, NOT_ENDED).values(ended_at=now)).rowcount
