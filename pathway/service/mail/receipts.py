"""
Reading what came back after messages left: a message that did not arrive brings in the next
contact.

Each piece of mail is recorded in a transaction of its own and marked as read afterwards: what is
read twice changes nothing the second time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta

from pathway import logs
from pathway.errors import DatabaseNotReady, PathwayError
from pathway.notifications.addresses import comparable
from pathway.notifications.errors import ReturnsUnreadable
from pathway.notifications.receipts import Letterbox, Receipt, Report, Tracker
from pathway.notifications.receiving.delivery_reports import report_in
from pathway.notifications.sending.mailers import Mailer
from pathway.service.mail import server_pauses
from pathway.service.mail.letters import message_views
from pathway.service.mail.mail_backends import letterbox_of
from pathway.service.retrying import wait_in_doubt
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.shapes import View
from pathway.storage.mail import outbox, receipts
from pathway.storage.mail.outbox import Message
from pathway.storage.mail.pauses import RETURNS
from pathway.storage.mail.receipts import SentMessage

LEFT = ("sending", "sent", "unknown", "bounced")
MOST = 100  # messages to one person within these days
RECENT = timedelta(days=5)  # Notify tries for three days, and forgets a message after seven
BOUNCED, KNOWN, STRANGE, TOO_EARLY = "bounced", "known", "strange", "too early"


@dataclass(frozen=True, slots=True)
class Receipts(View):
    """
    What came back after messages were sent.

    Args:
        read: How many receipts were read.
        bounced: How many messages had not arrived, as was learnt from them.
        left: How many pieces of mail are left for somebody to read.
    """

    read: int = 0
    bounced: int = 0
    left: int = 0


def read_receipts(
    installation: Installation, mailer: Mailer, *, leaves_alone: bool = False
) -> Receipts:
    """
    Read the configured letterbox, ask the mailer if it keeps track, and return what came back.

    Args:
        leaves_alone: Do not open a letterbox that failed a short while ago.

    Raises:
        ReturnsUnreadable: The letterbox cannot be read.
        MailNotSent: The mailer cannot be asked.
        WrongUsage: The settings of the letterbox do not fit together.
    """
    done: Counter[str] = Counter()
    letterbox = letterbox_of(installation.settings)
    if letterbox is not None and not (leaves_alone and _is_paused(installation)):
        done.update(_all_read(installation, letterbox))
    if isinstance(mailer, Tracker):
        done.update(_asked(installation, mailer))
    return Receipts(done[BOUNCED] + done[KNOWN], done[BOUNCED], done[STRANGE])


def try_to_read(installation: Installation, mailer: Mailer) -> None:
    """
    Read what came back; where that fails it is logged, so that sending can go on.
    """
    try:
        receipts_read = read_receipts(installation, mailer, leaves_alone=True)
    except DatabaseNotReady:
        raise
    except PathwayError as error:
        logs.error("receipts.failed", error=error.code, message=error.message)
    except Exception as error:  # noqa: BLE001 - whatever comes back, mail must leave
        logs.error("receipts.failed", error=type(error).__name__)
    else:
        figures = receipts_read.as_json()
        if any(figures.values()):
            logs.info("receipts.read", **figures)


def _is_paused(installation: Installation) -> bool:
    pause = server_pauses.lasting(installation, RETURNS)
    if pause is not None:
        logs.warning("receipts.paused", until=pause.until.isoformat(), why=pause.message)
    return pause is not None


def _all_read(installation: Installation, letterbox: Letterbox) -> Counter[str]:
    """Return how many pieces of mail were what; a letterbox that fails is left alone for a while."""
    try:
        with closing(letterbox):
            outcomes = Counter(_read(installation, letterbox))
    except ReturnsUnreadable as error:
        server_pauses.begin(installation, RETURNS, error.message, is_login=error.is_login)
        raise
    server_pauses.end(installation, RETURNS)
    return outcomes


def _read(installation: Installation, letterbox: Letterbox) -> Iterator[str]:
    """
    Yield what each piece of mail was; it is marked so that it is not read again, unless it came too
    early.
    """
    for mail in letterbox.unread():
        report = report_in(mail.content) if mail.content is not None else None
        receipt = _recognised(installation, report) if report is not None else None
        outcome = _written(installation, receipt) if receipt is not None else STRANGE
        if outcome == STRANGE:
            letterbox.set_aside(mail.name)
        elif outcome != TOO_EARLY:
            letterbox.settle(mail.name)
        yield outcome


def _recognised(installation: Installation, report: Report) -> Receipt | None:
    """
    Return what a report says of a message of ours; None where it names none, or not its recipient.

    A subject counts only where no identity does, since it may be guessed.
    """
    with installation.reading() as unit:
        message = receipts.named(unit.connection, report.identities)
        if message is None:
            message = receipts.named_by_server(unit.connection, report.server_ids)
        if message is None:
            return _by_subject(unit, report)
    recipient = comparable(message.recipient)
    return report.about(message.message_id, recipient, message.server_id)


def _by_subject(unit: UnitOfWork, report: Report) -> Receipt | None:
    """
    Return what a report says of the message that left lately to its recipient under its subject, as
    where a service gives every message another identity; None if that is none or several.
    """
    recipients = {name for result in report.results for name in result.recipients}
    left = [message for message in _left_to(unit, recipients) if message.notices]
    named = [view for view in message_views(unit, left) if view.subject == report.subject]
    if len(named) != 1:
        return None
    logs.info("receipts.by_subject", message=named[0].message_id)
    return report.about_recipient(named[0].message_id, comparable(named[0].to))


def _left_to(unit: UnitOfWork, recipients: Collection[str]) -> Iterator[Message]:
    """Yield the messages that left lately, or are just leaving, to one of these addresses."""
    since = unit.now - RECENT
    posts = unit.directory.appointments
    for person in {post.person for post in posts if comparable(post.email) in recipients}:
        for message in outbox.messages(
            unit.connection, states=LEFT, person=person, latest=True, limit=MOST
        ):
            is_recent = (message.sent_at or unit.now) >= since
            if is_recent and comparable(message.recipient) in recipients:
                yield message


def _asked(installation: Installation, tracker: Tracker) -> Iterator[str]:
    """Yield what became of each message that left lately and of which nothing is known yet."""
    with installation.reading() as unit:
        awaited = receipts.awaited(unit.connection, unit.now - RECENT)
    for message_id in awaited:
        receipt = tracker.receipt(message_id)
        if receipt is not None and receipt.outcome != "underway":
            yield _written(installation, receipt)


def _written(installation: Installation, receipt: Receipt) -> str:
    """Record what became of a message, and return a word for whether that was news."""
    outcome = installation.in_transaction(lambda unit: _write(unit, receipt))
    if outcome == BOUNCED:
        logs.error("mail.bounced", message=receipt.message_id, error=receipt.why)
    return outcome


def _write(unit: UnitOfWork, receipt: Receipt) -> str:
    message = receipts.named(unit.connection, [receipt.message_id])
    if message is None:
        return STRANGE
    if message.state == "sending":
        return TOO_EARLY  # it is on its way just now: whoever sends it has yet to write down that it left
    if receipt.is_of_standing:
        return _refused(unit, message, receipt.why)
    if receipt.outcome == "failed":
        is_news = receipts.bounced(unit.connection, receipt.message_id, receipt.why)
        return BOUNCED if is_news else KNOWN
    if receipt.outcome == "delivered":
        receipts.noted(unit.connection, receipt.message_id, receipt.why)
    return KNOWN


def _refused(unit: UnitOfWork, message: SentMessage, why: str) -> str:
    """
    Let a message wait that was refused for what its sender is: nobody else would get it either.
    """
    wait = wait_in_doubt(message.attempts)
    again = unit.hours.retry_from(unit.now + wait) if wait else None
    receipts.refused(unit.connection, message.message_id, why, again)
    return KNOWN
