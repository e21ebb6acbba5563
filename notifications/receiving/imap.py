"""A folder of an IMAP server as the letterbox that bounces come back to."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, cast

from pathway.notifications.certificates import checking
from pathway.notifications.errors import ReturnsUnreadable
from pathway.notifications.receipts import LARGEST, Returned

STARTTLS, TLS, NONE = "starttls", "tls", "none"
PORTS = {TLS: 993, STARTTLS: 143, NONE: 143}
MAX_REPORTS_A_PASS = 500
READ, FLAGGED = r"(\Seen)", r"(\Flagged)"


@dataclass(frozen=True, slots=True)
class ImapFolder:
    """
    Where the folder is, and how to reach it.

    Args:
        port: 0 means the usual one: 993 with TLS, 143 with STARTTLS or with neither.
        security: `tls` from the start, `starttls`, or `none`.
        ca_file: Certificates to trust besides those of the operating system.
        timeout: Seconds to wait for each answer.
    """

    host: str
    port: int = 0
    security: str = TLS
    user: str = ""
    password: str = field(default="", repr=False)
    folder: str = "INBOX"
    ca_file: str = ""
    timeout: float = 30.0


class ImapLetterbox:
    """Reads the folder over one connection, which `close` ends."""

    def __init__(self, folder: ImapFolder) -> None:
        self._folder = folder
        self._connection: imaplib.IMAP4 | None = None

    def unread(self) -> Iterator[Returned]:
        """Yield mail that is neither read nor flagged; raises what a letterbox raises."""
        names = _numbers(self._asked("SEARCH", "UNSEEN", "UNFLAGGED", "UNDELETED"))
        for name in names[:MAX_REPORTS_A_PASS]:
            # Peeking leaves it unread; one byte more than the limit shows that it is too large.
            answer = self._asked("FETCH", name, f"(BODY.PEEK[]<0.{LARGEST + 1}>)")
            for part in answer:
                # The content comes in a pair with a heading; the rest of the answer is bytes.
                if isinstance(part, tuple):
                    _, content = cast("tuple[bytes, bytes]", part)
                    yield Returned(name, content if len(content) <= LARGEST else None)

    def settle(self, name: str) -> None:
        r"""Mark a message as `\Seen`."""
        self._asked("STORE", name, "+FLAGS.SILENT", READ)

    def set_aside(self, name: str) -> None:
        r"""Mark a message as `\Flagged`."""
        self._asked("STORE", name, "+FLAGS.SILENT", FLAGGED)

    def check(self) -> str:
        """Log in, open the folder and say which it is; raises what a letterbox raises."""
        self._open()
        return f"The folder {self._folder.folder} at {self._folder.host} can be read"

    def close(self) -> None:
        """End the connection, if there is one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(imaplib.IMAP4.error, OSError):
                connection.logout()

    def _asked(self, command: str, *arguments: str) -> list[Any]:
        """Return the answer to a command about messages, named by their unique numbers."""
        connection = self._open()
        try:
            answer, data = connection.uid(command, *arguments)
        except (imaplib.IMAP4.error, OSError) as error:
            raise self._unreadable(
                "the connection was lost, or the answer makes no sense"
            ) from error
        if answer != "OK":
            raise self._unreadable(f"it refuses {command}")
        return data

    def _open(self) -> imaplib.IMAP4:
        if self._connection is None:
            self._connection = self._connected()
            self._enter(self._connection)
        return self._connection

    def _connected(self) -> imaplib.IMAP4:
        try:
            return self._encrypted()
        except ssl.SSLError as error:
            why = getattr(error, "verify_message", "") or "no encrypted connection could be made"
            raise self._unreadable(f"its certificate or encryption is not right: {why}") from error
        except (imaplib.IMAP4.error, OSError) as error:
            raise self._unreadable(
                "it cannot be reached, or does not do what is asked of it"
            ) from error

    def _encrypted(self) -> imaplib.IMAP4:
        folder = self._folder
        port = folder.port or PORTS[folder.security]
        context = checking(folder.ca_file)
        if folder.security == TLS:
            return imaplib.IMAP4_SSL(folder.host, port, ssl_context=context, timeout=folder.timeout)
        connection = imaplib.IMAP4(folder.host, port, timeout=folder.timeout)
        try:
            if folder.security == STARTTLS:
                connection.starttls(ssl_context=context)
        except BaseException:
            connection.shutdown()
            raise
        return connection

    def _enter(self, connection: imaplib.IMAP4) -> None:
        folder = self._folder
        try:
            connection.login(folder.user, folder.password)
        except (imaplib.IMAP4.error, OSError, UnicodeError) as error:
            raise self._unreadable(
                "it does not accept bounces_imap_user and the password"
            ) from error
        try:
            answer, _ = connection.select(_quoted(folder.folder))
        except (imaplib.IMAP4.error, OSError, UnicodeError) as error:
            raise self._unreadable("its folder cannot be opened") from error
        if answer != "OK":
            raise self._unreadable(f"it has no folder {folder.folder}")

    def _unreadable(self, why: str) -> ReturnsUnreadable:
        """End the connection, and return the error to raise."""
        self.close()
        return ReturnsUnreadable(f"The bounces at {self._folder.host} cannot be read: {why}.")


def _numbers(lines: Iterable[bytes | None]) -> list[str]:
    """
    Return the numbers that a search answers with: on one line, on several, or on none, for which
    there is a None.
    """
    words = b" ".join(line for line in lines if line).split()
    return [word.decode("ascii") for word in words if word.isdigit()]


def _quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
