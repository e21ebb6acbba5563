"""
The outbox: notices that a step or the sweep wrote, and the messages made of them.

A notice stands once for each (deadline, due day, rung, role, agency); a recipient is told each (deadline, due day,
rung) once, whatever their roles. A message keeps its Message-ID through every attempt: sending is at least once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, literal, select, update

from pathway.errors import NotFound
from pathway.storage.dialects import insert_or_ignore, inserted
from pathway.storage.tables import case, message, message_notice, notice, notice_is_unaddressed
from pathway.workflows.notices import Notice

TOLD = ("case_id", "deadline", "due", "rung", "event")
NOTICES = select(notice, case.c.reference).join_from(notice, case)


@dataclass(frozen=True, slots=True)
class Message:
    """
    One email, sent or to be sent, with what it tells.

    Args:
        person: The directory's number of the recipient, None for an address of no person.
        state: waiting, sending, sent, unknown (nobody can say whether it left, so it is sent again), dead (given up),
            bounced (its address takes no mail, so the next contact was told), or withheld (its duty is past, or its
            recipient may have nothing of the case any more).
        attempts: How often it was tried, the attempt that runs included.
        receipt: What came back after it left, if anything did.
    """

    id: int
    person: int | None
    recipient: str
    kind: str
    state: str
    attempts: int
    message_id: str
    created_at: datetime
    next_attempt_at: datetime
    lease_until: datetime | None
    sent_at: datetime | None
    last_error: str | None
    receipt: str | None
    notices: tuple[Notice, ...]


def write_notices(connection: Connection, notices: Iterable[Notice], now: datetime) -> int:
    """Write the notices that do not stand there yet, and return how many those are."""
    rows = [_row(one, now) for one in notices]
    if not rows:
        return 0
    case_id = select(case.c.id).where(case.c.reference == bindparam("reference")).scalar_subquery()
    return inserted(connection, insert_or_ignore(connection, notice).values(case_id=case_id), rows)


def unaddressed(connection: Connection, limit: int | None = None) -> list[tuple[int, Notice]]:
    """Return the notices of which no message was made yet with their numbers, oldest first."""
    rows = connection.execute(NOTICES.where(notice_is_unaddressed).order_by(notice.c.id).limit(limit))
    return [(row.id, _notice(row)) for row in rows]


def address(connection: Connection, notice_ids: Collection[int], now: datetime) -> None:
    """Mark notices as seen to, whether or not somebody was there to be told."""
    statement = update(notice).where(notice.c.id == bindparam("numbered")).values(addressed_at=now)
    if notice_ids:
        connection.execute(statement, [{"numbered": one} for one in notice_ids])


def unreachable(connection: Connection, notice_id: int) -> set[str]:
    """Return the addresses that took no mail when a notice was sent to them."""
    query = (
        select(message.c.recipient)
        .join(message_notice, message_notice.c.message_id == message.c.id)
        .where(message_notice.c.notice_id == notice_id, message.c.state == "bounced")
    )
    return set(connection.scalars(query))


def write_message(
    connection: Connection,
    person: int | None,
    email: str,
    kind: str,
    notice_ids: Collection[int],
    message_id: str,
    now: datetime,
    not_before: datetime | None = None,
) -> int | None:
    """
    Write a message to one recipient, and return its number.

    None comes back where the recipient was told all of it before, or where the same message stands there already.

    Args:
        notice_ids: What it tells; none for a message that tells of no case, such as a test.
        message_id: Always the same for the same message, so that a repeat is seen to be one.
        not_before: When it may leave; at once if not given.
    """
    recipient = email.strip().casefold()
    row = {
        "person_id": person,
        "recipient": recipient,
        "kind": kind,
        "state": "waiting",
        "attempts": 0,
        "message_id": message_id,
        "created_at": now,
        "next_attempt_at": not_before or now,
    }
    number: int | None = connection.execute(insert_or_ignore(connection, message).returning(message.c.id), row).scalar()
    if number is None or not notice_ids or _link(connection, number, recipient, notice_ids):
        return number
    connection.execute(delete(message).where(message.c.id == number))
    return None


def latest(connection: Connection, limit: int) -> list[tuple[int, str, str]]:
    """Return number, state and kind of the messages that were made last, the newest first."""
    query = select(message.c.id, message.c.state, message.c.kind).order_by(message.c.id.desc()).limit(limit)
    return [(row.id, row.state, row.kind) for row in connection.execute(query)]


def messages(
    connection: Connection,
    *,
    states: Sequence[str] = (),
    person: int | None = None,
    after: int | None = None,
    limit: int | None = None,
) -> list[Message]:
    """Return messages with what they tell, in the order in which they were made."""
    query = select(message).order_by(message.c.id).limit(limit)
    query = query.where(message.c.state.in_(states)) if states else query
    query = query if person is None else query.where(message.c.person_id == person)
    query = query if after is None else query.where(message.c.id > after)
    return with_notices(connection, connection.execute(query).all())


def message_of(connection: Connection, number: int) -> Message:
    """
    Return one message with what it tells.

    Raises:
        NotFound: There is no message of that number.
    """
    found = with_notices(connection, connection.execute(select(message).where(message.c.id == number)).all())
    if not found:
        raise NotFound("message", str(number), hint="See `pathway mail list`.")
    return found[0]


def counts(connection: Connection) -> dict[str, int]:
    """Return how many messages are in each state."""
    rows = connection.execute(select(message.c.state, func.count()).group_by(message.c.state))
    return {row[0]: row[1] for row in rows}


def with_notices(connection: Connection, rows: Sequence[Any]) -> list[Message]:
    """Return rows of the message table as messages, with what each tells."""
    told: dict[int, list[Notice]] = {row.id: [] for row in rows}
    query = (
        NOTICES.add_columns(message_notice.c.message_id)
        .join(message_notice, message_notice.c.notice_id == notice.c.id)
        .where(message_notice.c.message_id.in_(told))
        .order_by(notice.c.id)
    )
    for row in connection.execute(query) if told else ():
        told[row.message_id].append(_notice(row))
    return [_message(row, tuple(told[row.id])) for row in rows]


def _link(connection: Connection, number: int, recipient: str, notice_ids: Collection[int]) -> int:
    """Write down what a message tells, less what its recipient was told before, and return how much that is."""
    told = [notice.c[name] for name in TOLD]
    chosen = (
        select(literal(number), notice.c.id, *told, literal(recipient))
        .where(notice.c.id.in_(notice_ids))
        .order_by(notice.c.id)
    )
    names = ["message_id", "notice_id", *TOLD, "recipient"]
    return inserted(connection, insert_or_ignore(connection, message_notice).from_select(names, chosen))


def _row(one: Notice, now: datetime) -> dict[str, Any]:
    return {
        "reference": one.reference,
        "deadline": one.deadline,
        "due": one.due.isoformat() if one.due else "",
        "rung": one.rung,
        "event": one.event,
        "role": one.role,
        "agency": one.agency,
        "person": one.person,
        "created_at": now,
    }


def _notice(row: Any) -> Notice:
    due = date.fromisoformat(row.due) if row.due else None
    return Notice(row.reference, row.deadline, due, row.rung, row.event, row.role, row.agency, row.person)


def _message(row: Any, told: tuple[Notice, ...]) -> Message:
    fields = {"person" if name == "person_id" else name: value for name, value in row._mapping.items()}
    return Message(**fields, notices=told)
