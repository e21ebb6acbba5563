"""
What can go wrong between a letter and the letterbox.

PathwayError
├── WrongUsage
│   └── LetterRefused       the letter cannot be written
│       └── AddressRefused  an address is not an email address
├── MailNotSent             the message was not accepted; `retry` says whether it may be later
│   ├── AddressUnreachable  this address takes no mail
│   ├── MailServerDown      no message can be sent now
│   └── MailInDoubt         the connection was lost before the answer: it may have been taken
└── ReturnsUnreadable       the mailbox of bounces cannot be read now

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


class MailServerDown(MailNotSent):
    """Mail cannot be sent at all now, so no other message would get through either."""

    code = "mail_server_down"

    def __init__(self, message: str, *, why: str = "") -> None:
        super().__init__(message, retry=True, why=why)


class MailInDoubt(MailNotSent):
    """
    Nobody can tell whether the message was accepted. It may be sent again under its own Message-ID,
    by which it can be recognised.
    """

    code = "outcome_unknown"

    def __init__(self, message: str) -> None:
        super().__init__(message, retry=True)


class ReturnsUnreadable(PathwayError):
    """
    The mailbox of bounces cannot be opened or read now; sending does not wait for it.
    """

    code = "returns_unreadable"
