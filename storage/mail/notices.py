"""
Notices that a step or the sweep wrote, until messages to everybody who is to be told are made.

A notice is stored once for each (deadline, due day, rung, event, role, agency, person); a recipient
is told each (deadline, due day, rung, event) once, whatever their roles.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Update, bindparam, select, update

from pathway.storage.database.dialects import insert_or_ignore, inserted
from pathway.storage.database.mail_conditions import notice_is_unaddressed
from pathway.storage.database.mail_tables import message, message_notice, notice
from pathway.storage.database.pipelines import Write
from pathway.storage.database.tables import case
from pathway.workflows.reminders.notices import Notice

# As many values as any version of SQLite takes in a list.
AT_ONCE = 500
NOTICE_IDENTITY = ("case_id", "deadline", "due", "rung", "event")
CASE_ID = select(case.c.id).where(case.c.reference == bindparam("reference")).scalar_subquery()
NOTICES = select(notice, case.c.reference).join_from(notice, case)


@dataclass(frozen=True, slots=True)
class TimedNotice:
    """
    A notice and when it may be told.

    Args:
        not_before: The instant from which its message may be made.
        urgent: It goes out alone if no digest is due; otherwise it waits for one.
    """

    notice: Notice
    not_before: datetime
    urgent: bool


@dataclass(frozen=True, slots=True)
class WaitingNotice:
    """A notice that somebody is still to be told, with its number and that of its case."""

    id: int
    case_id: int
    notice: Notice
    urgent: bool


def write(connection: Connection, notices: Iterable[TimedNotice], now: datetime) -> int:
    """Write the notices that are not stored yet, and return how many those are."""
    statement, rows = writing(connection, notices, now)
    return inserted(connection, statement, rows) if rows else 0


def writing(connection: Connection, notices: Iterable[TimedNotice], now: datetime) -> Write:
    """Return what writes the notices that are not stored yet."""
    statement = _of_named_case(insert_or_ignore(connection, notice))
    return statement, [_row(timed, now) for timed in notices]


def unaddressed(
    connection: Connection, now: datetime, *, urgent: bool = False
) -> list[WaitingNotice]:
    """
    Return the notices that may be told by now and were not, case by case, the oldest first.

    Args:
        urgent: Only those that need not wait for a digest.
    """
    query = NOTICES.where(notice_is_unaddressed, notice.c.not_before <= now)
    if urgent:
        query = query.where(notice.c.urgent)
    rows = connection.execute(query.order_by(notice.c.case_id, notice.c.id))
    return [WaitingNotice(row.id, row.case_id, notice_of(row), row.urgent) for row in rows]


def has_digests(connection: Connection, now: datetime) -> bool:
    """Return whether notices that belong in a digest may be told by now and were not."""
    query = select(notice.c.id).where(notice_is_unaddressed, notice.c.not_before <= now)
    return connection.scalar(query.where(~notice.c.urgent).limit(1)) is not None


def mark_addressed(connection: Connection, notice_ids: Sequence[int], now: datetime) -> None:
    """Mark notices as dealt with, whether or not there was somebody to tell."""
    for first in range(0, len(notice_ids), AT_ONCE):
        waiting = _still_waiting(notice_ids[first : first + AT_ONCE])
        connection.execute(waiting.values(addressed_at=now))


def postpone(connection: Connection, notice_ids: Sequence[int], not_before: datetime) -> None:
    """Let notices wait for a later digest."""
    for first in range(0, len(notice_ids), AT_ONCE):
        waiting = _still_waiting(notice_ids[first : first + AT_ONCE])
        connection.execute(
            waiting.where(notice.c.not_before != not_before).values(not_before=not_before)
        )


def _still_waiting(notice_ids: Sequence[int]) -> Update:
    """
    Return what changes notices by their numbers, unless another worker has dealt with them already:
    each row that is written again for nothing has to be vacuumed.
    """
    return update(notice).where(notice.c.id.in_(notice_ids), notice_is_unaddressed)


def unreachable(connection: Connection, now: datetime) -> dict[int, set[str]]:
    """
    Return the addresses that a waiting notice was sent to and bounced from, by the notice's number.
    """
    query = (
        select(message_notice.c.notice_id, message.c.recipient)
        .join_from(message_notice, message)
        .join(notice, notice.c.id == message_notice.c.notice_id)
        .where(notice_is_unaddressed, notice.c.not_before <= now, message.c.state == "bounced")
    )
    addresses: dict[int, set[str]] = {}
    for row in connection.execute(query):
        addresses.setdefault(row.notice_id, set()).add(row.recipient)
    return addresses


@cache
def _of_named_case(inserting: Any) -> Any:
    """Return an INSERT of notices by their case's reference; nobody asks for their numbers."""
    return inserting.values(case_id=CASE_ID).inline()


def _row(timed: TimedNotice, now: datetime) -> dict[str, Any]:
    new = timed.notice
    return {
        "reference": new.reference,
        "deadline": new.deadline,
        "due": new.due.isoformat() if new.due else "",
        "rung": new.rung,
        "event": new.event,
        "role": new.role,
        "agency": new.agency,
        "person": new.person,
        "created_at": now,
        "not_before": timed.not_before,
        "urgent": timed.urgent,
    }


def notice_of(row: Any) -> Notice:
    """Return a row of the notice table, with its case's reference, as a notice."""
    due = date.fromisoformat(row.due) if row.due else None
    return Notice(
        row.reference,
        row.deadline,
        due,
        rung=row.rung,
        event=row.event,
        role=row.role,
        agency=row.agency,
        person=row.person,
    )
