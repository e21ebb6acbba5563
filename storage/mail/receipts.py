"""Records what came back after messages left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from pathway.storage.database.mail_tables import message
from pathway.storage.mail.sending import bring_in_others

LEFT = message.c.state.in_(("sent", "unknown"))


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message that something may have come back about."""

    message_id: str
    recipient: str
    state: str
    attempts: int
    server_id: str | None


_SENT_MESSAGE = select(
    message.c.message_id,
    message.c.recipient,
    message.c.state,
    message.c.attempts,
    message.c.server_id,
)


def named(connection: Connection, identities: Sequence[str]) -> SentMessage | None:
    """Return the message of the first Message-ID that is one of ours, or None."""
    query = _SENT_MESSAGE.where(message.c.message_id.in_(identities))
    by_identity = {row.message_id: SentMessage(*row) for row in connection.execute(query)}
    return next((by_identity[name] for name in identities if name in by_identity), None)


def named_by_server(connection: Connection, server_ids: Sequence[str]) -> SentMessage | None:
    """
    Return the message to which a server gave one of these identities, or None.

    A server that says the same of several messages does not identify any.
    """
    query = _SENT_MESSAGE.where(message.c.server_id.in_(server_ids)).limit(2)
    rows = connection.execute(query).all()
    return SentMessage(*rows[0]) if len(rows) == 1 else None


def refused(
    connection: Connection, message_id: str, why: str, next_attempt_at: datetime | None
) -> None:
    """
    Let a message that came back wait until the settings are mended, or give it up.

    Args:
        next_attempt_at: When to try again; None gives up.
    """
    values = {"state": "waiting", "last_error": why, "next_attempt_at": next_attempt_at}
    if next_attempt_at is None:
        values = {"state": "dead", "last_error": why}
    statement = update(message).where(message.c.message_id == message_id, LEFT)
    connection.execute(statement.values(receipt=why, **values))


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
