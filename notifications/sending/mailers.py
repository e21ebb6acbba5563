"""Where a message goes: a mailer has one method, so that a host can bring its own."""

from __future__ import annotations

import hashlib
import os
import tempfile
from datetime import timedelta
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Protocol, runtime_checkable

from pathway.notifications.errors import MailNotSent


class Mailer(Protocol):
    """
    Sends one message at a time. The same message may come again, because a retry cannot know how
    far the last attempt got.
    """

    def send(self, message: EmailMessage) -> str | None:
        """
        Send a message, and return what the server answered, if anything: a service that replaces
        the Message-ID names its own there, by which its reports are recognised.

        Raises:
            MailNotSent: It was not accepted; `retry` says whether it may be tried again later.
        """
        ...


@runtime_checkable
class Checked(Protocol):
    """A mailer that can be tested without sending."""

    def check(self) -> str:
        """
        Return a few words that say how mail leaves.

        Raises:
            MailNotSent: It would not leave now.
        """
        ...


@runtime_checkable
class Patient(Protocol):
    """
    A mailer that may wait long for an answer, and whose message may have been taken meanwhile.

    `patience` is the longest that it takes over one message.
    """

    patience: timedelta


class EmlFolder:
    """
    A folder with one `.eml` file for each message, which any mail client can open.

    Files are named after the Message-ID, so that a retry overwrites its own file and no file name
    refers to a person. Only the folder's owner can read them.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)

    def close(self) -> None:
        """Do nothing: a folder is not held open."""

    def send(self, message: EmailMessage) -> None:
        """
        Write the message to its file, whole or not at all.

        Raises:
            MailNotSent: The folder cannot be written (`retry`), or the message is malformed (not
                `retry`).
        """
        name = _file_name(message)
        content = _content(message)
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            _write_whole(self.path / name, content)
        except OSError as error:
            # Any fault of a disk can be put right while the message waits.
            why = error.strerror or type(error).__name__
            raise MailNotSent(
                f"The mail folder {self.path} cannot be written ({why}); mend it.", retry=True
            ) from error


def _file_name(message: EmailMessage) -> str:
    identity = str(message["Message-ID"] or "").strip()
    if not identity:
        raise MailNotSent(
            "The message has no Message-ID, so a retry would be a second message.", retry=False
        )
    digest = hashlib.sha256(identity.encode("utf-8", "surrogateescape")).hexdigest()
    return f"{digest[:32]}.eml"


def _content(message: EmailMessage) -> bytes:
    """Return the message as it would be sent: with CRLF, and 8-bit text left as it is."""
    try:
        return message.as_bytes(policy=SMTP)
    except (MessageError, ValueError, LookupError) as error:
        raise MailNotSent(
            "The message is malformed and cannot be written as an email.", retry=False
        ) from error


def _write_whole(target: Path, content: bytes) -> None:
    """Write a temporary file and rename it, so that nobody reads half a message."""
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
