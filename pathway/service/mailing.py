"""
From notices to letters: who is in charge now, one message to each, composed and handed to a mailer.

A message is claimed in a short transaction, sent outside any, and its end written down in another. Delivery is at
least once: what is claimed and not marked is sent again under the same Message-ID.
"""

from __future__ import annotations

import logging
from collections import Counter, deque
from dataclasses import dataclass
from datetime import date, timedelta
from email.message import EmailMessage
from secrets import token_hex

import structlog
from sqlalchemy.exc import DBAPIError

from pathway.errors import DatabaseNotReady
from pathway.notifications.compose import Letter, Line, compose, compose_test, message_id
from pathway.notifications.errors import (
    AddressRefused,
    AddressUnreachable,
    LetterRefused,
    MailInDoubt,
    MailNotSent,
    MailServerDown,
)
from pathway.notifications.mailers import Mailer
from pathway.notifications.wording import subject
from pathway.service.office import Office, Unit
from pathway.service.retrying import wait_after
from pathway.service.views import MessageView
from pathway.storage import outbox, sending
from pathway.storage.outbox import Message
from pathway.workflows.calendar import london_date
from pathway.workflows.case import Case, Owner
from pathway.workflows.duty_owners import recipients
from pathway.workflows.ladders import told_line
from pathway.workflows.notices import Notice
from pathway.workflows.people import Appointment
from pathway.workflows.roles import is_shut_out

BATCH = 10
REMINDER = "reminder"
PAST, NOT_PERMITTED = "duty_past", "not_permitted"
log = structlog.wrap_logger(logging.getLogger("pathway"))


@dataclass(frozen=True, slots=True)
class Dispatched:
    """What a dispatch did: messages written, sent, to be tried again, given up, and those that may have left."""

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


def address(office: Office) -> int:
    """Make the messages of every notice that waits, and return how many."""
    return office.carry_out(_address_all)


def dispatch(office: Office, mailer: Mailer) -> Dispatched:
    """Send every message that is due, and return what became of them; a mail server that is down ends it."""
    done: Counter[str] = Counter()
    lease = timedelta(seconds=office.settings.lease_seconds)
    while not done["down"]:
        # Each time anew: what is withheld from one person finds the next.
        done["written"] += address(office)
        batch = office.carry_out(lambda unit: sending.claim(unit.connection, unit.now, BATCH, lease))
        if not batch:
            break
        _send_all(office, mailer, batch, done)
    failed = done["failed"] + done["down"]
    return Dispatched(done["written"], done["sent"], failed, done["dead"], done["unknown"])


def _send_all(office: Office, mailer: Mailer, batch: list[Message], done: Counter[str]) -> None:
    waiting = deque(batch)
    while waiting and not done["down"]:
        done[_send(office, mailer, waiting.popleft())] += 1
    if waiting:
        office.carry_out(lambda unit: sending.release(unit.connection, waiting))


def message_view(unit: Unit, message: Message) -> MessageView:
    """Return a message as callers are shown it."""
    told = [
        {
            "case": one.reference,
            "deadline": one.deadline or None,
            "due": one.due.isoformat() if one.due else None,
            "rung": one.rung,
        }
        for one in message.notices
    ]
    return MessageView(
        id=message.id,
        to=message.recipient,
        subject=subject(_lines(unit, message), london_date(message.created_at)),
        kind=message.kind,
        notices=tuple(told),
        state=message.state,
        attempts=message.attempts,
        message_id=message.message_id,
        created_at=message.created_at,
        sent_at=message.sent_at,
        last_error=message.last_error,
    )


def letter_of(unit: Unit, message: Message) -> EmailMessage:
    """
    Return the email that a message is.

    Raises:
        LetterRefused: What it would say, or whom it would go to, is not fit for an email.
    """
    settings = unit.office.settings
    return compose(
        Letter(
            recipient_email=message.recipient,
            message_id=message.message_id,
            sent_at=message.created_at,
            base_url=settings.base_url or None,
            sender=settings.sender,
            lines=_lines(unit, message),
        )
    )


