"""
Reading what came back after messages left: a message that did not arrive brings in the next contact.

Each piece of mail is written down in a transaction of its own and marked as read afterwards: what is read twice changes
nothing the second time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta

from pathway import logs
from pathway.errors import DatabaseNotReady, PathwayError
from pathway.notifications.delivery_reports import receipt_in
from pathway.notifications.mailers import Mailer
from pathway.notifications.receipts import Letterbox, Receipt, Tracker
from pathway.service.office import Office, Unit
from pathway.service.post import letterbox_of
from pathway.storage import receipts

RECENT = timedelta(days=5)  # Notify tries for three days, and forgets a message after seven
BOUNCED, KNOWN, STRANGE, TOO_EARLY = "bounced", "known", "strange", "too early"


@dataclass(frozen=True, slots=True)
class Receipts:
    """What came back: receipts read, messages that had not arrived, and mail left for somebody to read."""

    read: int = 0
    bounced: int = 0
    left: int = 0

    def as_json(self) -> dict[str, int]:
        """Return the shape that scripts rely on."""
        return {"read": self.read, "bounced": self.bounced, "left": self.left}


def read_receipts(office: Office, mailer: Mailer) -> Receipts:
    """
    Read the letterbox of the settings, ask the mailer if it keeps track, and return what came back.

    Raises:
        ReturnsUnreadable: The letterbox cannot be read.
        MailNotSent: The mailer cannot be asked.
        WrongUsage: The settings of the letterbox do not fit together.
    """
    done: Counter[str] = Counter()
    letterbox = letterbox_of(office.settings)
    if letterbox is not None:
        with closing(letterbox):
            done.update(_read(office, letterbox))
    if isinstance(mailer, Tracker):
        done.update(_asked(office, mailer))
    return Receipts(done[BOUNCED] + done[KNOWN], done[BOUNCED], done[STRANGE])


def try_to_read(office: Office, mailer: Mailer) -> None:
    """Read what came back; where that cannot be done it is logged, and what is sent does not wait for it."""
    try:
        found = read_receipts(office, mailer)
    except DatabaseNotReady:
        raise
    except PathwayError as error:
        logs.error("receipts.failed", error=error.code, message=error.message)
    except Exception as error:  # noqa: BLE001 - whatever comes back, mail must leave
        logs.error("receipts.failed", error=type(error).__name__)
    else:
        if any(found.as_json().values()):
            logs.info("receipts.read", **found.as_json())


def _read(office: Office, letterbox: Letterbox) -> Iterator[str]:
    """Return what each piece of mail was, marked so that it is not read again unless it came too early."""
    for one in letterbox.unread():
        receipt = receipt_in(one.content) if one.content is not None else None
        found = _written(office, receipt) if receipt is not None else STRANGE
        if found == STRANGE:
            letterbox.set_aside(one.name)
        elif found != TOO_EARLY:
            letterbox.settle(one.name)
        yield found


def _asked(office: Office, tracker: Tracker) -> Iterator[str]:
    """Return what became of each message that left lately and of which nothing is known."""
    with office.reading() as unit:
        awaited = receipts.awaited(unit.connection, unit.now - RECENT)
    for message_id in awaited:
        receipt = tracker.receipt(message_id)
        if receipt is not None and receipt.outcome != "underway":
            yield _written(office, receipt)


def _written(office: Office, receipt: Receipt) -> str:
    """Write down what became of a message, and return whether that was news."""
    found = office.carry_out(lambda unit: _write(unit, receipt))
    if found == BOUNCED:
        logs.error("mail.bounced", message=receipt.message_id, error=receipt.why)
    return found


def _write(unit: Unit, receipt: Receipt) -> str:
    state = receipts.state_of(unit.connection, receipt.message_id)
    if state is None:
        return STRANGE
    if state == "sending":
        return TOO_EARLY  # it is on its way just now: whoever sends it has yet to write down that it left
    if receipt.outcome == "failed" and receipts.bounced(unit.connection, receipt.message_id, receipt.why):
        return BOUNCED
    if receipt.outcome == "delivered":
        receipts.noted(unit.connection, receipt.message_id, receipt.why)
    return KNOWN
