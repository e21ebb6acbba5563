"""
What comes back after a message left: that it arrived, that it did not, or that it is on its way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from pathway.notifications.server_ids import server_ids_in

Outcome = Literal["delivered", "failed", "underway"]
# RFC 5248: the recipient's server does not trust the sender. The two that are left out are about the
# recipient: the address or its domain belongs to somebody else now. RFC 3463, 3.2: it finds the
# sender's address or domain bad.
_STANDING = re.compile(r"dsn 5\.(?:7\.(?!17$|18$)\d+|1\.[78])")
LARGEST = 1024 * 1024  # bytes; our emails are small, and so is what reports on them


@dataclass(frozen=True, slots=True)
class Receipt:
    """
    What became of one message.

    Args:
        message_id: The message that it is about.
        why: A word or two to keep with the message, such as `dsn 5.1.1`; never what a server said,
            which may name people.
    """

    message_id: str
    outcome: Outcome
    why: str

    @property
    def is_of_standing(self) -> bool:
        """Return whether it failed for what the sender is, and would for any other recipient."""
        return self.outcome == "failed" and _STANDING.fullmatch(self.why) is not None


@dataclass(frozen=True, slots=True)
class Result:
    """
    What a report says of one recipient.

    Args:
        recipients: The address as it was written to and as it was tried in the end, in the form of
            `addresses.comparable`.
    """

    recipients: frozenset[str]
    outcome: Outcome
    why: str


@dataclass(frozen=True, slots=True)
class Report:
    """
    What a mail server reports. Anybody may write one: it counts only for a message whose identity
    and recipient it names, or else its subject and recipient.

    Args:
        identities: The Message-IDs under which the message may have come back.
        subject: The subject of the message that came back; empty where the report does not say.
    """

    identities: tuple[str, ...]
    results: tuple[Result, ...]
    subject: str = ""

    @property
    def server_ids(self) -> list[str]:
        """Return the identities that a server which took the message may have given it."""
        return server_ids_in(self.identities)

    def about(
        self, message_id: str, recipient: str, server_id: str | None = None
    ) -> Receipt | None:
        """
        Return what became of a message to a recipient, or None if the report says nothing of it.

        Args:
            server_id: What the server that took it called it, if it said.
        """
        is_named = message_id in self.identities or server_id in self.server_ids
        return self.about_recipient(message_id, recipient) if is_named else None

    def about_recipient(self, message_id: str, recipient: str) -> Receipt | None:
        """
        Return what became of a message to a recipient, whatever the report calls the message; None
        if it says nothing of the recipient.
        """
        named = [result for result in self.results if recipient in result.recipients]
        if not named:
            return None
        # One address may stand for several: if any of them was not reached, that is what matters.
        failures = [result for result in named if result.outcome == "failed"]
        result = failures[0] if failures else named[0]
        return Receipt(message_id, result.outcome, result.why)


@dataclass(frozen=True, slots=True)
class Returned:
    """
    One piece of mail that came back.

    Args:
        name: Its name in the mailbox.
        content: All of it; None if it is too large to be a report.
    """

    name: str
    content: bytes | None


class Letterbox(Protocol):
    """
    Where mail comes back to.

    Nothing in it is ever deleted. Mail that was dealt with is marked as read; other mail is
    flagged, and stays unread for somebody to look at.
    """

    def unread(self) -> Iterator[Returned]:
        """
        Return mail that nobody has read or flagged, the oldest first, up to a limit.

        Raises:
            ReturnsUnreadable: The mailbox cannot be read; the other methods raise it too.
        """
        ...

    def settle(self, name: str) -> None:
        """Mark a piece of mail as read."""
        ...

    def set_aside(self, name: str) -> None:
        """Flag a piece of mail for somebody to read."""
        ...

    def check(self) -> str:
        """Open the mailbox, and return a few words that say which one it is."""
        ...

    def close(self) -> None:
        """End the connection, if there is one."""
        ...


@runtime_checkable
class Tracker(Protocol):
    """A mailer that knows afterwards what became of a message."""

    def receipt(self, message_id: str) -> Receipt | None:
        """
        Return what became of a message, or None if it was not sent by this mailer.

        Raises:
            MailNotSent: The service cannot be asked now.
        """
        ...