def test_letter(unit: Unit, email: str) -> EmailMessage:
    """Return an email that says it is a test; each is another one."""
    settings = unit.office.settings
    name = message_id("test", email, unit.now.isoformat(), token_hex(8), domain=settings.message_domain)
    return compose_test(email, settings.sender, name, unit.now)


def retry(unit: Unit, number: int) -> MessageView:
    """Return a message put back into the outbox; NotFound where it was not given up."""
    return message_view(unit, sending.retry(unit.connection, number, unit.now))


def _address_all(unit: Unit) -> int:
    cases: dict[str, Case] = {}
    return sum(_addressed(unit, cases, number, notice) for number, notice in outbox.unaddressed(unit.connection))


def _addressed(unit: Unit, cases: dict[str, Case], number: int, notice: Notice) -> int:
    """Make the messages of one notice; where its case cannot be read it waits, and the others do not."""
    try:
        return _address(unit, cases, number, notice)
    except (DatabaseNotReady, DBAPIError):
        raise  # the transaction is over for all of them
    except Exception as error:  # noqa: BLE001 - one case must not keep the mail of all others
        log.error("mail.unaddressed", case=notice.reference, error=type(error).__name__)
        return 0


def _address(unit: Unit, cases: dict[str, Case], number: int, notice: Notice) -> int:
    written = sum(_write(unit, number, notice, one) for one in _recipients(unit, cases, number, notice))
    outbox.address(unit.connection, [number], unit.now)
    return written


def _recipients(unit: Unit, cases: dict[str, Case], number: int, notice: Notice) -> list[Appointment]:
    case = _case(unit, cases, notice.reference)
    if _is_past(case, notice):
        return []
    deadline = case.deadlines.get(notice.deadline)
    item, owner = deadline.item if deadline else None, _owner(notice)
    unreachable = outbox.unreachable(unit.connection, number)
    return recipients(unit.definition_of(case), case, owner, item, unit.directory, unreachable)


def _owner(notice: Notice) -> Owner:
    return Owner(notice.role, notice.agency or None, notice.person or None)


def _is_past(case: Case, notice: Notice) -> bool:
    """Say whether the duty is met, stopped or due on another day since: nobody is reminded of it any more."""
    deadline = case.deadlines.get(notice.deadline)
    return bool(notice.deadline) and (deadline is None or not deadline.is_open or deadline.due != notice.due)


def _write(unit: Unit, number: int, notice: Notice, recipient: Appointment) -> int:
    due = notice.due.isoformat() if notice.due else ""
    parts = (notice.reference, notice.deadline, due, notice.rung, str(notice.event), recipient.email)
    name = message_id(*parts, domain=unit.office.settings.message_domain)
    made = outbox.write_message(unit.connection, recipient.person, recipient.email, REMINDER, [number], name, unit.now)
    return int(made is not None)


def _send(office: Office, mailer: Mailer, message: Message) -> str:
    """Send one message and write down how that ended: sent, again, dead, or withheld."""
    try:
        why = _why_not(office, message)
        if why:
            return _withheld(office, message, why)
        with office.reading() as unit:
            letter = letter_of(unit, message)
        mailer.send(letter)
    except AddressUnreachable as error:
        return _bounced(office, message, error.why)
    except MailNotSent as error:
        return _failed(office, message, error)
    except LetterRefused as error:
        is_no_address = isinstance(error, AddressRefused) and error.whose == "recipient"
        return (_bounced if is_no_address else _given_up)(office, message, error.code)
    except DatabaseNotReady:
        raise
    except Exception as error:  # noqa: BLE001 - one message must not keep all others, whatever a mailer raises
        return _failed(office, message, MailNotSent("", retry=True, why=getattr(error, "code", type(error).__name__)))
    office.carry_out(lambda unit: sending.sent(unit.connection, message.id, unit.now))
    return "sent"


