"""Records what came back after messages left."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from pathway.storage.database.tables import message
from pathway.storage.mail.sending import bring_in_others

LEFT = message.c.state.in_(("sent", "unknown"))


def state_of(connection: Connection, message_id: str) -> str | None:
    """Return the state of the message with a Message-ID, or None if there is none."""
    state: str | None = connection.scalar(
        select(message.c.state).where(message.c.message_id == message_id)
    )
    return state


def bounced(connection: Connection, message_id: str, why: str) -> bool:
    """
    Give up a message that left and did not arrive, and return whether that changed anything.

    A second report of the same bounce changes nothing. The next contact will be told its notices.
    """
    values = {"state": "bounced", "last_error": why, "receipt": why, "lease_until": None}
    changed = (
        update(message)
        .where(message.c.message_id == message_id, LEFT)
        .values(values)
        .returning(message.c.id)
    )
    number: int | None = connection.execute(changed).scalar()
    if number is None:
        return False
    bring_in_others(connection, number)
    return True


def noted(connection: Connection, message_id: str, receipt: str) -> None:
    """Record what came back about a message that left."""
    connection.execute(
        update(message).where(message.c.message_id == message_id, LEFT).values(receipt=receipt)
    )


def awaited(connection: Connection, since: datetime) -> list[str]:
    """
    Return the Message-IDs of messages that left since an instant and of which nothing has come
    back, the oldest first.
    """
    query = (
        select(message.c.message_id)
        .where(message.c.state == "sent", message.c.sent_at >= since, message.c.receipt.is_(None))
        .order_by(message.c.sent_at, message.c.id)
    )
    return list(connection.scalars(query))
