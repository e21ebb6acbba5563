"""How much waits: messages to leave, duties to be looked at, and duties that are overdue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from pathway.storage.database.conditions import deadline_is_open
from pathway.storage.database.mail_conditions import message_is_due
from pathway.storage.database.mail_tables import message
from pathway.storage.database.tables import deadline, failure, watch

BREACHED = "breached"


@dataclass(frozen=True, slots=True)
class Unsent:
    """
    Messages that have not left.

    Args:
        due: How many should have left by now.
        first: When the first is to leave, or should have left; None if there are none.
    """

    waiting: int
    due: int
    first: datetime | None


def unsent(connection: Connection, now: datetime) -> Unsent:
    """Return how many messages have not left by an instant."""
    leaves_at = message.c.next_attempt_at
    due = func.count().filter(leaves_at <= now)
    query = select(func.count(), due, func.min(leaves_at)).where(message_is_due)
    waiting, count, first = connection.execute(query).one()
    return Unsent(waiting, count, first)


def breached_duties(connection: Connection, today: date) -> int:
    """Return how many open duties are breached; none of them is due later than today."""
    query = select(func.count()).where(
        deadline_is_open, deadline.c.due <= today, deadline.c.state == BREACHED
    )
    return connection.execute(query).scalar_one()


def first_look(connection: Connection) -> datetime | None:
    """
    Return when the sweep is to look at a duty next, cases on which it fails aside; None if never.
    """
    failing = select(failure.c.case_id)
    query = (
        select(watch.c.look_at)
        .where(watch.c.case_id.not_in(failing))
        .order_by(watch.c.look_at)
        .limit(1)
    )
    return connection.scalar(query)


def failing_cases(connection: Connection) -> int:
    """Return on how many cases the sweep fails."""
    return connection.execute(select(func.count()).select_from(failure)).scalar_one()
