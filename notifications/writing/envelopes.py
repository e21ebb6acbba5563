"""The headers that each email has, and what makes a retry the same message byte for byte."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP
from functools import lru_cache
from typing import Any

from pathway.notifications.addresses import named_address, plain_address
from pathway.workflows.calendar.working_days import LONDON

# Some services, Amazon SES among them, give a message a Message-ID of their own; this one survives,
# and comes back with the headers of a bounce.
OWN_HEADER = "X-Pathway-Message"
# As many as there are that all messages have, and those of some messages.
HEADERS_KEPT = 128


class KeptHeaders(HeaderRegistry):
    """
    The headers of messages, as the library reads them: it takes long over each, and most are the
    same in every message.
    """

    @lru_cache(HEADERS_KEPT)  # noqa: B019 - there is one, and it stays
    def __getitem__(self, name: str) -> Any:
        """Return the class of a header."""
        return super().__getitem__(name)

    def __call__(self, name: str, value: Any) -> Any:
        """Return a header, which is never changed."""
        return (
            self._of_text(name, value) if isinstance(value, str) else super().__call__(name, value)
        )

    @lru_cache(HEADERS_KEPT)  # noqa: B019
    def _of_text(self, name: str, value: str) -> Any:
        return super().__call__(name, value)


_POLICY = SMTP.clone(header_factory=KeptHeaders())


@dataclass(frozen=True, slots=True)
class Envelope:
    """Whom an email is for, who sends it, its Message-ID, and when it was made."""

    recipient: str
    sender: str
    message_id: str
    sent_at: datetime


def addressed(envelope: Envelope, subject: str) -> EmailMessage:
    """
    Return an email that has its headers and no content yet.

    Raises:
        AddressRefused: The recipient's or the sender's address is not fit for an email.
    """
    message = EmailMessage(policy=_POLICY)
    message["From"] = named_address(envelope.sender, "sender")
    message["To"] = plain_address(envelope.recipient, "recipient")
    message["Subject"] = subject
    message["Date"] = envelope.sent_at.astimezone(LONDON)
    message["Message-ID"] = envelope.message_id
    message[OWN_HEADER] = envelope.message_id
    message["Auto-Submitted"] = "auto-generated"
    return message


def bound(message: EmailMessage, identity: str) -> None:
    """
    Set the boundaries between parts, which the library makes at random.

    `=_` cannot occur in quoted-printable text, nor in base64.
    """
    multiparts = (part for part in message.walk() if part.is_multipart())
    for number, multipart in enumerate(multiparts):
        digest = hashlib.sha256(f"{number}{identity}".encode()).hexdigest()
        multipart.set_boundary(f"=_{digest[:24]}")
