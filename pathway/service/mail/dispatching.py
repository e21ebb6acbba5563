"""
Sending: messages are claimed, checked once more, composed and handed to a mailer.

A message is claimed in a short transaction, sent outside any, and its outcome recorded in another.
Delivery is at least once: what is claimed and not marked is sent again under the same Message-ID.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from email.message import EmailMessage
from time import monotonic

from sqlalchemy.exc import DBAPIError

from pathway import logs
from pathway.errors import DatabaseNotReady
from pathway.notifications.errors import (
    AddressRefused,
    AddressUnreachable,
    LetterRefused,
    MailInDoubt,
    MailNotSent,
    MailServerDown,
)
from pathway.notifications.sending.mailers import Mailer
from pathway.progress import Progress, no_progress
from pathway.service.mail.letters import Cases, can_be_written, case_of, letter_of, message_view
from pathway.service.mail.message_building import is_past, make_messages
from pathway.service.retrying import wait_after
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.mail import MessageView
from pathway.service.views.shapes import View
from pathway.storage.mail import sending
from pathway.storage.mail.outbox import Message
from pathway.workflows.history.deadline import Owner
from pathway.workflows.people.in_charge import for_owner, recipients
from pathway.workflows.reminders.notices import Notice

BATCH = 10
PAST, NOT_PERMITTED, UNREADABLE = "duty_past", "not_permitted", "unreadable"


@dataclass(frozen=True, slots=True)
class Dispatched(View):
    """
    What a dispatch did, in numbers of messages.

    Args:
        written: Those that were made.
        sent: Those that were sent.
        failed: Those that will be tried again.
        dead: Those that were given up.
        unknown: Those that may or may not have been sent.
    """

    written: int = 0
    sent: int = 0
    failed: int = 0
    dead: int = 0
    unknown: int = 0


def dispatch(
    installation: Installation, mailer: Mailer, progress: Progress = no_progress
) -> Dispatched:
    """
    Send every message that is due, and return what became of them; stop where the mail server is
    down.
    """
    done: Counter[str] = Counter()
    lease = timedelta(seconds=installation.settings.lease_seconds)
    while not done["down"]:
        # Repeated for each batch: a notice withheld from one person goes to the next.
        done["written"] += make_messages(installation, urgent=True)
        batch = installation.in_transaction(
            lambda unit: sending.claim(unit.connection, unit.now, BATCH, lease)
        )
        if not batch:
            break
        _send_all(installation, mailer, batch, done=done, progress=progress)
    return Dispatched(
        written=done["written"],
        sent=done["sent"],
        failed=done["failed"] + done["down"],
        dead=done["dead"],
        unknown=done["unknown"],
    )


def retry(unit: UnitOfWork, number: int) -> MessageView:
    """Put a message back into the outbox, and return it; NotFound where it was not given up."""
    return message_view(unit, sending.retry(unit.connection, number, unit.now))


def _send_all(
    installation: Installation,
    mailer: Mailer,
    batch: list[Message],
    done: Counter[str],
    progress: Progress,
) -> None:
    """
    Send what was claimed; what a slow server leaves no time for is released before its lease runs
    out.
    """
    waiting = deque(batch)
    deadline = monotonic() + installation.settings.lease_seconds / 2
    while waiting and not done["down"]:
        done[_send(installation, mailer, waiting.popleft())] += 1
        progress(done.total() - done["written"], None)
        if monotonic() > deadline:
            break
    if waiting:
        installation.in_transaction(lambda unit: sending.release(unit.connection, waiting))


def _send(installation: Installation, mailer: Mailer, message: Message) -> str:
    """Send one message, record how that ended, and return a word for it."""
    try:
        letter = _sifted_letter(installation, message)
        if letter is None:
            return "withheld"
        mailer.send(letter)
    except AddressUnreachable as error:
        return _bounced(installation, message, error.why)
    except MailNotSent as error:
        return _failed(installation, message, error)
    except LetterRefused as error:
        if isinstance(error, AddressRefused) and error.whose == "recipient":
            return _bounced(installation, message, error.code)
        return _given_up(installation, message, error.code)
    except DatabaseNotReady:
        raise
    except Exception as error:  # noqa: BLE001 - one message must not keep all others, whatever a mailer raises
        why = getattr(error, "code", type(error).__name__)
        return _failed(installation, message, MailNotSent("", retry=True, why=why))
    installation.in_transaction(lambda unit: sending.sent(unit.connection, message.id, unit.now))
    return "sent"


def _sifted_letter(installation: Installation, message: Message) -> EmailMessage | None:
    """
    Return the letter of a message without the notices that are not to be told now, and take these
    out of the message. None where no notice is left.
    """
    with installation.reading() as unit:
        cases: Cases = {}
        left_out = _left_out(unit, cases, message)
        remaining = tuple(notice for notice in message.notices if notice not in left_out)
        letter = None
        if remaining or not left_out:
            letter = letter_of(unit, replace(message, notices=remaining), cases)
    if left_out:
        installation.in_transaction(lambda unit: _leave_out(unit, message, left_out))
    return letter


def _left_out(unit: UnitOfWork, cases: Cases, message: Message) -> dict[Notice, str]:
    """Return the notices of a message that are not to be told now, each with a word for why."""
    if message.person is None:
        return {}
    reasons = {notice: _why_not(unit, cases, message.person, notice) for notice in message.notices}
    left_out = {notice: why for notice, why in reasons.items() if why}
    if len(message.notices) > 1:
        left_out |= _unwritable(unit, cases, message, left_out)
    return left_out


def _unwritable(
    unit: UnitOfWork, cases: Cases, message: Message, left_out: Mapping[Notice, str]
) -> dict[Notice, str]:
    """
    Return the notices of which no line can be written, so that they do not take others with them; a
    message that tells of one alone is given up, and named by that.
    """
    told = [notice for notice in message.notices if notice not in left_out]
    unwritable = [notice for notice in told if not can_be_written(unit, message, notice, cases)]
    for notice in unwritable:
        logs.error("mail.unwritable", case=notice.reference, rung=notice.rung)
    return dict.fromkeys(unwritable, UNREADABLE)


def _why_not(unit: UnitOfWork, cases: Cases, person: int, notice: Notice) -> str:
    """
    Return why a person is not told: the duty is past, it is now somebody else's, or the case cannot
    be read. Empty where they are told.
    """
    try:
        if is_past(case_of(unit, cases, notice.reference), notice):
            return PAST
        return "" if _is_still_for(unit, cases, person, notice) else NOT_PERMITTED
    except (DatabaseNotReady, DBAPIError):
        raise
    except Exception as error:  # noqa: BLE001 - one case must not keep the lines of all others
        logs.error(
            "mail.unreadable",
            case=notice.reference,
            error=getattr(error, "code", type(error).__name__),
        )
        return UNREADABLE


def _is_still_for(unit: UnitOfWork, cases: Cases, person: int, notice: Notice) -> bool:
    """
    Return whether the person may still act on the notice, or is still to be alerted by it.
    """
    case = case_of(unit, cases, notice.reference)
    deadline = case.deadlines.get(notice.deadline)
    owner = Owner(notice.role, notice.agency or None, notice.person or None)
    definition = unit.definition_of(case)
    in_charge = for_owner(
        definition, case, owner, directory=unit.directory, deadline=deadline
    ).people
    mailed = recipients(definition, case, owner, directory=unit.directory, deadline=deadline)
    return person in {post.person for post in (*in_charge, *mailed)}


def _leave_out(unit: UnitOfWork, message: Message, left_out: Mapping[Notice, str]) -> None:
    """Take those notices out of a message; where nothing is left of it, it is withheld."""
    if len(left_out) == len(message.notices):
        sending.withheld(unit.connection, message, max(left_out.values()))
    for why in (PAST, NOT_PERMITTED, UNREADABLE):
        notices = [notice for notice, reason in left_out.items() if reason == why]
        sending.drop(unit.connection, message, notices, why, again=why != PAST)


def _failed(installation: Installation, message: Message, error: MailNotSent) -> str:
    """Record that a message did not leave, or may not have, and when it is tried again."""
    wait = wait_after(message.attempts) if error.retry else None
    if wait is None:
        return _given_up(installation, message, error.why)
    logs.warning("mail.failed", message=message.message_id, error=error.why, again=True)
    record = sending.doubtful if isinstance(error, MailInDoubt) else sending.failed

    def put_off(unit: UnitOfWork) -> None:
        record(unit.connection, message, error.why, unit.hours.retry_from(unit.now + wait))

    installation.in_transaction(put_off)
    if isinstance(error, MailInDoubt):
        return "unknown"
    return "down" if isinstance(error, MailServerDown) else "failed"


def _given_up(installation: Installation, message: Message, why: str) -> str:
    logs.error("mail.given_up", message=message.message_id, error=why)
    installation.in_transaction(lambda unit: sending.failed(unit.connection, message, why, None))
    return "dead"


def _bounced(installation: Installation, message: Message, why: str) -> str:
    logs.error("mail.bounced", message=message.message_id, error=why)
    installation.in_transaction(lambda unit: sending.undeliverable(unit.connection, message, why))
    return "dead"
