"""
Taking messages out of the outbox to send them, and writing down how it went.

A message is leased, not locked, while it is sent: the lease runs on the database server's own time,
and a worker that died leaves the message to the next one when its lease has run out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, or_, select, update

from pathway.errors import NotFound
from pathway.storage.database.dialects import server_time
from pathway.storage.database.tables import (
    GIVEN_UP,
    case,
    message,
    message_is_due,
    message_notice,
    notice,
)
from pathway.storage.mail.outbox import Message, message_of, with_notices
from pathway.workflows.reminders.notices import Notice


def claim(connection: Connection, now: datetime, limit: int, lease: timedelta) -> list[Message]:
    """
    Take messages that are due for sending, and keep other workers from them as long as the lease
    runs.

    Args:
        now: The instant by which they are due, of the clock that set it.
        lease: How long sending may take before another worker tries; real time.
    """
    due = (
        select(message.c.id)
        .where(message_is_due, message.c.next_attempt_at <= now)
        .where(or_(message.c.state != "sending", message.c.lease_until <= server_time()))
        .order_by(message.c.next_attempt_at, message.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    taken = (
        update(message)
        .where(message.c.id.in_(select(due.c.id)))
        .values(state="sending", attempts=message.c.attempts + 1, lease_until=server_time(lease))
        .returning(message)
    )
    rows = sorted(connection.execute(taken).all(), key=lambda row: (row.next_attempt_at, row.id))
    return with_notices(connection, rows)


def sent(connection: Connection, number: int, now: datetime) -> None:
    """Write down that a message left; true whoever holds the lease by now."""
    values = {"state": "sent", "sent_at": now, "lease_until": None, "last_error": None}
    connection.execute(
        update(message).where(message.c.id == number, message.c.state != "sent").values(values)
    )


def failed(
    connection: Connection, claimed: Message, error: str, next_attempt_at: datetime | None
) -> bool:
    """
    Write down that a message did not leave, and say whether that still counts: another worker may
    have it by now.

    Args:
        error: What the mail server said, without the recipient's name.
        next_attempt_at: When to try again; None gives up.
    """
    if next_attempt_at is None:
        return _ended(connection, claimed, "dead", error)
    return _ended(connection, claimed, "waiting", error, next_attempt_at)


def release(connection: Connection, claimed: Iterable[Message]) -> None:
    """Give claimed messages back: nothing was tried with them, so the attempt does not count."""
    for one in claimed:
        if _ended(connection, one, "waiting", one.last_error):
            uncounted = (
                update(message).where(message.c.id == one.id).values(attempts=one.attempts - 1)
            )
            connection.execute(uncounted)


def doubtful(
    connection: Connection, claimed: Message, error: str, next_attempt_at: datetime
) -> bool:
    """
    Write down that nobody can say whether a message left; it is tried again under its own
    Message-ID.
    """
    return _ended(connection, claimed, "unknown", error, next_attempt_at)


def withheld(connection: Connection, claimed: Message, why: str) -> bool:
    """Keep a message from its recipient for good: nothing of what it told is left to tell them."""
    return _ended(connection, claimed, "withheld", why)


def drop(
    connection: Connection, claimed: Message, notices: Collection[Notice], why: str, *, again: bool
) -> None:
    """
    Let a message tell of some notices no more.

    Args:
        again: Let them find those who are in charge now, which later may be the same recipient.
    """
    for one in notices:
        link = _link_of(claimed, one)
        if again:
            _find_others(connection, link)
        connection.execute(update(message_notice).where(link).values(dropped=why))


def _link_of(claimed: Message, one: Notice) -> ColumnElement[bool]:
    return and_(
        message_notice.c.message_id == claimed.id,
        message_notice.c.case_id
        == select(case.c.id).where(case.c.reference == one.reference).scalar_subquery(),
        message_notice.c.deadline == one.deadline,
        message_notice.c.due == (one.due.isoformat() if one.due else ""),
        message_notice.c.rung == one.rung,
        message_notice.c.event == one.event,
    )


def undeliverable(connection: Connection, claimed: Message, why: str) -> bool:
    """
    Give a message up since its address takes no mail, and let its notices find the next contact.
    """
    if not _ended(connection, claimed, "bounced", why):
        return False
    bring_in_others(connection, claimed.id)
    return True


def bring_in_others(connection: Connection, number: int) -> None:
    """Let what a message told find the next contacts."""
    _find_others(
        connection, and_(message_notice.c.message_id == number, message_notice.c.dropped.is_(None))
    )


def _find_others(connection: Connection, told: ColumnElement[bool]) -> None:
    """Let notices be told to others without waiting for a morning: that was waited for once."""
    lost = select(message_notice.c.notice_id).where(told)
    connection.execute(
        update(notice).where(notice.c.id.in_(lost)).values(addressed_at=None, urgent=True)
    )


def retry(connection: Connection, number: int, now: datetime) -> Message:
    """
    Put a message that was given up, or may not have left, back into the outbox under its own
    Message-ID; return it.

    Raises:
        NotFound: There is no message of that number that was given up.
    """
    given_up = message.c.state.in_((*GIVEN_UP, "unknown"))
    values = {
        "state": "waiting",
        "attempts": 0,
        "next_attempt_at": now,
        "lease_until": None,
        "receipt": None,
    }
    if (
        connection.execute(
            update(message).where(message.c.id == number, given_up).values(values)
        ).rowcount
        == 0
    ):
        state = message_of(connection, number).state
        raise NotFound(
            "given-up message",
            str(number),
            hint=f"That one is {state}, so it need not be tried again.",
        )
    return message_of(connection, number)


def _ended(
    connection: Connection,
    claimed: Message,
    state: str,
    error: str | None,
    next_attempt_at: datetime | None = None,
) -> bool:
    values: dict[str, object] = {"state": state, "last_error": error, "lease_until": None}
    if next_attempt_at is not None:
        values["next_attempt_at"] = next_attempt_at
    mine = (
        message.c.id == claimed.id,
        message.c.state == "sending",
        message.c.attempts == claimed.attempts,
    )
    return connection.execute(update(message).where(*mine).values(values)).rowcount == 1
