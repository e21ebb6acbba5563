"""The emails that tell of no case: the test message, the anchor, and a change of contact asked for."""

from __future__ import annotations

from email.message import EmailMessage
from secrets import token_hex

from pathway.notifications.errors import LetterRefused
from pathway.notifications.writing.compose import message_id
from pathway.notifications.writing.envelopes import Envelope
from pathway.notifications.writing.notes import (
    ContactAsked,
    compose_anchor,
    compose_contact,
    compose_test,
)
from pathway.service.unit_of_work import UnitOfWork
from pathway.storage.mail.outbox import Message
from pathway.storage.proof.anchors import anchor_of_link


def anchor_letter(unit: UnitOfWork, message: Message, link: int) -> EmailMessage:
    """
    Return the email with the anchor that was made with a link.

    Raises:
        LetterRefused: The link cannot be read, or the recipient is not fit for an email.
    """
    anchor = anchor_of_link(unit.connection, link)
    if anchor is None:
        raise LetterRefused(f"Link {link} cannot be read; see `pathway verify`.")
    return compose_anchor(
        Envelope(
            message.recipient,
            unit.installation.settings.sender,
            message.message_id,
            message.created_at,
        ),
        anchor.text(),
    )


def test_letter(unit: UnitOfWork, email: str) -> EmailMessage:
    """Return an email that says it is a test; each has a Message-ID of its own."""
    return compose_test(_envelope(unit, "test", email))


def contact_letter(unit: UnitOfWork, email: str, asked: ContactAsked) -> EmailMessage:
    """Return an email that asks somebody of the business unit for a change of contact."""
    base_url = unit.installation.settings.base_url
    return compose_contact(_envelope(unit, "contact", email), asked, base_url)


def _envelope(unit: UnitOfWork, kind: str, email: str) -> Envelope:
    """Return the envelope of a letter of its own, which no retry sends again."""
    settings = unit.installation.settings
    name = message_id(
        kind,
        email,
        unit.now.isoformat(),
        token_hex(8),
        secret=unit.message_secret,
        domain=settings.message_domain,
    )
    return Envelope(email, settings.sender, name, unit.now)
