"""
Makes messages of notices, each with what it tells, many at a time.

Whoever makes messages for people holds them until the transaction ends: so each gets one digest a
day, and is told nothing twice, however many workers there are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, select

from pathway.storage.database.dialects import insert_or_ignore
from pathway.storage.database.mail_conditions import is_told, notice_is_unaddressed
from pathway.storage.database.mail_tables import message, message_notice, notice
from pathway.storage.database.tables import person
from pathway.storage.mail.notices import AT_ONCE, NOTICE_IDENTITY, WaitingNotice

TOLD = (
    select(notice.c.id, message_notice.c.recipient, message.c.state)
    .select_from(notice)
    .outerjoin(
        message_notice,
        and_(*(message_notice.c[name] == notice.c[name] for name in NOTICE_IDENTITY), is_told),
    )
    .outerjoin(message, message.c.id == message_notice.c.message_id)
    .where(notice_is_unaddressed)
)


@dataclass(frozen=True, slots=True)
class NewMessage:
    """
    A message that is to be made.

    Args:
        person: The directory's number of the recipient; None for an address that is nobody's.
        message_id: Always the same for the same message, so that a repeat is recognised.
        notices: What it tells; empty for a message that tells of no case, such as an anchor.
        link: The number of the link whose anchor it carries, if it carries one.
    """

    person: int | None
    email: str
    kind: str
    message_id: str
    notices: Sequence[WaitingNotice] = ()
    link: int | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """
    Who has been told which notices.

    Args:
        states: By the number of each notice that still waits, the state of the message with which
            an address was told.
    """

    states: dict[int, dict[str, str]] = field(default_factory=dict[int, dict[str, str]])

    def is_new(self, waiting: WaitingNotice, email: str) -> bool:
        """Return whether a notice still waits, and somebody was not told it yet, in any role."""
        states = self.states.get(waiting.id)
        return states is not None and _recipient(email) not in states

    def has_bounced(self, waiting: WaitingNotice, email: str) -> bool:
        """Return whether a notice waits since the message with which somebody was told came back."""
        return self.states.get(waiting.id, {}).get(_recipient(email)) == "bounced"


def hold(connection: Connection, people: Collection[int], *, wait: bool) -> set[int]:
    """
    Keep other workers from making messages for people until the transaction ends, and return who is
    held.

    Args:
        wait: Wait for those whom another worker holds, who are else left out.
    """
    query = select(person.c.id).where(person.c.id.in_(people)).order_by(person.c.id)
    locking = query.with_for_update(key_share=True, skip_locked=not wait)
    return set(connection.scalars(locking))


def telling(connection: Connection, waiting: Collection[WaitingNotice]) -> Telling:
    """Return who has been told these notices, as far as they still wait."""
    numbers = sorted(entry.id for entry in waiting)
    told = Telling()
    for first in range(0, len(numbers), AT_ONCE):
        page = TOLD.where(notice.c.id.in_(numbers[first : first + AT_ONCE]))
        for number, recipient, state in connection.execute(page):
            states = told.states.setdefault(number, {})
            if recipient is not None:
                states[recipient] = state
    return told


def existing(connection: Connection, message_ids: Collection[str]) -> set[str]:
    """Return which of these Message-IDs a message has."""
    query = select(message.c.message_id).where(message.c.message_id.in_(message_ids))
    return set(connection.scalars(query))


def write(connection: Connection, messages: Sequence[NewMessage], now: datetime) -> int:
    """
    Write messages with what they tell, in two statements, and return how many were written: not
    those that are there already, nor those whose recipients were told all of it before.
    """
    if not messages:
        return 0
    inserting = insert_or_ignore(connection, message)
    rows = [_row(new, now) for new in messages]
    numbers: dict[str, int] = {
        row.message_id: row.id
        for row in connection.execute(inserting.returning(message.c.message_id, message.c.id), rows)
    }
    telling = [new for new in messages if new.notices and new.message_id in numbers]
    empty = {numbers[new.message_id] for new in telling} - _linked(connection, telling, numbers)
    if empty:
        connection.execute(delete(message).where(message.c.id.in_(empty)))
    return len(numbers) - len(empty)


def _linked(
    connection: Connection, messages: Sequence[NewMessage], numbers: Mapping[str, int]
) -> set[int]:
    """
    Link messages to their notices, except those that their recipients were told before, and return
    the numbers of those that tell any.
    """
    links = [
        _link(numbers[new.message_id], new, told)
        for new in messages
        for told in sorted(new.notices, key=lambda told: told.id)
    ]
    if not links:
        return set()
    linking = insert_or_ignore(connection, message_notice)
    return set(connection.scalars(linking.returning(message_notice.c.message_id), links))


def _row(new: NewMessage, now: datetime) -> dict[str, Any]:
    return {
        "person_id": new.person,
        "recipient": _recipient(new.email),
        "kind": new.kind,
        "state": "waiting",
        "attempts": 0,
        "message_id": new.message_id,
        "created_at": now,
        "next_attempt_at": now,
        "link": new.link,
    }


def _link(number: int, new: NewMessage, told: WaitingNotice) -> dict[str, Any]:
    due = told.notice.due
    return {
        "message_id": number,
        "notice_id": told.id,
        "case_id": told.case_id,
        "deadline": told.notice.deadline,
        "due": due.isoformat() if due else "",
        "rung": told.notice.rung,
        "event": told.notice.event,
        "recipient": _recipient(new.email),
    }


def _recipient(email: str) -> str:
    """Return an address as messages are kept under it."""
    return email.strip().casefold()
