"""
What can go wrong between a letter and the letterbox.

PathwayError
├── WrongUsage
│   └── LetterRefused       the letter cannot be written
│       └── AddressRefused  an address is not an email address
├── MailNotSent             the message was not accepted; `retry` says whether it may be later
│   ├── AddressUnreachable  this address takes no mail
│   ├── SettingsAtFault     the server does not take it from us: a setting is to be mended
│   ├── MailServerDown      no message can be sent now
│   └── MailInDoubt         the connection was lost before the answer: it may have been taken
├── ReturnsUnreadable       the mailbox of bounces cannot be read now
└── TokenRefused            no token to log in with could be obtained

No error message repeats an address, which is personal and may be the very thing not to be printed.
"""

from __future__ import annotations

from pathway.errors import PathwayError, WrongUsage


class LetterRefused(WrongUsage):
    """The letter cannot be written from what was given; trying again will not help."""

    code = "letter_refused"


class AddressRefused(LetterRefused):
    """An address of the letter is not an email address; `whose` says which of them."""

    code = "address_refused"

    def __init__(self, whose: str) -> None:
        self.whose = whose
        super().__init__(
            f"The {whose}'s address is not an email address such as name@example.org, on one line and with a local "
            "part in ASCII; correct it where it is kept, then send the message again."
        )


class MailNotSent(PathwayError):
    """
    The message was not accepted; `retry` says whether it may be tried again later.

    Args:
        why: A word or two about what went wrong, kept with the message; never what a server said,
            which may name people.
    """

    code = "mail_not_sent"

    def __init__(self, message: str, *, retry: bool, why: str = "") -> None:
        self.retry = retry
        self.why = why or self.code
        super().__init__(message)


class AddressUnreachable(MailNotSent):
    """The recipient's address takes no mail and never will: somebody else has to be told."""

    code = "address_unreachable"

    def __init__(self, message: str, *, why: str = "") -> None:
        super().__init__(message, retry=False, why=why)


class SettingsAtFault(MailNotSent):
    """
    The server does not take this message because of who we are to it: it does not relay for us, or
    does not trust the sender. The message waits until the settings are mended.
    """

    code = "settings_at_fault"

    def __init__(self, message: str, *, why: str = "") -> None:
        super().__init__(message, retry=True, why=why)


class MailServerDown(MailNotSent):
    """
    Mail cannot be sent at all now, so no other message would get through either.

    Args:
        is_login: A login was refused; too many of these would lock the account.
    """

    code = "mail_server_down"

    def __init__(self, message: str, *, why: str = "", is_login: bool = False) -> None:
        self.is_login = is_login
        super().__init__(message, retry=True, why=why)


class MailInDoubt(MailNotSent):
    """
    Nobody can tell whether the message was accepted. It may be sent again under its own Message-ID,
    by which it can be recognised.

    Args:
        is_late: The connection held to the last, and the server did not answer in time.
    """

    code = "outcome_unknown"

    def __init__(self, message: str, *, is_late: bool = False) -> None:
        self.is_late = is_late
        super().__init__(message, retry=True)


class ReturnsUnreadable(PathwayError):
    """
    The mailbox of bounces cannot be opened or read now; sending does not wait for it.

    Args:
        is_login: A login was refused; too many of these would lock the account.
    """

    code = "returns_unreadable"

    def __init__(self, message: str, *, is_login: bool = False) -> None:
        self.is_login = is_login
        super().__init__(message)


class TokenRefused(PathwayError):
    """
    The token server gives no token to log in with.

    Args:
        is_login: It does not accept the client and its secret; otherwise it cannot be reached.
    """

    code = "token_refused"

    def __init__(self, message: str, *, is_login: bool) -> None:
        self.is_login = is_login
        super().__init__(message)
