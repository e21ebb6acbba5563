"""Writing down what came back after messages left."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from pathway.storage.database.tables import message
from pathway.storage.mail.sending import bring_in_others

LEFT = message.c.state.in_(("sent", "unknown"))


def state_of(connection: Connection, message_id: str) -> str | None:
    """Return the state of the message of that Message-ID, or None where there is none."""
    state: str | None = connection.scalar(
        select(message.c.state).where(message.c.message_id == message_id)
    )
    return state


def bounced(connection: Connection, message_id: str, why: str) -> bool:
    """
    Give up a message that left and did not arrive, and say whether it had left: what is told twice
    changes nothing.

    Its notices find the next contact.
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
    """Write down that a message arrived."""
    connection.execute(
        update(message).where(message.c.message_id == message_id, LEFT).values(receipt=receipt)
    )


def awaited(connection: Connection, since: datetime) -> list[str]:
    """
    Return the Message-ID of each message that left since then and of which nothing is known, the
    oldest first.
    """
    query = (
        select(message.c.message_id)
        .where(message.c.state == "sent", message.c.sent_at >= since, message.c.receipt.is_(None))
        .order_by(message.c.sent_at, message.c.id)
    )
    return list(connection.scalars(query))
