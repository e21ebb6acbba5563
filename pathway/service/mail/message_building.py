"""
From notices to messages: who is in charge now, and one message to each person with all that they
are to be told.

A person gets one digest a day, with all that waits for them, urgent or not. What is urgent does not
wait for the next one. Nothing is lost where this is cut short: a notice is marked only when
everybody has been told of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import groupby

from sqlalchemy.exc import DBAPIError

from pathway import logs
from pathway.errors import DatabaseNotReady
from pathway.notifications.writing.compose import message_id
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.storage import sweep_failures
from pathway.storage.mail import notices as waiting_notices
from pathway.storage.mail import outbox
from pathway.storage.mail.notices import WaitingNotice
from pathway.workflows.history.case import Case
from pathway.workflows.history.deadline import Owner
from pathway.workflows.people.in_charge import FOLLOWER
from pathway.workflows.people.recipients import recipients
from pathway.workflows.reminders.notices import BREACH, Notice

DIGEST, URGENT = "digest", "urgent"
BATCH = 100


@dataclass
class PersonMail:
    """What waits for one person."""

    email: str
    notices: list[WaitingNotice] = field(default_factory=list[WaitingNotice])


def make_messages(installation: Installation, *, urgent: bool = False) -> int:
    """
    Make the messages of every notice whose time has come, and return how many.

    None are made out of hours, nor while deadlines have still to be swept: what the sweep finds
    belongs in the same digest.

    Args:
        urgent: Only of notices that cannot wait for a digest; no others are made before its hour.
    """
    with installation.reading() as unit:
        if not unit.hours.is_open(unit.now) or sweep_failures.is_behind(unit.connection, unit.now):
            return 0
        urgent = urgent or not unit.hours.is_digest_time(unit.now)
        waiting, post = _sorted(
            unit, waiting_notices.unaddressed(unit.connection, unit.now, urgent=urgent)
        )
    written, late = 0, set[int]()
    people = sorted(post.items())
    for first in range(0, len(people), BATCH):
        made, postponed = installation.in_transaction(
            partial(_write_all, people=people[first : first + BATCH])
        )
        written += made
        late |= postponed
    for first in range(0, len(waiting), BATCH):
        installation.in_transaction(partial(_mark, seen=waiting[first : first + BATCH], late=late))
    return written


def is_past(case: Case, notice: Notice) -> bool:
    """
    Return whether there is nothing left to tell: the duty has ended, is suspended, or is now due on
    another day.

    A breach is told once, even where the duty has been done late since, but not where a correction
    has undone it.
    """
    if not notice.deadline:
        return False
    deadline = case.deadlines.get(notice.deadline)
    if deadline is None:
        return True
    if notice.rung == BREACH:
        return not any(
            breach.due == notice.due and not breach.corrected
            for breach in deadline.breaches.values()
        )
    return not deadline.is_open or deadline.due != notice.due or deadline.paused_on is not None


def _sorted(
    unit: UnitOfWork, unaddressed: Sequence[WaitingNotice]
) -> tuple[list[int], dict[int, PersonMail]]:
    """
    Return the numbers of the notices that are dealt with now, and the mail of each person by their
    number in the directory.
    """
    unreachable = waiting_notices.unreachable(unit.connection, unit.now)
    waiting: list[int] = []
    post: dict[int, PersonMail] = {}
    for reference, notices in groupby(unaddressed, key=lambda entry: entry.notice.reference):
        for entry, emails in _recipients(unit, reference, list(notices), unreachable):
            if emails is None:
                continue  # with nobody at all in the directory it waits, until `people import` adds somebody
            waiting.append(entry.id)
            for person, email in emails.items():
                post.setdefault(person, PersonMail(email)).notices.append(entry)
    return waiting, post


def _recipients(
    unit: UnitOfWork,
    reference: str,
    notices: Sequence[WaitingNotice],
    unreachable: dict[int, set[str]],
) -> Iterator[tuple[WaitingNotice, dict[int, str] | None]]:
    """
    Yield each notice of a case with whom to tell; where the case cannot be read its notices wait,
    and no others do.
    """
    try:
        case = unit.cases.get(reference)
        # A list, so that all of them wait where one fails.
        yield from [
            (entry, _in_charge(unit, case, entry.notice, unreachable.get(entry.id, set())))
            for entry in notices
        ]
    except (DatabaseNotReady, DBAPIError):
        raise  # the transaction is over for all of them
    except Exception as error:  # noqa: BLE001 - one case must not keep the mail of all others
        logs.error("mail.unaddressed", case=reference, error=type(error).__name__)


def _in_charge(
    unit: UnitOfWork, case: Case, notice: Notice, unreachable: set[str]
) -> dict[int, str] | None:
    """
    Return the email of everybody to tell, by their number in the directory; None where there is
    nobody left to tell.
    """
    if is_past(case, notice):
        return {}
    deadline = case.deadlines.get(notice.deadline)
    owner = Owner(notice.role, notice.agency or None, notice.person or None)
    posts = recipients(
        unit.definition_of(case),
        case,
        owner,
        directory=unit.directory,
        deadline=deadline,
        unreachable=unreachable,
        escalates=notice.is_escalation,
    )
    if not posts and notice.role == FOLLOWER:
        return {}  # the duty is no longer theirs
    return {post.person: post.email for post in posts} or None


def _write_all(unit: UnitOfWork, people: Sequence[tuple[int, PersonMail]]) -> tuple[int, set[int]]:
    """
    Write a message to each, and return how many, and the notices that wait for another day's
    digest.
    """
    made, late = 0, set[int]()
    outbox.hold(unit.connection, [person for person, _ in people])
    for person, post in people:
        numbers = [notice.id for notice in post.notices]
        untold = set(waiting_notices.untold(unit.connection, post.email, numbers))
        waiting = [notice for notice in post.notices if notice.id in untold]
        digest = _message_id(unit, DIGEST, str(person), unit.today.isoformat())
        urgent = [notice for notice in waiting if notice.urgent]
        if len(urgent) < len(waiting) and outbox.is_there(unit.connection, digest):
            late |= {notice.id for notice in waiting if not notice.urgent}
            waiting = urgent
        made += _write(unit, person, post.email, notices=waiting, digest=digest)
    return made, late


def _write(
    unit: UnitOfWork, person: int, email: str, notices: Sequence[WaitingNotice], digest: str
) -> int:
    """
    Write all of them as one message, and return how many were written: a digest, or where all are
    urgent a message of its own.
    """
    if not notices:
        return 0
    numbers = [notice.id for notice in notices]
    kind, name = DIGEST, digest
    if all(notice.urgent for notice in notices):
        kind = URGENT
        parts = [str(number) for number in (person, *numbers)]
        name = _message_id(unit, URGENT, *parts)
    written = outbox.write_message(
        unit.connection,
        person,
        email,
        kind=kind,
        notice_ids=numbers,
        message_id=name,
        now=unit.now,
    )
    return int(written is not None)


def _message_id(unit: UnitOfWork, *parts: str) -> str:
    domain = unit.installation.settings.message_domain
    return message_id(*parts, secret=unit.message_secret, domain=domain)


def _mark(unit: UnitOfWork, seen: Sequence[int], late: set[int]) -> None:
    """Mark the notices of which everybody was told; the others wait for the next digest."""
    finished = [number for number in seen if number not in late]
    waiting_notices.mark_addressed(unit.connection, finished, unit.now)
    next_digest = unit.hours.next_digest(unit.now + timedelta(seconds=1))
    waiting_notices.postpone(
        unit.connection, [number for number in seen if number in late], next_digest
    )
