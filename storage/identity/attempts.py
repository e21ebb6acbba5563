"""
How often something was tried: by one address, or from one place, within a window of time.

The count is in the database, so that all processes of an installation share it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, and_, case, delete, literal

from pathway.storage.database.dialects import upserting
from pathway.storage.database.identity_tables import attempt
from pathway.storage.database.utc_datetime import UTCDateTime


class Counted(NamedTuple):
    """How often something was tried since its window began."""

    times: int
    since: datetime


def count(
    connection: Connection, kind: str, subject: str, *, now: datetime, window: timedelta
) -> Counted:
    """
    Count an attempt and return how many there were in its window, this one included.

    Args:
        kind: What is tried.
        subject: The digest of who or whence.
        window: How long a window lasts from the first attempt in it.
    """
    # A window that began in the future is of a clock that was put back.
    lasts = and_(attempt.c.since > now - window, attempt.c.since <= now)
    again = {
        "times": case((lasts, attempt.c.times + 1), else_=1),
        "since": case((lasts, attempt.c.since), else_=literal(now, UTCDateTime())),
    }
    statement = upserting(connection, attempt, again).returning(attempt.c.times, attempt.c.since)
    row = {"kind": kind, "subject": subject, "since": now, "times": 1}
    return Counted(*connection.execute(statement, row).one())


def forget(connection: Connection, kind: str, subject: str) -> None:
    """Begin anew to count: whoever it was has proved who they are."""
    connection.execute(delete(attempt).where(attempt.c.kind == kind, attempt.c.subject == subject))


def forget_before(connection: Connection, instant: datetime) -> None:
    """Remove windows that began before an instant."""
    connection.execute(delete(attempt).where(attempt.c.since < instant))
