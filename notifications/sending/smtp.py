"""
Sends by SMTP: encrypted, with the server's certificate checked, many messages on one connection.

What goes wrong has one of five meanings: try the server again, try the message again, give up the
message, give up this address, or nobody knows whether it was sent.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr

from pathway.notifications.certificates import checking
from pathway.notifications.errors import (
    AddressUnreachable,
    MailInDoubt,
    MailNotSent,
    MailServerDown,
)

STARTTLS, TLS, NONE = "starttls", "tls", "none"
PORTS = {STARTTLS: 587, TLS: 465, NONE: 25}
CLOSING = 421  # RFC 5321, 3.8
# RFC 3461, 4: of what a Message-ID of ours may contain, only these need to be encoded.
_IN_XTEXT = re.compile(r"[+=]")


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """
    Where a mail server is, and how to reach it.

    Args:
        port: 0 means the usual one: 587 with STARTTLS, 465 with TLS, 25 with neither.
        security: `starttls`, `tls` from the start, or `none`.
        ca_file: Certificates to trust besides those of the operating system.
        timeout: Seconds to wait for each answer.
        bounces: The address that bounces go to; the sender's address if empty.
    """

    host: str
    port: int = 0
    security: str = STARTTLS
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: str = ""
    timeout: float = 30.0
    bounces: str = ""


class SmtpMailer:
    """Sends messages one by one over a connection kept as long as it works; `close` ends it."""

    def __init__(self, server: SmtpServer) -> None:
        self._server = server
        self._kept: smtplib.SMTP | None = None

    def send(self, message: EmailMessage) -> None:
        """
        Hand a message to the server.

        Raises:
            MailNotSent: The server cannot be reached or does not take it now (`retry`), or will not
                (not `retry`).
            AddressUnreachable: The server will not take mail for this recipient.
            MailInDoubt: The connection was lost after the message was on its way.
        """
        sender = self._server.bounces or _address(message, "From")
        recipient = _address(message, "To")
        connection = self._alive() or self._connect()
        try:
            _hand_over(connection, sender, recipient, message)
        except MailNotSent:
            self._tidy(connection)
            raise
        self._kept = connection

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
        except smtplib.SMTPAuthenticationError as error:
            sentence = f"{server.host} does not accept the user name and password; set smtp_user and the password."
            raise _down(sentence, f"mail_server_login {error.smtp_code}") from error
        except smtplib.SMTPNotSupportedError as error:
            raise _down(
                f"{server.host} does not offer what is asked of it: {error}.",
                "mail_server_abilities",
            ) from error
        except (smtplib.SMTPException, OSError) as error:
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
            if server.user:
                connection.login(server.user, server.password)
            connection.ehlo_or_helo_if_needed()
        except BaseException:
            _drop(connection)
            raise
        return connection


def _hand_over(
    connection: smtplib.SMTP, sender: str, recipient: str, message: EmailMessage
) -> None:
    """
    Send the message with the commands of RFC 5321, 3.3; what a failure means depends on the
    command.
    """
    wishes = _wishes(message) if connection.has_extn("dsn") else []
    _answered(lambda: connection.mail(sender, wishes), "MAIL")
    _answered(lambda: connection.rcpt(recipient), "RCPT")
    try:
        code, _ = connection.data(message.as_bytes(policy=SMTP))
    except smtplib.SMTPDataError as error:
        raise _refused(error.smtp_code, "DATA") from error
    except (smtplib.SMTPException, OSError) as error:
        _drop(connection)
        sentence = "The connection to the mail server was lost before it answered, so the message may have been taken."
        raise MailInDoubt(sentence) from error
    if code != 250:
        raise _refused(code, "DATA")


def _wishes(message: EmailMessage) -> list[str]:
    """
    Return the options that ask for bounces with the Message-ID and only the headers (RFC 3461).
    """
    identity = str(message["Message-ID"]).strip("<>")
    return ["RET=HDRS", f"ENVID={_IN_XTEXT.sub(_in_hexadecimal, identity)}"]


def _in_hexadecimal(match: re.Match[str]) -> str:
    return f"+{ord(match[0]):02X}"


def _answered(command: Callable[[], tuple[int, bytes]], name: str) -> None:
    """Send a command, and raise what it means unless the server accepts it."""
    try:
        code, _ = command()
    except (smtplib.SMTPException, OSError) as error:
        sentence = "The connection to the mail server was lost; the message was not taken, and will be tried again."
        raise _down(sentence, "mail_server_lost") from error
    if code not in (250, 251):
        raise _refused(code, name)


def _refused(code: int, command: str) -> MailNotSent:
    """Return what a refusal means: 4yz is temporary, 5yz is not, and RCPT is about the address."""
    why = f"smtp_{command.lower()} {code}"
    if code == CLOSING:
        return MailServerDown(
            "The mail server is closing down; the message will be tried again.", why=why
        )
    if code < 500:
        sentence = f"The mail server does not accept the message now ({command} {code}); it will be tried again."
        return MailNotSent(sentence, retry=True, why=why)
    if command == "RCPT":
        return AddressUnreachable(
            f"The mail server accepts no mail for this address ({code}).", why=why
        )
    return MailNotSent(
        f"The mail server does not take the message ({command} {code}).", retry=False, why=why
    )


def _down(sentence: str, why: str) -> MailNotSent:
    return MailServerDown(sentence, why=why)


def _address(message: EmailMessage, header: str) -> str:
    return parseaddr(str(message[header]))[1]


def _drop(connection: smtplib.SMTP) -> None:
    """Hang up without QUIT, which a server that does not answer would not answer either."""
    with suppress(OSError):
        connection.close()
