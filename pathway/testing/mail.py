"""A mailer that keeps what it gets."""

from __future__ import annotations

from email.message import EmailMessage


class FakeMailer:
    """
    A mailer that sends nothing: `Pathway.connect(..., mailer=FakeMailer())`. Its `sent` is a list
    of every message, in order.
    """

    def __init__(self) -> None:
        self.sent: list[EmailMessage] = []

    def send(self, message: EmailMessage) -> None:
        """Keep a message."""
        self.sent.append(message)

    def to(self, email: str) -> list[EmailMessage]:
        """Return the messages to one person."""
        wanted = email.casefold()
        return [message for message in self.sent if str(message["To"]).casefold() == wanted]
