"""
What mail servers write back about a message, in the shape of RFC 3464, and what else lies in such a
mailbox.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

WHOSE = "somebody@example.org"


@dataclass(frozen=True)
class Bounce:
    """
    A delivery status notification.

    Args:
        message_id: The message that it is about, as its headers come back.
        returned: How they come back: `text/rfc822-headers`, `message/rfc822`, or empty for not at
            all.
        envelope_id: What was handed over with the envelope.
        outcomes: Action and status for each recipient.
        to: The recipient, as it was written to.
        final: The address at which it was tried in the end, if not the same.
        subject: The subject, as it comes back.
    """

    message_id: str
    action: str = "failed"
    status: str = "5.1.1"
    returned: str = "text/rfc822-headers"
    envelope_id: str = ""
    outcomes: Sequence[tuple[str, str]] = ()
    to: str = WHOSE
    final: str = ""
    subject: str = "Another message"

    @property
    def content(self) -> bytes:
        """Return the piece of mail."""
        parts = [
            "Content-Type: text/plain\r\n\r\nThis is the mail system. I am sorry to have to tell you.\r\n"
        ]
        parts.append(f"Content-Type: message/delivery-status\r\n\r\n{self._status()}")
        if self.returned:
            headers = f"From: Pathway <{WHOSE}>\r\nSubject: {self.subject}\r\nMessage-ID: {self.message_id}\r\n"
            body = "\r\nThe text.\r\n" if self.returned == "message/rfc822" else ""
            parts.append(f"Content-Type: {self.returned}\r\n\r\n{headers}{body}")
        content = "".join(f"--=_b\r\n{part}\r\n" for part in parts)
        return f"{self._head()}\r\n{content}--=_b--\r\n".encode()

    def _head(self) -> str:
        kind = 'multipart/report; report-type=delivery-status; boundary="=_b"'
        return (
            f"From: MAILER-DAEMON@example.net\r\nTo: {WHOSE}\r\nSubject: Undelivered Mail\r\n"
            f"Message-ID: <its-own@example.net>\r\nMIME-Version: 1.0\r\nContent-Type: {kind}\r\n"
        )

    def _status(self) -> str:
        envelope = f"Original-Envelope-Id: {self.envelope_id}\r\n" if self.envelope_id else ""
        outcomes = self.outcomes or [(self.action, self.status)]
        original = f"Original-Recipient: rfc822;{self.to}\r\n" if self.final else ""
        people = [
            f"\r\n{original}Final-Recipient: rfc822; {self.final or self.to}\r\n"
            f"Action: {action}\r\nStatus: {status}\r\n"
            for action, status in outcomes
        ]
        return f"Reporting-MTA: dns; mail.example.net\r\n{envelope}{''.join(people)}"


def holiday_reply() -> bytes:
    """Return a piece of mail that a person's program wrote."""
    text = """\
        From: somebody@example.org
        To: reviews@example.org
        Subject: Out of office

        I am away until Monday.
        """
    return dedent(text).replace("\n", "\r\n").encode()


def maildir(folder: Path) -> Path:
    """Return a new Maildir."""
    for name in ("new", "cur", "tmp"):
        (folder / name).mkdir(parents=True)
    return folder


def delivered(folder: Path, content: bytes) -> Path:
    """
    Return the file of a piece of mail that was delivered into a Maildir, as a mail server does it.
    """
    number = sum(1 for path in folder.rglob("*") if path.is_file())
    name = f"1773651600.M{number:06}P1.mail"
    (folder / "tmp" / name).write_bytes(content)
    return (folder / "tmp" / name).rename(folder / "new" / name)


def flags(folder: Path) -> dict[str, int]:
    """Return how many messages of a Maildir are new, and how many lie under which flags."""
    read = [file.name.rpartition(":2,")[2] for file in (folder / "cur").iterdir()]
    return {
        "new": len(list((folder / "new").iterdir())),
        **{flag: read.count(flag) for flag in sorted(set(read))},
    }
