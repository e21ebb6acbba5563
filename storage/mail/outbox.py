"""
The outbox: messages, each to one recipient.

A message tells of one notice or, as a digest, of many. It keeps its Message-ID through every
attempt, since it may be sent more than once.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, func, literal, or_, select

from pathway.errors import NotFound
from pathway.storage.database.conditions import is_told, message_is_due
from pathway.storage.database.dialects import insert_or_ignore, inserted
from pathway.storage.database.tables import case, message, message_notice, notice
from pathway.storage.database.tables import person as directory_person
from pathway.storage.mail.notices import NOTICE_IDENTITY, NOTICES, notice_of
from pathway.workflows.reminders.notices import Notice


@dataclass(frozen=True, slots=True)
class SentRung:
    """A rung that mail was sent for: to which role, and when."""

    rung: str
    role: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Message:
    """
    One email, sent or to be sent, with what it tells.

    Args:
        person: The directory's number of the recipient, None for an address that is nobody's.
        state: waiting, sending, sent, unknown (nobody can say whether it left, so it is sent
            again), dead (given up), bounced (its address takes no mail, so the next contact is
            told), or withheld (its duty is past, or its recipient may no longer be told of the
            case).
        attempts: How often it was tried, including an attempt that is under way.
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


def hold(connection: Connection, people: Collection[int]) -> None:
    """
    Keep other workers from writing to these people until the transaction ends, so that each gets
    one digest a day.
    """
    query = (
        select(directory_person.c.id)
        .where(directory_person.c.id.in_(people))
        .order_by(directory_person.c.id)
    )
    connection.execute(query.with_for_update(key_share=True)).all()


def is_there(connection: Connection, message_id: str) -> bool:
    """Return whether there is a message with a Message-ID."""
    query = select(message.c.id).where(message.c.message_id == message_id)
    return connection.scalar(query) is not None


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

    Return None if the recipient was told all of it before, or the same message is there already.

    Args:
        notice_ids: What it tells; empty for a message that tells of no case, such as a test.
        message_id: Always the same for the same message, so that a repeat is recognised.
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
    number: int | None = connection.execute(
        insert_or_ignore(connection, message).returning(message.c.id), row
    ).scalar()
    if number is None or not notice_ids:
        return number
    if _link(connection, number, recipient, notice_ids):
        return number
    connection.execute(delete(message).where(message.c.id == number))
    return None


def latest(connection: Connection, limit: int) -> list[tuple[int, str, str]]:
    """Return the number, state and kind of the newest messages, the newest first."""
    query = (
        select(message.c.id, message.c.state, message.c.kind)
        .order_by(message.c.id.desc())
        .limit(limit)
    )
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
    if states:
        query = query.where(message.c.state.in_(states))
    if person is not None:
        query = query.where(message.c.person_id == person)
    if after is not None:
        query = query.where(message.c.id > after)
    return with_notices(connection, connection.execute(query).all())


def message_of(connection: Connection, number: int) -> Message:
    """
    Return one message with what it tells.

    Raises:
        NotFound: There is no message of that number.
    """
    rows = connection.execute(select(message).where(message.c.id == number)).all()
    if not rows:
        raise NotFound("message", str(number), hint="See `pathway mail list`.")
    return with_notices(connection, rows)[0]


def counts(connection: Connection) -> dict[str, int]:
    """Return how many messages are in each state."""
    rows = connection.execute(select(message.c.state, func.count()).group_by(message.c.state))
    return {row[0]: row[1] for row in rows}


def errors(connection: Connection) -> dict[str, int]:
    """Return how many messages that have not arrived have which error."""
    query = (
        select(message.c.last_error, func.count())
        .where(message.c.last_error.is_not(None), message.c.state.in_(("waiting", "dead")))
        .group_by(message.c.last_error)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def overdue(connection: Connection, before: datetime) -> int:
    """Return how many messages should have left before an instant and did not."""
    query = select(func.count()).where(message_is_due, message.c.next_attempt_at < before)
    return connection.execute(query).scalar_one()


def sent_rungs(
    connection: Connection, reference: str, deadline: str, due: date, before: datetime
) -> list[SentRung]:
    """Return the rungs of a deadline that mail was sent for before an instant, earliest first."""
    case_id = select(case.c.id).where(case.c.reference == reference).scalar_subquery()
    query = (
        select(notice.c.rung, notice.c.role, message.c.sent_at)
        .join_from(message_notice, message)
        .join(notice, notice.c.id == message_notice.c.notice_id)
        .where(notice.c.case_id == case_id)
        .where(notice.c.deadline == deadline, notice.c.due == due.isoformat(), is_told)
        .where(message.c.state == "sent", message.c.sent_at < before)
        .order_by(message.c.sent_at, notice.c.id)
    )
    return [SentRung(*row) for row in connection.execute(query)]


def with_notices(connection: Connection, rows: Sequence[Any]) -> list[Message]:
    """
    Return rows of the message table as messages, with the notices that each tells; a message that
    was withheld has also those that were dropped from it.
    """
    notices: dict[int, list[Notice]] = {row.id: [] for row in rows}
    withheld = [row.id for row in rows if row.state == "withheld"]
    query = (
        NOTICES.add_columns(message_notice.c.message_id)
        .join(message_notice, message_notice.c.notice_id == notice.c.id)
        .where(
            message_notice.c.message_id.in_(notices),
            or_(is_told, message_notice.c.message_id.in_(withheld)),
        )
        .order_by(notice.c.id)
    )
    if notices:
        for row in connection.execute(query):
            notices[row.message_id].append(notice_of(row))
    return [_message(row, tuple(notices[row.id])) for row in rows]


def _link(connection: Connection, number: int, recipient: str, notice_ids: Collection[int]) -> int:
    """
    Link a message to its notices, except those that its recipient was told before, and return how
    many it tells.
    """
    identity = [notice.c[name] for name in NOTICE_IDENTITY]
    links = (
        select(literal(number), notice.c.id, *identity, literal(recipient))
        .where(notice.c.id.in_(notice_ids))
        .order_by(notice.c.id)
    )
    names = ["message_id", "notice_id", *NOTICE_IDENTITY, "recipient"]
    statement = insert_or_ignore(connection, message_notice).from_select(names, links)
    return inserted(connection, statement)


def _message(row: Any, notices: tuple[Notice, ...]) -> Message:
    fields = dict(row._mapping)
    fields["person"] = fields.pop("person_id")
    return Message(**fields, notices=notices)
