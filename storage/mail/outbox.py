"""
The outbox: messages, each to one recipient.

A message tells of one notice or, as a digest, of many. It keeps its Message-ID through every
attempt, since it may be sent more than once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from pathway.errors import NotFound
from pathway.storage.database.mail_conditions import is_told, message_did_not_arrive, message_is_due
from pathway.storage.database.mail_tables import message, message_notice, notice
from pathway.storage.database.salvage import salvaged
from pathway.storage.database.tables import case
from pathway.storage.mail.notices import NOTICES, notice_of
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
        server_id: What the server that took it called it, if it said so.
        receipt: What came back after it left, if anything did.
        damaged: What of its row cannot be read, in a list of messages; None where all can.
        link: The number of the link whose anchor it carries, if it carries one.
    """

    id: int
    person: int | None
    recipient: str
    kind: str
    state: str
    attempts: int
    message_id: str
    server_id: str | None
    created_at: datetime
    next_attempt_at: datetime
    lease_until: datetime | None
    sent_at: datetime | None
    last_error: str | None
    receipt: str | None
    link: int | None
    notices: tuple[Notice, ...]
    damaged: str | None = None


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
    latest: bool = False,
) -> list[Message]:
    """
    Return messages with what they tell, in the order in which they were made; one whose row was
    damaged is there with what can be read of it.

    Args:
        after: The last message of the page before.
        latest: The other way round: the latest first.
    """
    query = select(message).limit(limit)
    query = query.order_by(message.c.id.desc() if latest else message.c.id)
    if states:
        query = query.where(_in_state(*states))
    if person is not None:
        query = query.where(message.c.person_id == person)
    if after is not None:
        query = query.where(message.c.id < after if latest else message.c.id > after)
    rows = [
        SimpleNamespace(**values, damaged=damaged)
        for values, damaged in salvaged(connection, query)
    ]
    return with_notices(connection, rows)


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


def count(connection: Connection, *states: str) -> int:
    """Return how many messages are in one of these states."""
    query = select(func.count()).where(_in_state(*states))
    return connection.execute(query).scalar_one()


def errors(connection: Connection) -> Mapping[str, int]:
    """Return how many messages that have not arrived have which error."""
    counts = Counter[str]()
    for state in ("waiting", "dead"):
        query = select(message.c.last_error, func.count()).where(
            message.c.last_error.is_not(None), _in_state(state)
        )
        for error, number in connection.execute(query.group_by(message.c.last_error)):
            counts[error] += number
    return counts


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


def _in_state(*states: str) -> ColumnElement[bool]:
    """Return the condition that messages are in one of these states, by an index where it can be."""
    wanted = message.c.state.in_(states)
    if set(states) <= {"waiting", "sending", "unknown"}:
        return and_(message_is_due, wanted)
    if set(states) <= {"dead", "bounced", "withheld"}:
        return and_(message_did_not_arrive, wanted)
    return wanted


def _message(row: Any, notices: tuple[Notice, ...]) -> Message:
    fields = dict(vars(row)) if isinstance(row, SimpleNamespace) else dict(row._mapping)
    fields["person"] = fields.pop("person_id")
    return Message(**fields, notices=notices)