def _why_not(office: Office, message: Message) -> str:
    """Return why its recipient gets the message no more, or nothing: the duty is past, or is another's by now."""
    with office.reading() as unit:
        if message.person is None:
            return ""
        cases: dict[str, Case] = {}
        if all(_is_past(_case(unit, cases, one.reference), one) for one in message.notices):
            return PAST
        kept = all(_is_still_for(unit, cases, message.person, one) for one in message.notices)
        return "" if kept else NOT_PERMITTED


def _is_still_for(unit: Unit, cases: dict[str, Case], person: int, notice: Notice) -> bool:
    """Say whether the person is in the directory, there today, and not kept from the case by an interest since."""
    case = _case(unit, cases, notice.reference)
    deadline = case.deadlines.get(notice.deadline)
    item = case.items.get(deadline.item or "") if deadline else None
    there = bool(unit.directory.of(person)) and (person not in unit.directory.absent or _is_all_there_is(unit, person))
    return there and not is_shut_out(case, person, item)


def _is_all_there_is(unit: Unit, person: int) -> bool:
    """Say whether nobody of the business unit is there, who would get the mail instead."""
    return all(one.person in unit.directory.absent for one in unit.directory.holders("bu") if one.person != person)


def _withheld(office: Office, message: Message, why: str) -> str:
    office.carry_out(lambda unit: sending.withheld(unit.connection, message, why, again=why != PAST))
    return "withheld"


def _failed(office: Office, message: Message, error: MailNotSent) -> str:
    """Write down that a message did not leave, or may not have, and when it is tried again."""
    wait = wait_after(message.attempts) if error.retry else None
    if wait is None:
        return _given_up(office, message, error.why)
    log.warning("mail.failed", message=message.message_id, error=error.why, again=True)
    written = sending.doubtful if isinstance(error, MailInDoubt) else sending.failed
    office.carry_out(lambda unit: written(unit.connection, message, error.why, unit.now + wait))
    return "unknown" if isinstance(error, MailInDoubt) else "down" if isinstance(error, MailServerDown) else "failed"


def _given_up(office: Office, message: Message, why: str) -> str:
    log.error("mail.given_up", message=message.message_id, error=why)
    office.carry_out(lambda unit: sending.failed(unit.connection, message, why, None))
    return "dead"


def _bounced(office: Office, message: Message, why: str) -> str:
    log.error("mail.bounced", message=message.message_id, error=why)
    office.carry_out(lambda unit: sending.undeliverable(unit.connection, message, why))
    return "dead"


def _lines(unit: Unit, message: Message) -> tuple[Line, ...]:
    """Return what a message says as of the day it was made: a retry on another day is the same message."""
    cases: dict[str, Case] = {}
    day = london_date(message.created_at)
    return tuple(_line(unit, cases, notice, day) for notice in message.notices)


def _line(unit: Unit, cases: dict[str, Case], notice: Notice, today: date) -> Line:
    case = _case(unit, cases, notice.reference)
    definition = unit.definition_of(case)
    if not notice.deadline:
        event = unit.cases.event(notice.reference, notice.event)
        told = told_line(definition, event, notice.role)
        return Line(notice.reference, "", None, "told", None, False, told=told)
    deadline = case.deadlines[notice.deadline]
    rule = definition.deadlines.get(deadline.key)
    due = notice.due or deadline.due
    days = unit.calendar.between(today, due)
    title = rule.title if rule else deadline.key
    return Line(notice.reference, title, due, notice.rung, days, deadline.provisional, prompt=deadline.never_breached)


def _case(unit: Unit, cases: dict[str, Case], reference: str) -> Case:
    if reference not in cases:
        cases[reference] = unit.cases.get(reference)
    return cases[reference]
