"""
From notices to messages: who is in charge now, and one message to each person with all that they
are to be told.

A person gets one digest a day, with all that waits for them, urgent or not. What is urgent does not
wait for the next one. Nothing is lost where this is cut short: a notice is marked only when
everybody has been told of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby

from sqlalchemy.exc import DBAPIError

from pathway import logs
from pathway.errors import DatabaseNotReady
from pathway.service.mail.message_writing import Post, mark, write_to
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.storage import sweep_failures
from pathway.storage.mail import notices as waiting_notices
from pathway.storage.mail.notices import WaitingNotice
from pathway.workflows.history.case import Case
from pathway.workflows.history.deadline import Owner
from pathway.workflows.people.in_charge import FOLLOWER
from pathway.workflows.people.recipients import recipients
from pathway.workflows.reminders.notices import BREACH, Notice

BATCH = 100


def make_messages(installation: Installation, *, urgent: bool = False) -> int:
    """
    Make the messages of every notice whose time has come, and return how many.

    None are made out of hours, nor while deadlines have still to be swept: what the sweep finds
    belongs in the same digest.

    Args:
        urgent: Only of notices that cannot wait for a digest; no others are made before its hour.
            Where digests are still to be made, these too are left to them.
    """
    with installation.reading() as unit:
        if not unit.hours.is_open(unit.now) or sweep_failures.is_behind(unit.connection, unit.now):
            return 0
        is_digest_time = unit.hours.is_digest_time(unit.now)
        if urgent and is_digest_time and waiting_notices.has_digests(unit.connection, unit.now):
            return 0
        only_urgent = urgent or not is_digest_time
        post = _sorted(
            unit, waiting_notices.unaddressed(unit.connection, unit.now, urgent=only_urgent)
        )
    written = _written(installation, post)
    for first in range(0, len(post.nobodys), BATCH):
        installation.in_transaction(partial(mark, notices=post.nobodys[first : first + BATCH]))
    return written


def _written(installation: Installation, post: Post) -> int:
    """
    Write the messages of all people, and return how many. Several workers share the people: whom
    another one writes to is left to it, and waited for at the end.
    """
    written = 0
    left = sorted(post.people)
    for wait in (False, True):
        held: list[int] = []
        for first in range(0, len(left), BATCH):
            batch = left[first : first + BATCH]
            done = installation.in_transaction(
                partial(write_to, post=post, people=batch, wait=wait)
            )
            post.take_off(done)
            written += done.written
            held += [person for person in batch if person not in done.people]
        left = held
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


def _sorted(unit: UnitOfWork, unaddressed: Sequence[WaitingNotice]) -> Post:
    """Return what waits for each person, of the notices that are dealt with now."""
    unreachable = waiting_notices.unreachable(unit.connection, unit.now)
    post = Post()
    cases = [
        (reference, list(notices))
        for reference, notices in groupby(unaddressed, key=lambda entry: entry.notice.reference)
    ]
    for first in range(0, len(cases), BATCH):
        batch = cases[first : first + BATCH]
        read = unit.cases.whole([reference for reference, _ in batch])
        for reference, notices in batch:
            for entry, emails in _recipients(
                unit, reference, notices, read.get(reference), unreachable
            ):
                if emails is not None:  # with nobody at all in the directory it waits for somebody
                    post.add(entry, emails)
    return post


def _recipients(
    unit: UnitOfWork,
    reference: str,
    notices: Sequence[WaitingNotice],
    case: Case | None,
    unreachable: dict[int, set[str]],
) -> Iterator[tuple[WaitingNotice, dict[int, str] | None]]:
    """
    Yield each notice of a case with whom to tell; where the case cannot be read its notices wait,
    and no others do.
    """
    try:
        read = case or unit.cases.get(reference)
        # A list, so that all of them wait where one fails.
        yield from [
            (entry, _in_charge(unit, read, entry.notice, unreachable.get(entry.id, set())))
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
