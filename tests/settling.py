"""Waiting, without guessing how long, until workers have done all that is to be done at the instant the clock shows."""

from __future__ import annotations

import time
from datetime import datetime

from sqlalchemy import ColumnElement, Engine, FromClause, func, select

from pathway.storage.tables import message, message_is_due, notice, notice_is_unaddressed, watch
from pathway.workflows.calendar import london_date

PATIENCE = 120.0  # seconds


def left(engine: Engine, now: datetime) -> int:
    """Return how many deadlines are to be looked at, notices to be addressed and messages to be sent by now."""
    to_do: list[tuple[FromClause, ColumnElement[bool]]] = [
        (watch, watch.c.look_on <= london_date(now)),
        (notice, notice_is_unaddressed & (notice.c.not_before <= now)),
        (message, message_is_due & ((message.c.state == "sending") | (message.c.next_attempt_at <= now))),
    ]
    with engine.connect() as connection:
        return sum(
            connection.execute(select(func.count()).select_from(one).where(due)).scalar_one() for one, due in to_do
        )


def settle(engine: Engine, now: datetime) -> None:
    """Wait until nothing is left to be done; AssertionError where that never comes."""
    end = time.monotonic() + PATIENCE
    while count := left(engine, now):
        assert time.monotonic() < end, f"{count} things are left to do at {now}"
        time.sleep(0.05)
