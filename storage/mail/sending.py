"""
Takes messages out of the outbox to be sent, and records how that went.

A message is leased, not locked, while it is sent. The lease runs on the database server's own time;
once it has run out, another worker takes over from one that died.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Float, and_, bindparam, or_, select, update

from pathway.errors import NotFound
from pathway.storage.database.dialects import ServerTime, server_time
from pathway.storage.database.mail_conditions import GIVEN_UP, is_told, message_is_due
from pathway.storage.database.mail_tables import message, message_notice, notice
from pathway.storage.database.tables import case
from pathway.storage.mail.outbox import Message, message_of, with_notices
from pathway.workflows.reminders.notices import Notice

# What is asked for each message that leaves.
SENT = (
    update(message)
    .where(message.c.id == bindparam("number"), message.c.state != "sent")
    .values(
        state="sent",
        sent_at=bindparam("now"),
        lease_until=None,
        last_error=None,
        server_id=bindparam("called"),
    )
)
RENEW = (
    update(message)
    .where(
        message.c.id == bindparam("number"),
        message.c.state == "sending",
        message.c.attempts == bindparam("attempt"),
    )
    .values(
        lease_until=ServerTime(bindparam("seconds", type_=Float)), last_error=bindparam("doubt")
    )
)


def claim(connection: Connection, now: datetime, limit: int, lease: timedelta) -> list[Message]:
    """
    Take messages that are due to be sent, and keep other workers from them while the lease runs.

    Args:
        now: The instant by which they are due, by the same clock that set their due time.
        lease: How long sending may take, in real time, before another worker tries.
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


def sent(connection: Connection, number: int, now: datetime, server_id: str | None = None) -> None:
    """
    Record that a message left, which is true even if another worker has the lease by now.

    Args:
        server_id: What the server that took it calls it, if it said so.
    """
    connection.execute(SENT, {"number": number, "now": now, "called": server_id})


def failed(
    connection: Connection, claimed: Message, error: str, next_attempt_at: datetime | None
) -> bool:
    """
    Record that a message did not leave, and return whether that was still this worker's to record.

    Args:
        error: What the mail server said, without the recipient's name.
        next_attempt_at: When to try again; None gives up.
    """
    if next_attempt_at is None:
        return _ended(connection, claimed, "dead", error=error)
    return _ended(connection, claimed, "waiting", error=error, next_attempt_at=next_attempt_at)


def renew(connection: Connection, claimed: Message, lease: timedelta, doubt: str) -> bool:
    """
    Extend the lease of a message that is handed over now, and return whether it is still this
    worker's.

    Args:
        doubt: Kept as its error until it is known how that ended: whoever finds the message after
            this worker died cannot tell whether it left.
    """
    values = {
        "number": claimed.id,
        "attempt": claimed.attempts,
        "seconds": lease.total_seconds(),
        "doubt": doubt,
    }
    return connection.execute(RENEW, values).rowcount == 1


def put_back(
    connection: Connection, claimed: Message, error: str, next_attempt_at: datetime
) -> None:
    """Put back a message that the server could not be tried with; the attempt does not count."""
    if _ended(connection, claimed, "waiting", error=error, next_attempt_at=next_attempt_at):
        _uncount(connection, claimed)


def hurry(connection: Connection, now: datetime) -> None:
    """Let messages that were not taken be tried again at once."""
    failed_before = (message.c.state == "waiting", message.c.last_error.is_not(None))
    statement = update(message).where(*failed_before, message.c.next_attempt_at > now)
    connection.execute(statement.values(next_attempt_at=now))


def release(connection: Connection, claimed: Iterable[Message]) -> None:
    """Give back claimed messages that were not tried, so that the attempt does not count."""
    for untried in claimed:
        if _ended(connection, untried, "waiting", error=untried.last_error):
            _uncount(connection, untried)


def doubtful(
    connection: Connection, claimed: Message, error: str, next_attempt_at: datetime
) -> bool:
    """
    Record that nobody can tell whether a message left, to be tried again under its own Message-ID.

    Return whether that was still this worker's to record.
    """
    return _ended(connection, claimed, "unknown", error=error, next_attempt_at=next_attempt_at)


