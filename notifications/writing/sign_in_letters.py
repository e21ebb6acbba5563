"""The email with which somebody signs in: a link for the browser that asked, a code for others."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage

from pathway.notifications.writing.days import due_words
from pathway.notifications.writing.envelopes import Envelope, addressed
from pathway.workflows.calendar.working_days import london_date

SUBJECT = "Sign in to Pathway"
TEXT = """\
Open this link to sign in to Pathway:

{link}

It works once, until {end}, and only in the browser in which you asked for it.
In another browser, or on another device, type this code instead:

    {code}

Give neither to anybody. Nobody who works with Pathway will ask you for them.

If you did not ask to sign in, do nothing: nobody can sign in as you without
this email. If it happens again, tell your partnership's business unit.
"""


def compose_sign_in(envelope: Envelope, *, link: str, code: str, until: datetime) -> EmailMessage:
    """
    Return the email with a link and a code; nothing in it says whom it is for.

    Raises:
        LetterRefused: The recipient is not fit for an email.
    """
    message = addressed(envelope, SUBJECT)
    end = due_words(london_date(until), until)
    message.set_content(TEXT.format(link=link, code=code, end=end), cte="quoted-printable")
    return message
