"""
Sending: messages are claimed, looked at once more, composed and handed to a mailer.

A message is claimed in a short transaction, sent outside any, and its end written down in another.
Delivery is at least once: what is claimed and not marked is sent again under the same Message-ID.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
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
from pathway.service.mail.letters import Cases, case_of, letter_of, message_view
from pathway.service.mail.message_building import is_past, make_messages
from pathway.service.retrying import wait_after
from pathway.service.transactions import Installation, UnitOfWork
from pathway.service.views import MessageView
from pathway.storage.mail import sending
from pathway.storage.mail.outbox import Message
from pathway.workflows.history.case import Owner
from pathway.workflows.people.in_charge import for_owner, recipients
from pathway.workflows.reminders.notices import Notice

BATCH = 10
PAST, NOT_PERMITTED, UNREADABLE = "duty_past", "not_permitted", "unreadable"


@dataclass(frozen=True, slots=True)
class Dispatched:
    """
    What a dispatch did: messages written, sent, to be tried again, given up, and those that may
    have left.
    """

    written: int = 0
    sent: int = 0
    failed: int = 0
    dead: int = 0
    unknown: int = 0

    def as_json(self) -> dict[str, int]:
        """Return the shape that scripts rely on."""
        return {
            "written": self.written,
            "sent": self.sent,
            "failed": self.failed,
            "dead": self.dead,
            "unknown": self.unknown,
        }


def dispatch(
    installation: Installation, mailer: Mailer, progress: Progress = no_progress
) -> Dispatched:
    """
    Send every message that is due, and return what became of them; a mail server that is down ends
    it.
    """
    done: Counter[str] = Counter()
    lease = timedelta(seconds=installation.settings.lease_seconds)
    while not done["down"]:
        # Each time anew: what is withheld from one person finds the next.
        done["written"] += make_messages(installation, urgent=True)
        batch = installation.in_transaction(
            lambda unit: sending.claim(unit.connection, unit.now, BATCH, lease)
        )
        if not batch:
            break
        _send_all(installation, mailer, batch, done, progress)
    failed = done["failed"] + done["down"]
    return Dispatched(done["written"], done["sent"], failed, done["dead"], done["unknown"])


def retry(unit: UnitOfWork, number: int) -> MessageView:
    """Return a message put back into the outbox; NotFound where it was not given up."""
    return message_view(unit, sending.retry(unit.connection, number, unit.now))


def _send_all(
    installation: Installation,
    mailer: Mailer,
    batch: list[Message],
    done: Counter[str],
    progress: Progress,
) -> None:
    """
    Send what was claimed; what a slow server leaves no time for is given back before its lease runs
    out.
    """
    waiting, last = deque(batch), monotonic() + installation.settings.lease_seconds / 2
    while waiting and not done["down"]:
        done[_send(installation, mailer, waiting.popleft())] += 1
        progress(done.total() - done["written"], None)
        if monotonic() > last:
            break
    if waiting:
        installation.in_transaction(lambda unit: sending.release(unit.connection, waiting))


def _send(installation: Installation, mailer: Mailer, message: Message) -> str:
    """Send one message and write down how that ended: sent, again, dead, or withheld."""
    try:
        with installation.reading() as unit:
            cases: Cases = {}
            left_out = _left_out(unit, cases, message)
            told = tuple(one for one in message.notices if one not in left_out)
            letter = (
                letter_of(unit, replace(message, notices=told), cases)
                if told or not left_out
                else None
            )
        if left_out:
            installation.in_transaction(lambda unit: _leave_out(unit, message, left_out))
        if letter is None:
            return "withheld"
        mailer.send(letter)
    except AddressUnreachable as error:
        return _bounced(installation, message, error.why)
    except MailNotSent as error:
        return _failed(installation, message, error)
    except LetterRefused as error:
        is_no_address = isinstance(error, AddressRefused) and error.whose == "recipient"
        return (_bounced if is_no_address else _given_up)(installation, message, error.code)
    except DatabaseNotReady:
        raise
    except Exception as error:  # noqa: BLE001 - one message must not keep all others, whatever a mailer raises
        return _failed(
            installation,
            message,
            MailNotSent("", retry=True, why=getattr(error, "code", type(error).__name__)),
        )
    installation.in_transaction(lambda unit: sending.sent(unit.connection, message.id, unit.now))
    return "sent"


def _left_out(unit: UnitOfWork, cases: Cases, message: Message) -> dict[Notice, str]:
    """Return what of a message is not to be told now, and why: a word for each notice."""
    person = message.person
    found = (
        {one: _why_not(unit, cases, person, one) for one in message.notices}
        if person is not None
        else {}
    )
    return {one: why for one, why in found.items() if why}


def _why_not(unit: UnitOfWork, cases: Cases, person: int, notice: Notice) -> str:
    """
    Return why a person is not told: the duty is past or another's by now, or the case cannot be
    read; or nothing.
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
    Return whether the person may still act on what they are told: in the directory, there, and not
    kept from it.
    """
    case = case_of(unit, cases, notice.reference)
    deadline = case.deadlines.get(notice.deadline)
    owner = Owner(notice.role, notice.agency or None, notice.person or None)
    definition = unit.definition_of(case)
    may = for_owner(definition, case, owner, unit.directory, deadline).people
    alarmed = recipients(definition, case, owner, unit.directory, deadline)
    return person in {post.person for post in (*may, *alarmed)}


def _leave_out(unit: UnitOfWork, message: Message, left_out: Mapping[Notice, str]) -> None:
    """Let a message tell of those no more; where nothing is left of it, it is withheld."""
    if len(left_out) == len(message.notices):
        sending.withheld(unit.connection, message, max(left_out.values()))
    for why in (PAST, NOT_PERMITTED, UNREADABLE):
        found = [one for one, said in left_out.items() if said == why]
        sending.drop(unit.connection, message, found, why, again=why != PAST)


def _failed(installation: Installation, message: Message, error: MailNotSent) -> str:
    """Write down that a message did not leave, or may not have, and when it is tried again."""
    wait = wait_after(message.attempts) if error.retry else None
    if wait is None:
        return _given_up(installation, message, error.why)
    logs.warning("mail.failed", message=message.message_id, error=error.why, again=True)
    written = sending.doubtful if isinstance(error, MailInDoubt) else sending.failed
    installation.in_transaction(
        lambda unit: written(
            unit.connection, message, error.why, unit.hours.retry_from(unit.now + wait)
        )
    )
    return (
        "unknown"
        if isinstance(error, MailInDoubt)
        else "down"
        if isinstance(error, MailServerDown)
        else "failed"
    )


def _given_up(installation: Installation, message: Message, why: str) -> str:
    logs.error("mail.given_up", message=message.message_id, error=why)
    installation.in_transaction(lambda unit: sending.failed(unit.connection, message, why, None))
    return "dead"


def _bounced(installation: Installation, message: Message, why: str) -> str:
    logs.error("mail.bounced", message=message.message_id, error=why)
    installation.in_transaction(lambda unit: sending.undeliverable(unit.connection, message, why))
    return "dead"
