"""
From notices to messages: who is in charge now, and one message to each with all that they are to be
told.

A person gets one digest a day, with all that waits for them, urgent or not. What is urgent does not
wait for the next one. Nothing is lost where this is cut short: a notice is marked only when
everybody was told of it.
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
from pathway.service.transactions import Installation, UnitOfWork
from pathway.storage import sweep_failures
from pathway.storage.mail import notices as noticeboard
from pathway.storage.mail import outbox
from pathway.storage.mail.notices import WaitingNotice
from pathway.workflows.history.case import Case, Owner
from pathway.workflows.people.in_charge import recipients
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

    None are made out of hours, nor while deadlines have still to be swept: what that finds belongs
    into the same digest.

    Args:
        urgent: Only of what cannot wait for a digest.
    """
    with installation.reading() as unit:
        if not unit.hours.is_open(unit.now) or sweep_failures.is_behind(unit.connection, unit.now):
            return 0
        waiting, post = _sorted(
            unit, noticeboard.unaddressed(unit.connection, unit.now, urgent=urgent)
        )
    written, late = 0, set[int]()
    people = sorted(post.items())
    for first in range(0, len(people), BATCH):
        made, kept = installation.in_transaction(
            partial(_write_all, people=people[first : first + BATCH])
        )
        written += made
        late |= kept
    for first in range(0, len(waiting), BATCH):
        installation.in_transaction(partial(_mark, seen=waiting[first : first + BATCH], late=late))
    return written


def is_past(case: Case, notice: Notice) -> bool:
    """
    Return whether there is nothing left to tell: the duty has ended, stands still or is due on
    another day since.

    A breach is told once, also where the duty was done late meanwhile; not where it has turned out
    to be none.
    """
    deadline = case.deadlines.get(notice.deadline)
    if not notice.deadline:
        return False
    if deadline is None:
        return True
    if notice.rung == BREACH:
        return not any(
            breach.due == notice.due and not breach.corrected
            for breach in deadline.breaches.values()
        )
    return not deadline.is_open or deadline.due != notice.due or deadline.paused_on is not None


def _sorted(
    unit: UnitOfWork, found: Sequence[WaitingNotice]
) -> tuple[list[int], dict[int, PersonMail]]:
    """Return the notices by number, and what of them waits for whom, by the directory's number."""
    unreachable = noticeboard.unreachable(unit.connection, unit.now)
    waiting: list[int] = []
    post: dict[int, PersonMail] = {}
    for reference, notices in groupby(found, key=lambda one: one.notice.reference):
        for one, told in _recipients(unit, reference, list(notices), unreachable):
            if told is None:
                continue  # with nobody at all in the directory it waits, until `people import` adds somebody
            waiting.append(one.id)
            for person, email in told.items():
                post.setdefault(person, PersonMail(email)).notices.append(one)
    return waiting, post


def _recipients(
    unit: UnitOfWork,
    reference: str,
    notices: Sequence[WaitingNotice],
    unreachable: dict[int, set[str]],
) -> Iterator[tuple[WaitingNotice, dict[int, str] | None]]:
    """
    Give each notice of a case with whom to tell; where the case cannot be read they wait, and no
    others do.
    """
    try:
        case = unit.cases.get(reference)
        yield from [
            (one, _in_charge(unit, case, one.notice, unreachable.get(one.id, set())))
            for one in notices
        ]
    except (DatabaseNotReady, DBAPIError):
        raise  # the transaction is over for all of them
    except Exception as error:  # noqa: BLE001 - one case must not keep the mail of all others
        logs.error("mail.unaddressed", case=reference, error=type(error).__name__)


def _in_charge(
    unit: UnitOfWork, case: Case, notice: Notice, unreachable: set[str]
) -> dict[int, str] | None:
    """
    Return the directory's number and the email of everybody to tell; None where nobody is left to
    be told.
    """
    if is_past(case, notice):
        return {}
    deadline = case.deadlines.get(notice.deadline)
    owner = Owner(notice.role, notice.agency or None, notice.person or None)
    told = recipients(unit.definition_of(case), case, owner, unit.directory, deadline, unreachable)
    return {post.person: post.email for post in told} or None


def _write_all(unit: UnitOfWork, people: Sequence[tuple[int, PersonMail]]) -> tuple[int, set[int]]:
    """
    Write a message to each, and return how many, and the notices that wait for another day's
    digest.
    """
    made, late = 0, set[int]()
    outbox.hold(unit.connection, [person for person, _ in people])
    for person, post in people:
        new = set(noticeboard.untold(unit.connection, post.email, [one.id for one in post.notices]))
        waiting = [one for one in post.notices if one.id in new]
        digest = message_id(
            "digest",
            str(person),
            unit.today.isoformat(),
            domain=unit.installation.settings.message_domain,
        )
        if not all(one.urgent for one in waiting) and outbox.is_there(unit.connection, digest):
            late |= {one.id for one in waiting if not one.urgent}
            waiting = [one for one in waiting if one.urgent]
        made += _write(unit, person, post.email, waiting, digest)
    return made, late


def _write(
    unit: UnitOfWork, person: int, email: str, notices: Sequence[WaitingNotice], digest: str
) -> int:
    """Write one message of all of them: a digest, or where all are urgent one of its own."""
    if not notices:
        return 0
    numbers = [one.id for one in notices]
    kind, name = DIGEST, digest
    if all(one.urgent for one in notices):
        told = (str(person), *(str(number) for number in numbers))
        kind, name = (
            URGENT,
            message_id(URGENT, *told, domain=unit.installation.settings.message_domain),
        )
    return int(
        outbox.write_message(unit.connection, person, email, kind, numbers, name, unit.now)
        is not None
    )


def _mark(unit: UnitOfWork, seen: Sequence[int], late: set[int]) -> None:
    """Mark notices of which everybody was told; the others wait for the next digest."""
    noticeboard.mark_addressed(unit.connection, [one for one in seen if one not in late], unit.now)
    tomorrow = unit.hours.next_digest(unit.now + timedelta(seconds=1))
    noticeboard.postpone(unit.connection, [one for one in seen if one in late], tomorrow)
