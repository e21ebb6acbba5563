"""
What can go wrong between a letter and the letterbox.

PathwayError
├── WrongUsage
│   └── LetterRefused       a part of the letter has no place in a letter
│       └── AddressRefused  an address is none, or tries to be a header
└── MailNotSent             the letterbox did not take it; `retry` says whether it might later

No message repeats an address: it is a person's, and it may be the very thing that must not be printed.
"""

from __future__ import annotations

from pathway.errors import PathwayError, WrongUsage


class LetterRefused(WrongUsage):
    """The letter cannot be written from what was given; trying again gives the same answer."""

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
    """The message was not taken; `retry` says whether the same message may be taken later."""

    code = "mail_not_sent"

    def __init__(self, message: str, *, retry: bool) -> None:
        self.retry = retry
        super().__init__(message)
