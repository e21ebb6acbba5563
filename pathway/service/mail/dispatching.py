"""
Sending: messages are claimed, checked once more, composed and handed to a mailer.

A message is claimed in a short transaction, sent outside any, and its outcome recorded in another.
Delivery is at least once: what is claimed and not marked is sent again under the same Message-ID,
though never more than a few times.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from time import monotonic

from sqlalchemy import Connection

from pathway import logs
from pathway.errors import DatabaseNotReady
from pathway.measures import CLAIMS_LOST, MESSAGE
from pathway.notifications.errors import (
    AddressRefused,
    AddressUnreachable,
    LetterRefused,
    MailInDoubt,
    MailNotSent,
    MailServerDown,
    SettingsAtFault,
)
from pathway.notifications.sending.mailers import Mailer, Patient
from pathway.notifications.server_ids import server_id_in
from pathway.progress import Progress, no_progress
from pathway.service.mail import server_pauses
from pathway.service.mail.letters import message_view
from pathway.service.mail.message_building import make_messages
from pathway.service.mail.sifting import Sifted, leave_out, sifted, sifted_together
from pathway.service.retrying import LAST_ATTEMPT, LAST_IN_DOUBT, wait_after, wait_in_doubt
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.mail import MessageView
from pathway.service.views.shapes import View
from pathway.storage.mail import sending
from pathway.storage.mail.outbox import Message
from pathway.storage.mail.pauses import SENDING

BATCH = 25  # with more, a message takes no less
FRESH = 1.0  # seconds for which a message may leave as it was sifted


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


@dataclass
class _Pass:
    """
    One dispatch: what it did so far, and the failure of the server that ends it.

    Args:
        sifted: Messages that were sifted together, by their numbers, and when that was.
        unrecorded: The last message that left, until that is recorded, with what the server calls it.
    """

    installation: Installation
    mailer: Mailer
    progress: Progress
    done: Counter[str] = field(default_factory=Counter[str])
    stopped: MailServerDown | MailInDoubt | None = None
    sifted: dict[int, Sifted] = field(default_factory=dict[int, Sifted])
    sifted_at: float = 0.0
    unrecorded: tuple[Message, str | None] | None = None

    @cached_property
    def patience(self) -> timedelta | None:
        """Return how long the mailer may take over a message; None if it waits for nobody."""
        return self.mailer.patience if isinstance(self.mailer, Patient) else None

    def result(self) -> Dispatched:
        """Return what the pass did, in figures."""
        done = self.done
        return Dispatched(
            written=done["written"],
            sent=done["sent"],
            failed=done["failed"],
            dead=done["dead"],
            unknown=done["unknown"],
        )


def dispatch(
    installation: Installation, mailer: Mailer, progress: Progress = no_progress
) -> Dispatched:
    """
    Send every message that is due, and return what became of them; stop where the mail server is
    down or does not answer, and leave it alone for a while.
    """
    dispatching = _Pass(installation, mailer, progress)
    pause = server_pauses.lasting(installation, SENDING)
    if pause is not None:
        logs.warning("mail.paused", until=pause.until.isoformat(), why=pause.message)
        dispatching.done["written"] += make_messages(installation, urgent=True)
        return dispatching.result()
    _send_batches(dispatching)
    if dispatching.done["sent"]:
        server_pauses.end(installation, SENDING)
    if dispatching.stopped is not None:
        error = dispatching.stopped
        is_login = isinstance(error, MailServerDown) and error.is_login
        server_pauses.begin(installation, SENDING, error.message, is_login=is_login)
    return dispatching.result()


def _send_batches(dispatching: _Pass) -> None:
    installation = dispatching.installation
    lease = timedelta(seconds=installation.settings.lease_seconds)
    while dispatching.stopped is None:
        # Repeated for each batch: a notice withheld from one person goes to the next.
        dispatching.done["written"] += make_messages(installation, urgent=True)
        batch = installation.in_transaction(
            lambda unit: sending.claim(unit.connection, unit.now, BATCH, lease)
        )
        if not batch:
            break
        _send_all(dispatching, batch)


def retry(unit: UnitOfWork, number: int) -> MessageView:
    """Put a message back into the outbox, and return it; NotFound where it was not given up."""
    return message_view(unit, sending.retry(unit.connection, number, unit.now))


def _send_all(dispatching: _Pass, batch: list[Message]) -> None:
    """
    Send what was claimed; what a slow server leaves no time for is released before its lease runs
    out.
    """
    installation, done = dispatching.installation, dispatching.done
    waiting = deque(batch)
    deadline = monotonic() + installation.settings.lease_seconds / 2
    dispatching.sifted = sifted_together(installation, batch)
    dispatching.sifted_at = monotonic()
    try:
        while waiting and dispatching.stopped is None:
            done[_send(dispatching, waiting.popleft())] += 1
            dispatching.progress(done.total() - done["written"], None)
            if monotonic() > deadline:
                break
    finally:
        _record(dispatching)
    if waiting:
        installation.in_transaction(lambda unit: sending.release(unit.connection, waiting))


def _send(dispatching: _Pass, message: Message) -> str:
    """Send one message, record how that ended, and return a word for it."""
    installation = dispatching.installation
    try:
        return _sent(dispatching, message)
    except AddressUnreachable as error:
        return _bounced(installation, message, error.why)
    except MailNotSent as error:
        return _failed(dispatching, message, error)
    except LetterRefused as error:
        if isinstance(error, AddressRefused) and error.whose == "recipient":
            return _bounced(installation, message, error.code)
        return _given_up(installation, message, error.code)
    except DatabaseNotReady:
        raise
    except Exception as error:  # noqa: BLE001 - one message must not keep all others, whatever a mailer raises
        why = getattr(error, "code", type(error).__name__)
        return _failed(dispatching, message, MailNotSent("", retry=True, why=why))


def _sent(dispatching: _Pass, message: Message) -> str:
    """Send one message unless it is withheld or another worker has it; raises what a mailer raises."""
    installation = dispatching.installation
    if message.last_error == MailInDoubt.code and message.attempts > LAST_IN_DOUBT:
        return _given_up(installation, message, MailInDoubt.code)
    sift = _sift(dispatching, message)
    if sift.left_out:
        installation.in_transaction(lambda unit: leave_out(unit, sift))
    if sift.letter is None:
        return "withheld"
    if not _hold(dispatching, message):
        installation.tally.count(CLAIMS_LOST, MESSAGE)
        return "another's"
    dispatching.unrecorded = message, server_id_in(dispatching.mailer.send(sift.letter))
    return "sent"


def _sift(dispatching: _Pass, message: Message) -> Sifted:
    """Return a message as it may leave now; raises what keeps a letter from being made."""
    known = dispatching.sifted.get(message.id)
    if known is not None and monotonic() - dispatching.sifted_at < FRESH:
        return known
    _record(dispatching)
    return sifted(dispatching.installation, message)


def _hold(dispatching: _Pass, message: Message) -> bool:
    """
    Keep a message from other workers for as long as the mailer may take over it, and return whether
    it is still this worker's. That the one before it left is recorded in the same transaction: so a
    worker that is killed leaves no more than one of which nobody knows whether it left.
    """
    installation, patience = dispatching.installation, dispatching.patience
    if patience is None:
        _record(dispatching)
        return True
    lease = timedelta(seconds=installation.settings.lease_seconds) + patience

    def hold(unit: UnitOfWork) -> bool:
        _record_sent(unit, dispatching)
        return sending.renew(unit.connection, message, lease, doubt=MailInDoubt.code)

    is_ours = installation.in_transaction(hold)
    dispatching.unrecorded = None
    return is_ours


def _record(dispatching: _Pass) -> None:
    """Record that the last message left, if it is not recorded yet."""
    if dispatching.unrecorded is not None:
        dispatching.installation.in_transaction(lambda unit: _record_sent(unit, dispatching))
        dispatching.unrecorded = None


def _record_sent(unit: UnitOfWork, dispatching: _Pass) -> None:
    if dispatching.unrecorded is not None:
        message, server_id = dispatching.unrecorded
        sending.sent(unit.connection, message.id, unit.now, server_id)


def _failed(dispatching: _Pass, message: Message, error: MailNotSent) -> str:
    """Record that a message did not leave, or may not have, and when it is tried again."""
    installation = dispatching.installation
    if isinstance(error, MailServerDown) or (isinstance(error, MailInDoubt) and error.is_late):
        dispatching.stopped = error
    wait = _wait(message, error)
    if wait is None:
        return _given_up(installation, message, error.why)
    logs.warning("mail.failed", message=message.message_id, error=error.why, again=True)
    record = _record_of(error)

    def put_off(unit: UnitOfWork) -> None:
        record(unit.connection, message, error.why, unit.hours.retry_from(unit.now + wait))

    installation.in_transaction(put_off)
    return "unknown" if isinstance(error, MailInDoubt) else "failed"


def _wait(message: Message, error: MailNotSent) -> timedelta | None:
    """
    Return how long a message waits until it is tried again, or None where it is given up: never for
    a fault of the server or the settings, which it has no part in.
    """
    if isinstance(error, MailInDoubt):
        return wait_in_doubt(message.attempts)
    if isinstance(error, MailServerDown):
        return timedelta()  # it is the server that is left alone; others of its messages go first
    if isinstance(error, SettingsAtFault):
        return wait_after(min(message.attempts, LAST_ATTEMPT - 1))
    return wait_after(message.attempts) if error.retry else None


def _record_of(error: MailNotSent) -> Callable[[Connection, Message, str, datetime], object]:
    """Return what records that a message is tried again after a failure."""
    if isinstance(error, MailInDoubt):
        return sending.doubtful
    return sending.put_back if isinstance(error, MailServerDown) else sending.failed


def _given_up(installation: Installation, message: Message, why: str) -> str:
    logs.error("mail.given_up", message=message.message_id, error=why)
    installation.in_transaction(lambda unit: sending.failed(unit.connection, message, why, None))
    return "dead"


def _bounced(installation: Installation, message: Message, why: str) -> str:
    logs.error("mail.bounced", message=message.message_id, error=why)
    installation.in_transaction(lambda unit: sending.undeliverable(unit.connection, message, why))
    return "dead"
