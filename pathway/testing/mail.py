"""A mailer that keeps what it gets."""

from __future__ import annotations

from email.message import EmailMessage


class KeptMail:
    """
    Sends nothing: `Pathway.connect(..., mailer=KeptMail())`; `sent` is every message, in order.
    """

    def __init__(self) -> None:
        self.sent: list[EmailMessage] = []

    def send(self, message: EmailMessage) -> None:
        """Keep a message."""
        self.sent.append(message)

    def to(self, email: str) -> list[EmailMessage]:
        """Return the messages to one person."""
        return [one for one in self.sent if str(one["To"]).casefold() == email.casefold()]
