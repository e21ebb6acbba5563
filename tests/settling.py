"""
Waiting, without guessing how long, until workers have done all that is to be done at the instant
the clock shows.
"""

from __future__ import annotations

import time
from datetime import datetime

from sqlalchemy import ColumnElement, Engine, FromClause, func, literal, select

from pathway.notifications.hours import WORKING, PostHours
from pathway.storage.database.mail_conditions import message_is_due, notice_is_unaddressed
from pathway.storage.database.mail_tables import message, notice
from pathway.storage.database.tables import watch
from tests.desk import calendar

PATIENCE = 120.0  # seconds


def left(engine: Engine, now: datetime, digest_days: str = WORKING, *, mail: bool = True) -> int:
    """
    Return how many deadlines are to be looked at, notices to be addressed and messages to be sent
    by now.

    Args:
        digest_days: As the worker has it set; what waits for the working hours is not to be
            addressed yet.
        mail: Whether messages that are to be sent count, too.
    """
    to_do: list[tuple[FromClause, ColumnElement[bool]]] = [
        (watch, watch.c.look_at <= now),
    ]
    if mail:
        at_once = (message.c.state == "sending") | (message.c.next_attempt_at <= now)
        to_do.append((message, message_is_due & at_once))
    if PostHours(calendar(), digest_days=digest_days).is_open(now):
        to_do.append((notice, notice_is_unaddressed & (notice.c.not_before <= now)))
    counts = [select(func.count()).select_from(table).where(due) for table, due in to_do]
    # In one statement: else what is made between two of them would be counted in neither.
    total = select(sum((count.scalar_subquery() for count in counts), literal(0)))
    with engine.connect() as connection:
        return int(connection.execute(total).scalar_one())


def settle(engine: Engine, now: datetime, digest_days: str = WORKING) -> None:
    """Wait until nothing is left to be done; AssertionError where that never comes."""
    end = time.monotonic() + PATIENCE
    while count := left(engine, now, digest_days):
        assert time.monotonic() < end, f"{count} things are left to do at {now}"
        time.sleep(0.05)
