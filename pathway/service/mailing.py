"""
From notices to letters: who is in charge now, one message to each, composed and handed to a mailer.

A message is claimed in a short transaction, sent outside any, and its end written down in another. Delivery is at
least once: what is claimed and not marked is sent again under the same Message-ID.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, timedelta
from email.message import EmailMessage

import structlog
from sqlalchemy.exc import DBAPIError

from pathway.errors import DatabaseNotReady, VerificationFailed
from pathway.notifications.compose import Letter, Line, compose, message_id
from pathway.notifications.errors import LetterRefused, MailNotSent
from pathway.notifications.mailers import Mailer
from pathway.notifications.wording import subject
from pathway.service.office import Office, Unit
from pathway.service.views import MessageView
from pathway.storage import outbox, sending
from pathway.storage.outbox import Message
from pathway.workflows.calendar import london_date
from pathway.workflows.case import Case, Owner
from pathway.workflows.duty_owners import addressed, recipients
from pathway.workflows.ladders import told_line
from pathway.workflows.notices import Notice
from pathway.workflows.people import Appointment
from pathway.workflows.roles import is_shut_out

BATCH = 50
RETRY_AFTER = timedelta(minutes=5)
REMINDER = "reminder"
log = structlog.wrap_logger(logging.getLogger("pathway"))


@dataclass(frozen=True, slots=True)
class Dispatched:
    """What a dispatch did: messages written, sent, to be tried again, given up."""

    written: int = 0
    sent: int = 0
    failed: int = 0
    dead: int = 0

    def as_json(self) -> dict[str, int]:
        """Return the shape that scripts rely on."""
        return {"written": self.written, "sent": self.sent, "failed": self.failed, "dead": self.dead}


def address(office: Office) -> int:
    """Make the messages of every notice that waits, and return how many."""
    return office.carry_out(_address_all)


def dispatch(office: Office, mailer: Mailer) -> Dispatched:
    """Send every message that is due, and return what became of them."""
    written = sent = failed = dead = 0
    lease = timedelta(seconds=office.settings.lease_seconds)
    while True:
        # Each time anew: what is withheld from one person finds the next.
        written += address(office)
        batch = office.carry_out(lambda unit: sending.claim(unit.connection, unit.now, BATCH, lease))
        if not batch:
            return Dispatched(written, sent, failed, dead)
        for message in batch:
            outcome = _send(office, mailer, message)
            sent, failed, dead = sent + (outcome == "sent"), failed + (outcome == "again"), dead + (outcome == "dead")


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
    written = sum(_write(unit, number, notice, one) for one in _recipients(unit, cases, notice))
    outbox.address(unit.connection, [number], unit.now)
    return written


def _recipients(unit: Unit, cases: dict[str, Case], notice: Notice) -> list[Appointment]:
    case = _case(unit, cases, notice.reference)
    deadline = case.deadlines.get(notice.deadline)
    if notice.deadline and (deadline is None or not deadline.is_open or deadline.due != notice.due):
        return []
    owner = Owner(notice.role, notice.agency or None, notice.person or None)
    item = deadline.item if deadline else None
    return recipients(addressed(unit.definition_of(case), case, owner, item, unit.directory), notice.role)


def _write(unit: Unit, number: int, notice: Notice, recipient: Appointment) -> int:
    due = notice.due.isoformat() if notice.due else ""
    parts = (notice.reference, notice.deadline, due, notice.rung, str(notice.event), recipient.email)
    name = message_id(*parts, domain=unit.office.settings.message_domain)
    made = outbox.write_message(unit.connection, recipient.person, recipient.email, REMINDER, [number], name, unit.now)
    return int(made is not None)


def _send(office: Office, mailer: Mailer, message: Message) -> str:
    """Send one message and write down how that ended: sent, again, dead, or withheld."""
    try:
        letter = _letter(office, message)
        if letter is None:
            return _withheld(office, message)
        mailer.send(letter)
    except MailNotSent as error:
        return _failed(office, message, error.code, again=error.retry)
    except LetterRefused as error:
        return _failed(office, message, error.code, again=False)
    except VerificationFailed as error:
        return _failed(office, message, error.code, again=True)
    office.carry_out(lambda unit: sending.sent(unit.connection, message.id, unit.now))
    return "sent"


def _letter(office: Office, message: Message) -> EmailMessage | None:
    """Return the email, or None where its recipient may not have it any more."""
    with office.reading() as unit:
        return None if _is_barred(unit, message) else letter_of(unit, message)


def _is_barred(unit: Unit, message: Message) -> bool:
    """Say whether the recipient left the directory, or an interest upheld since keeps them from the case."""
    if message.person is None:
        return False
    return not unit.directory.of(message.person) or any(
        _shuts_out(unit, message.person, one) for one in message.notices
    )


def _shuts_out(unit: Unit, person: int, notice: Notice) -> bool:
    case = unit.cases.get(notice.reference)
    deadline = case.deadlines.get(notice.deadline)
    return is_shut_out(case, person, case.items.get(deadline.item or "") if deadline else None)


def _withheld(office: Office, message: Message) -> str:
    office.carry_out(lambda unit: sending.withheld(unit.connection, message, "not_permitted"))
    return "withheld"


def _failed(office: Office, message: Message, code: str, *, again: bool) -> str:
    log.warning("mail.failed", message=message.message_id, error=code, again=again)
    office.carry_out(
        lambda unit: sending.failed(unit.connection, message, code, unit.now + RETRY_AFTER if again else None)
    )
    return "again" if again else "dead"


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
