"""
What comes back after a message left: that it arrived, that it did not, or that it is still on its
way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

Outcome = Literal["delivered", "failed", "underway"]
LARGEST = 1024 * 1024  # bytes; our emails are small, and so is what reports on them


@dataclass(frozen=True, slots=True)
class Receipt:
    """
    What became of one message.

    Args:
        message_id: Whose receipt it is.
        why: A word to be kept with the message, `dsn 5.1.1`: never what a server said, which may
            name people.
    """

    message_id: str
    outcome: Outcome
    why: str


@dataclass(frozen=True, slots=True)
class Returned:
    """
    One piece of mail that came back.

    Args:
        name: How its mailbox calls it.
        content: All of it; None where that is more than a report can be.
    """

    name: str
    content: bytes | None


class Letterbox(Protocol):
    """
    Where mail comes back to.

    Nothing in it is ever deleted. What was dealt with is marked as read; what was not is flagged,
    and stays unread for somebody to look at.
    """

    def unread(self) -> Iterator[Returned]:
        """
        Return mail that nobody has read or flagged, the oldest first, and not without end.

        Raises:
            ReturnsUnreadable: The mailbox cannot be read; so do all of these.
        """
        ...

    def settle(self, name: str) -> None:
        """Mark it as read."""
        ...

    def set_aside(self, name: str) -> None:
        """Flag it for somebody to read."""
        ...

    def check(self) -> str:
        """Open the mailbox, and return in a few words which it is."""
        ...

    def close(self) -> None:
        """End the connection, if there is one."""
        ...


@runtime_checkable
class Tracker(Protocol):
    """A mailer that knows afterwards what became of a message."""

    def receipt(self, message_id: str) -> Receipt | None:
        """
        Return what became of a message, or None where it was not sent this way.

        Raises:
            MailNotSent: It cannot be asked now.
        """
        ...