def withheld(connection: Connection, claimed: Message, why: str) -> bool:
    """Withhold a message for good, since nothing that it told is left to tell its recipient."""
    return _ended(connection, claimed, "withheld", error=why)


def drop(
    connection: Connection, claimed: Message, notices: Collection[Notice], why: str, *, again: bool
) -> None:
    """
    Drop notices from a message, which will no longer tell of them.

    Args:
        again: Address them anew to those who are in charge now, which may be the same recipient.
    """
    for dropped in notices:
        link = _link_of(claimed, dropped)
        if again:
            _find_others(connection, link)
        connection.execute(update(message_notice).where(link).values(dropped=why))


def _link_of(claimed: Message, dropped: Notice) -> ColumnElement[bool]:
    """Return the condition that picks the link between a message and a notice."""
    case_id = select(case.c.id).where(case.c.reference == dropped.reference).scalar_subquery()
    return and_(
        message_notice.c.message_id == claimed.id,
        message_notice.c.case_id == case_id,
        message_notice.c.deadline == dropped.deadline,
        message_notice.c.due == (dropped.due.isoformat() if dropped.due else ""),
        message_notice.c.rung == dropped.rung,
        message_notice.c.event == dropped.event,
    )


def undeliverable(connection: Connection, claimed: Message, why: str) -> bool:
    """
    Give up a message whose address takes no mail, and let the next contact be told its notices.

    Return whether that was still this worker's to record.
    """
    if not _ended(connection, claimed, "bounced", error=why):
        return False
    bring_in_others(connection, claimed.id)
    return True


def bring_in_others(connection: Connection, number: int) -> None:
    """Have the next contacts told what a message told."""
    _find_others(connection, and_(message_notice.c.message_id == number, is_told))


def _find_others(connection: Connection, links: ColumnElement[bool]) -> None:
    """Let others be told notices at once: their first message has waited for a morning already."""
    lost = select(message_notice.c.notice_id).where(links)
    connection.execute(
        update(notice).where(notice.c.id.in_(lost)).values(addressed_at=None, urgent=True)
    )


def retry(connection: Connection, number: int, now: datetime) -> Message:
    """
    Put a message that was given up, or may not have left, back into the outbox and return it.

    It keeps its Message-ID.

    Raises:
        NotFound: There is no such message, or it was not given up.
    """
    given_up = message.c.state.in_((*GIVEN_UP, "unknown"))
    values = {
        "state": "waiting",
        "attempts": 0,
        "next_attempt_at": now,
        "lease_until": None,
        "receipt": None,
    }
    statement = update(message).where(message.c.id == number, given_up).values(values)
    if connection.execute(statement).rowcount == 0:
        state = message_of(connection, number).state
        raise NotFound(
            "given-up message",
            str(number),
            hint=f"That message is {state}, so it need not be tried again.",
        )
    return message_of(connection, number)


def _ended(
    connection: Connection,
    claimed: Message,
    state: str,
    error: str | None,
    next_attempt_at: datetime | None = None,
) -> bool:
    """End an attempt, and return whether this worker still had the message."""
    values: dict[str, object] = {"state": state, "last_error": error, "lease_until": None}
    if next_attempt_at is not None:
        values["next_attempt_at"] = next_attempt_at
    statement = update(message).where(*_still_claimed(claimed)).values(values)
    return connection.execute(statement).rowcount == 1


def _still_claimed(claimed: Message) -> tuple[ColumnElement[bool], ...]:
    # Another claim counts another attempt, so the count tells whose attempt this is.
    return (
        message.c.id == claimed.id,
        message.c.state == "sending",
        message.c.attempts == claimed.attempts,
    )


def _uncount(connection: Connection, claimed: Message) -> None:
    fewer = claimed.attempts - 1
    connection.execute(update(message).where(message.c.id == claimed.id).values(attempts=fewer))
