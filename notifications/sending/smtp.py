"""
Sends by SMTP: encrypted, with the server's certificate checked, many messages on one connection.

What goes wrong has one of six meanings: try the server again, try the message again, wait until the
settings are mended, give up the message, give up this address, or nobody knows whether it was sent.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr

from pathway.notifications.certificates import checking
from pathway.notifications.errors import (
    MailInDoubt,
    MailNotSent,
    MailServerDown,
    TokenRefused,
)
from pathway.notifications.sending.smtp_login import Account, log_in
from pathway.notifications.sending.smtp_replies import CLOSING, refusal
from pathway.notifications.tokens import TokenSource

STARTTLS, TLS, NONE = "starttls", "tls", "none"
PORTS = {STARTTLS: 587, TLS: 465, NONE: 25}
GO_ON = 354
ANSWERS_BEFORE_DATA = 10  # at most: greeting, EHLO twice, STARTTLS, login, MAIL, RCPT, DATA
# RFC 3461, 4: of what our Message-IDs and addresses may contain, only these need to be encoded.
_IN_XTEXT = re.compile(r"[+=]")
# Why a message is not announced on a connection that the server has ended meanwhile.
LOST = "mail_server_lost"
ENDED = (LOST, f"smtp_mail {CLOSING}")
_LEADING_DOT = re.compile(rb"(?m)^\.")  # RFC 5321, 4.5.2


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """
    Where a mail server is, and how to reach it.

    Args:
        port: 0 means the usual one: 587 with STARTTLS, 465 with TLS, 25 with neither.
        security: `starttls`, `tls` from the start, or `none`.
        ca_file: Certificates to trust besides those of the operating system.
        tokens: Where a token is had to log in with, in place of a password.
        timeout: Seconds to wait for each answer but the last.
        data_timeout: Seconds to wait until a whole message is taken. A server that took it and is
            not waited for gets it twice, so RFC 5321, 4.5.3.2.6, asks for ten minutes.
        bounces: The address that bounces go to; the sender's address if empty.
    """

    host: str
    port: int = 0
    security: str = STARTTLS
    user: str = ""
    password: str = field(default="", repr=False)
    tokens: TokenSource | None = None
    ca_file: str = ""
    timeout: float = 30.0
    data_timeout: float = 600.0
    bounces: str = ""


class SmtpMailer:
    """Sends messages one by one over a connection kept as long as it works; `close` ends it."""

    def __init__(self, server: SmtpServer) -> None:
        self._server = server
        self._kept: smtplib.SMTP | None = None
        seconds = ANSWERS_BEFORE_DATA * server.timeout + server.data_timeout
        self.patience = timedelta(seconds=seconds)

    def send(self, message: EmailMessage) -> str:
        """
        Hand a message to the server, and return its answer.

        Raises:
            MailNotSent: The server cannot be reached or does not take it now (`retry`), or will not
                (not `retry`).
            AddressUnreachable: The server will not take mail for this recipient.
            SettingsAtFault: The server does not relay for us, or does not trust the sender.
            MailInDoubt: The connection was lost after the message was on its way.
        """
        connection = self._announced(message)
        try:
            answer = _hand_over(connection, message, self._server)
        except MailNotSent:
            self._tidy(connection)
            raise
        self._kept = connection
        return answer

    def check(self) -> str:
        """
        Connect, encrypt and log in without sending, and return a few words that say how; raises
        what `send` raises.
        """
        self._kept = self._alive() or self._connect()
        server = self._server
        words = {STARTTLS: "with STARTTLS", TLS: "with TLS", NONE: "without encryption"}
        how = words[server.security]
        login = f", logged in as {server.user}" if server.user else ""
        return f"{server.host}:{server.port or PORTS[server.security]} answers {how}{login}"

    def close(self) -> None:
        """End the connection, if one is kept."""
        kept, self._kept = self._kept, None
        if kept is not None:
            with suppress(smtplib.SMTPException, OSError):
                kept.quit()

    def _announced(self, message: EmailMessage) -> smtplib.SMTP:
        """
        Return a connection on which a message is announced: the kept one, or a new one where that
        has ended, which its first answer shows.
        """
        kept, self._kept = self._kept, None
        if kept is not None:
            try:
                return self._announced_on(kept, message)
            except MailServerDown as error:
                if error.why not in ENDED:
                    raise
            self.close()
        return self._announced_on(self._connect(), message)

    def _announced_on(self, connection: smtplib.SMTP, message: EmailMessage) -> smtplib.SMTP:
        sender = self._server.bounces or _address(message, "from")
        try:
            _announce(connection, sender, _address(message, "to"), message)
        except MailNotSent:
            self._tidy(connection)
            raise
        return connection

    def _alive(self) -> smtplib.SMTP | None:
        """Return the kept connection if it still answers."""
        kept, self._kept = self._kept, None
        if kept is None:
            return None
        with suppress(smtplib.SMTPException, OSError):
            if kept.noop()[0] == 250:
                return kept
        _drop(kept)
        return None

    def _tidy(self, connection: smtplib.SMTP) -> None:
        """Keep the connection after a refusal if the server still answers."""
        with suppress(smtplib.SMTPException, OSError):
            if connection.sock is not None and connection.rset()[0] == 250:
                self._kept = connection
                return
        _drop(connection)

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        try:
            return self._opened()
        except ssl.SSLError as error:
            why = getattr(error, "verify_message", "") or "no encrypted connection could be made"
            raise _down(
                f"The certificate or encryption of {server.host} is not right ({why}).",
                "mail_server_tls",
            ) from error
        except TokenRefused as error:
            raise MailServerDown(
                str(error), why="mail_server_token", is_login=error.is_login
            ) from error
        except smtplib.SMTPNotSupportedError as error:
            raise _down(
                f"{server.host} does not offer what is asked of it: {error}.",
                "mail_server_abilities",
            ) from error
        except (smtplib.SMTPException, OSError, ValueError) as error:  # a challenge that is none
            sentence = (
                f"The mail server {server.host} cannot be reached; the message will be tried again."
            )
            raise _down(sentence, "mail_server_unreachable") from error

    def _opened(self) -> smtplib.SMTP:
        server = self._server
        port = server.port or PORTS[server.security]
        context = checking(server.ca_file)
        if server.security == TLS:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, port, timeout=server.timeout, context=context
            )
        else:
            connection = smtplib.SMTP(server.host, port, timeout=server.timeout)
        try:
            if server.security == STARTTLS:
                connection.starttls(context=context)
            connection.ehlo_or_helo_if_needed()
            if server.user:
                account = Account(server.user, server.password, server.tokens)
                offered = connection.esmtp_features.get("auth", "")
                log_in(connection, offered, account, server.host)
        except BaseException:
            _drop(connection)
            raise
        return connection


def _announce(connection: smtplib.SMTP, sender: str, recipient: str, message: EmailMessage) -> None:
    """
    Say from whom and to whom a message is (RFC 5321, 3.3); what a failure means depends on the
    command.
    """
    from_options: list[str] = []
    to_options: list[str] = []
    if connection.has_extn("dsn"):
        from_options = _wishes(message)
        # Comes back in a bounce, whatever address the mail was forwarded to (RFC 3461, 4.2).
        to_options = [f"ORCPT=rfc822;{_xtext(recipient)}"]
    _answered(lambda: connection.mail(sender, from_options), "MAIL")
    _answered(lambda: connection.rcpt(recipient, to_options), "RCPT")


def _hand_over(connection: smtplib.SMTP, message: EmailMessage, server: SmtpServer) -> str:
    """
    Send the text of a message, and return the answer of the server; until then, nobody knows
    whether it was taken.
    """
    content = _LEADING_DOT.sub(b"..", message.as_bytes(policy=SMTP))
    end = b".\r\n" if content.endswith(b"\r\n") else b"\r\n.\r\n"
    try:
        code, words = connection.docmd("DATA")
        if code == GO_ON:
            _wait(connection, server.data_timeout)
            connection.send(content + end)
            code, words = connection.getreply()
            _wait(connection, server.timeout)
    except (smtplib.SMTPException, OSError) as error:
        _drop(connection)
        sentence = "The connection to the mail server was lost before it answered, so the message may have been taken."
        raise MailInDoubt(sentence, is_late=_is_late(error)) from error
    if code != 250:
        raise refusal(code, words, "DATA")
    return words.decode("utf-8", "replace")


def _wait(connection: smtplib.SMTP, seconds: float) -> None:
    """Wait so long for each answer from now on."""
    if connection.sock is not None:
        connection.sock.settimeout(seconds)


def _is_late(error: BaseException) -> bool:
    """Return whether time ran out; the library makes another error of it."""
    return isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)


def _wishes(message: EmailMessage) -> list[str]:
    """Return options that ask for bounces with the Message-ID and only the headers (RFC 3461)."""
    identity = str(message["Message-ID"]).strip("<>")
    return ["RET=HDRS", f"ENVID={_xtext(identity)}"]


def _xtext(text: str) -> str:
    return _IN_XTEXT.sub(_in_hexadecimal, text)


def _in_hexadecimal(match: re.Match[str]) -> str:
    return f"+{ord(match[0]):02X}"


def _answered(command: Callable[[], tuple[int, bytes]], name: str) -> None:
    """Send a command, and raise what it means unless the server accepts it."""
    try:
        code, words = command()
    except (smtplib.SMTPException, OSError) as error:
        sentence = "The connection to the mail server was lost; the message was not taken, and will be tried again."
        raise _down(sentence, LOST) from error
    if code not in (250, 251):
        raise refusal(code, words, name)


def _down(sentence: str, why: str) -> MailNotSent:
    return MailServerDown(sentence, why=why)


def _address(message: EmailMessage, header: str) -> str:
    """Return the address in a header, without having the library parse it."""
    texts = (text for name, text in message.raw_items() if name.lower() == header)
    return parseaddr(str(next(texts, "")))[1]


def _drop(connection: smtplib.SMTP) -> None:
    """Hang up without QUIT, which a server that does not answer would not answer either."""
    with suppress(OSError):
        connection.close()
