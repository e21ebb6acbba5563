"""A folder of an IMAP server as the letterbox that bounces come back to."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, cast

from pathway.notifications.certificates import checking
from pathway.notifications.errors import ReturnsUnreadable, TokenRefused
from pathway.notifications.receipts import LARGEST, Returned
from pathway.notifications.receiving.folder_names import wire_name
from pathway.notifications.tokens import TOKEN_LOGINS, TokenLogin, TokenSource

STARTTLS, TLS, NONE = "starttls", "tls", "none"
PORTS = {TLS: 993, STARTTLS: 143, NONE: 143}
MAX_REPORTS_A_PASS = 500
PASSWORDS = ("PLAIN", "LOGIN", "CRAM-MD5")
READ, FLAGGED = r"(\Seen)", r"(\Flagged)"


@dataclass(frozen=True, slots=True)
class ImapFolder:
    """
    Where the folder is, and how to reach it.

    Args:
        port: 0 means the usual one: 993 with TLS, 143 with STARTTLS or with neither.
        security: `tls` from the start, `starttls`, or `none`.
        tokens: Where a token is had to log in with, in place of a password.
        folder: Its name, as people write it.
        ca_file: Certificates to trust besides those of the operating system.
        timeout: Seconds to wait for each answer.
    """

    host: str
    port: int = 0
    security: str = TLS
    user: str = ""
    password: str = field(default="", repr=False)
    tokens: TokenSource | None = None
    folder: str = "INBOX"
    ca_file: str = ""
    timeout: float = 30.0


class _Bounded(imaplib.IMAP4):
    """A connection that takes no more at once than was asked for, whatever the server announces."""

    def read(self, size: int) -> bytes:
        """Return so many bytes; a server that announces too many is no longer listened to."""
        if size > 2 * LARGEST:
            raise self.abort("the server announces more than was asked for")
        return super().read(size)


class _BoundedTls(_Bounded, imaplib.IMAP4_SSL):
    """The same, encrypted from the start."""


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
        except (imaplib.IMAP4.error, OSError, UnicodeError) as error:
            raise self._unreadable(
                "it cannot be reached, or does not do what is asked of it"
            ) from error

    def _encrypted(self) -> imaplib.IMAP4:
        folder = self._folder
        port = folder.port or PORTS[folder.security]
        context = checking(folder.ca_file)
        if folder.security == TLS:
            return _BoundedTls(folder.host, port, ssl_context=context, timeout=folder.timeout)
        connection = _Bounded(folder.host, port, timeout=folder.timeout)
        try:
            if folder.security == STARTTLS:
                connection.starttls(ssl_context=context)
        except BaseException:
            connection.shutdown()
            raise
        return connection

    def _enter(self, connection: imaplib.IMAP4) -> None:
        self._log_in(connection)
        folder = self._folder.folder
        try:
            answer, _ = connection.select(_quoted(wire_name(folder)))
        except (imaplib.IMAP4.error, OSError, UnicodeError) as error:
            raise self._unreadable("its folder cannot be opened") from error
        if answer != "OK":
            raise self._unreadable(f"it has no folder {folder}")

    def _log_in(self, connection: imaplib.IMAP4) -> None:
        """Log in, once: a second refusal would bring the account nearer to being locked."""
        tokens = self._folder.tokens
        login = self._token_login(connection.capabilities)
        try:
            if tokens is not None and login is not None:
                _say_token(connection, login, self._folder.user, tokens.token())
            else:
                _say_password(connection, self._folder.user, self._folder.password)
        except TokenRefused as error:
            raise self._unreadable(f"{error}", is_login=error.is_login) from error
        except imaplib.IMAP4.abort as error:
            raise self._unreadable("the connection went") from error
        except imaplib.IMAP4.error as error:
            if tokens is not None:
                tokens.forget()
            what = "the token; see the oauth settings" if tokens else "the password"
            sentence = f"it does not accept bounces_imap_user and {what}"
            raise self._unreadable(sentence, is_login=True) from error
        except (OSError, UnicodeError) as error:
            raise self._unreadable("the connection went") from error

    def _token_login(self, able: Collection[str]) -> TokenLogin | None:
        """
        Return how to log in with a token, or None if a password is set; make sure that the server
        takes what there is.
        """
        login = next((login for login in TOKEN_LOGINS if f"AUTH={login.name}" in able), None)
        if self._folder.tokens is not None:
            if login is None:
                raise self._unreadable(
                    "it takes no token (XOAUTH2 or OAUTHBEARER); set bounces_imap_password"
                )
            return login
        if login is not None and not any(f"AUTH={name}" in able for name in PASSWORDS):
            raise self._unreadable(
                "it takes no password, only a token (OAuth 2.0); set oauth_token_url and the other "
                "oauth settings"
            )
        return None

    def _unreadable(self, why: str, *, is_login: bool = False) -> ReturnsUnreadable:
        """End the connection, and return the error to raise."""
        self.close()
        sentence = f"The bounces at {self._folder.host} cannot be read: {why.rstrip('.')}."
        return ReturnsUnreadable(sentence, is_login=is_login)


def _say_token(connection: imaplib.IMAP4, login: TokenLogin, user: str, token: str) -> None:
    # Where it is refused, the server says why, and wants an answer before it says so.
    lines = iter([login.says(user, token)])
    connection.authenticate(login.name, lambda _challenge: next(lines, login.ends))


def _say_password(connection: imaplib.IMAP4, user: str, password: str) -> None:
    """
    Log in with a password, which may go beyond ASCII: by PLAIN, which has it in UTF-8 (RFC 4616),
    or by LOGIN where the server takes that alone.
    """
    is_ascii = user.isascii() and password.isascii()
    able = connection.capabilities
    if "AUTH=PLAIN" in able and (not is_ascii or "LOGINDISABLED" in able):
        connection.authenticate("PLAIN", lambda _challenge: f"\0{user}\0{password}".encode())
        return
    # The library's own `login` knows no text beyond ASCII, and does not put the user into quotes.
    arguments: list[Any] = [_quoted(user).encode(), _quoted(password).encode()]
    answer, _ = connection.xatom("LOGIN", *arguments)
    if answer != "OK":
        raise imaplib.IMAP4.error("the login was refused")
    connection.state = "AUTH"


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
