"""The headers that each email has, and what makes a retry the same message byte for byte."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import HeaderRegistry
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from functools import lru_cache
from typing import Any

from pathway.notifications.addresses import named_address, plain_address
from pathway.workflows.calendar.working_days import LONDON

# Some services, Amazon SES among them, give a message a Message-ID of their own; this one survives,
# and comes back with the headers of a bounce.
OWN_HEADER = "X-Pathway-Message"
# As many as there are that all messages have, and those of some messages.
HEADERS_KEPT = 128
# What the library asks for itself, to write the parts of a message.
OF_CONTENT = "Content-"


class KeptHeaders(HeaderRegistry):
    """
    Headers as the library reads them, kept: it takes long over each, and most are the same in every
    message.
    """

    def __init__(self) -> None:
        super().__init__()
        self._class_of = lru_cache(HEADERS_KEPT)(super().__getitem__)
        self._of_text = lru_cache(HEADERS_KEPT)(super().__call__)

    def __reduce__(self) -> tuple[type[KeptHeaders], tuple[()]]:
        """Let a message be pickled, as a host's queue may want to."""
        return KeptHeaders, ()

    def __getitem__(self, name: str) -> Any:
        """Return the class of a header."""
        return self._class_of(name)

    def __call__(self, name: str, value: Any) -> Any:
        """Return a header, which is never changed."""
        if isinstance(value, str):
            return self._of_text(name, value)
        return super().__call__(name, value)


class TextHeaders(EmailPolicy):
    """
    Headers that stay the text they were set to, as the library keeps those of an email that it has
    read: each is parsed when somebody asks for it, which sending does not.
    """

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        """Return a header as it is kept; what is not plain text, or of the content, is parsed."""
        is_plain = isinstance(value, str) and value.isascii() and value.isprintable()
        if name.startswith(OF_CONTENT) or not is_plain:
            return super().header_store_parse(name, value)
        return name, value


_POLICY = TextHeaders(linesep="\r\n", header_factory=KeptHeaders())


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
    message["From"] = str(named_address(envelope.sender, "sender"))
    message["To"] = str(plain_address(envelope.recipient, "recipient"))
    message["Subject"] = subject
    message["Date"] = format_datetime(envelope.sent_at.astimezone(LONDON))
    message["Message-ID"] = envelope.message_id
    message[OWN_HEADER] = envelope.message_id
    message["Auto-Submitted"] = "auto-generated"
    return message


def bound(message: EmailMessage) -> None:
    """
    Set the boundaries between parts, which the library makes at random.

    `=_` cannot occur in quoted-printable text, nor in base64: so they may be the same in every email.
    """
    multiparts = (part for part in message.walk() if part.is_multipart())
    for number, multipart in enumerate(multiparts):
        multipart.set_boundary(f"=_pathway_{number}")
