"""
Logging in to a mail server: one attempt by one mechanism, since a second that fails brings the
account nearer to being locked.

The standard library tries every mechanism that the server offers, and knows no password beyond
ASCII; RFC 4616 has it in UTF-8.
"""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from pathway.notifications.errors import MailServerDown
from pathway.notifications.tokens import TOKEN_LOGINS, TokenSource

ACCEPTED, GO_ON, NOW_NOT = (235, 503), 334, 454  # 503: logged in already


class Conversation(Protocol):
    """A connection to a mail server, as far as logging in needs it."""

    def docmd(self, _command: str, _arguments: str = "", /) -> tuple[int, bytes]:
        """Send a command, and return the answer."""
        ...


@dataclass(frozen=True, slots=True)
class Account:
    """
    Who logs in.

    Args:
        tokens: Where a token is had that is given in place of a password; None for a password.
    """

    user: str
    password: str = field(default="", repr=False)
    tokens: TokenSource | None = None


def log_in(connection: Conversation, offered: str, account: Account, host: str) -> None:
    """
    Log in, or raise why not.

    Args:
        offered: The mechanisms that the server offers, as it names them.

    Raises:
        MailServerDown: It does not accept the account, or offers no mechanism that is known.
        TokenRefused: No token is to be had.
    """
    mechanisms = offered.upper().split()
    if account.tokens is not None:
        _with_token(connection, mechanisms, account, account.tokens, host)
        return
    for name, tell in PASSWORDS.items():
        if name in mechanisms:
            what = "the password, or its file"
            if any(login.name in mechanisms for login in TOKEN_LOGINS):
                what = f"{what}; it may take only a token, for which set oauth_token_url"
            _judge(tell(connection, account), host, what)
            return
    raise _no_mechanism(mechanisms, host)


def _with_token(
    connection: Conversation,
    mechanisms: list[str],
    account: Account,
    tokens: TokenSource,
    host: str,
) -> None:
    login = next((login for login in TOKEN_LOGINS if login.name in mechanisms), None)
    if login is None:
        raise MailServerDown(
            f"{host} takes no token (XOAUTH2 or OAUTHBEARER); set smtp_password, so that none is asked for.",
            why="mail_server_abilities",
        )
    first = _encoded(login.says(account.user, tokens.token()))
    answer = connection.docmd("AUTH", f"{login.name} {first}")
    if answer[0] == GO_ON:  # it says what is wrong, and wants an answer before it refuses
        answer = connection.docmd(_encoded(login.ends))
    if answer[0] not in ACCEPTED:
        tokens.forget()
    _judge(answer, host, "the oauth settings")


def _no_mechanism(mechanisms: list[str], host: str) -> MailServerDown:
    if any(login.name in mechanisms for login in TOKEN_LOGINS):
        sentence = f"{host} takes no password, only a token (OAuth 2.0); set oauth_token_url and the others of oauth."
    elif mechanisms:
        sentence = f"{host} offers no way to log in that is known here."
    else:
        sentence = f"{host} does not offer what is asked of it: it takes no login; see smtp_user and smtp_security."
    return MailServerDown(sentence, why="mail_server_abilities")


def _judge(answer: tuple[int, bytes], host: str, what: str) -> None:
    """Raise what an answer means unless the login was accepted."""
    code, _ = answer
    if code in ACCEPTED:
        return
    if 400 <= code < 500:
        raise MailServerDown(
            f"{host} cannot check the login now ({code}); it is tried again.",
            why=f"mail_server_login {code}",
            is_login=code != NOW_NOT,
        )
    raise MailServerDown(
        f"{host} does not accept the user name and password; set smtp_user and {what}.",
        why=f"mail_server_login {code}",
        is_login=True,
    )


def _plain(connection: Conversation, account: Account) -> tuple[int, bytes]:
    secret = f"\0{account.user}\0{account.password}".encode()
    return connection.docmd("AUTH", f"PLAIN {_encoded(secret)}")


def _login(connection: Conversation, account: Account) -> tuple[int, bytes]:
    answer = connection.docmd("AUTH", "LOGIN")
    for text in (account.user, account.password):
        if answer[0] != GO_ON:
            break
        answer = connection.docmd(_encoded(text.encode()))
    return answer


def _cram_md5(connection: Conversation, account: Account) -> tuple[int, bytes]:
    code, challenge = connection.docmd("AUTH", "CRAM-MD5")
    if code != GO_ON:
        return code, challenge
    digest = hmac.new(account.password.encode(), b64decode(challenge), "md5").hexdigest()
    return connection.docmd(_encoded(f"{account.user} {digest}".encode()))


def _encoded(content: bytes) -> str:
    return b64encode(content).decode("ascii")


# In the order in which they are chosen. The connection is encrypted, or does not leave the machine.
PASSWORDS: dict[str, Callable[[Conversation, Account], tuple[int, bytes]]] = {
    "PLAIN": _plain,
    "LOGIN": _login,
    "CRAM-MD5": _cram_md5,
}
