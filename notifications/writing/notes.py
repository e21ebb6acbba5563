"""Emails that tell of no case: the test message, the anchor, and a change of contact asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from pathway.notifications.writing.envelopes import Envelope, addressed, bound
from pathway.workflows.calendar.in_words import day_words
from pathway.workflows.calendar.working_days import LONDON, london_date

QUOTED = "quoted-printable"
TEST = "Mail from Pathway arrives at this address. You need not do anything.\n"
ANCHOR = """\
The file {name} records how far every case in Pathway had got on {day} at {time}. It contains
references, versions and hashes, and nothing that people wrote.

Keep this message out of reach of anybody who can write to the database; you need not do
anything else.

If the history is ever in doubt, save the file, or this whole message, and run

    pathway verify --anchor {name}

which finds whatever was removed or rewritten since.
"""
CONTACT = """\
{asker} asks for a change of contact:

    Agency:       {agency}
    Name:         {name}
    Email:        {email}
    In place of:  {instead_of}

Nothing has been changed. If it is right, the business unit enters it {where}.
"""
AT_THE_DESK = "at\n\n    {base_url}/people/change?agency={code}"
BY_COMMAND = "with `pathway people import`"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactAsked:
    """
    A change of contact that somebody asks for.

    Args:
        asker: Who asks: their name and email.
        code: The agency's code.
        instead_of: Who is no longer to be asked; empty if nobody.
    """

    asker: str
    agency: str
    code: str
    name: str
    email: str
    instead_of: str


def compose_contact(envelope: Envelope, asked: ContactAsked, base_url: str) -> EmailMessage:
    """Return an email that asks the business unit for a change of contact."""
    message = addressed(envelope, "A change of contact is asked for")
    where = BY_COMMAND
    if base_url:
        where = AT_THE_DESK.format(base_url=base_url.rstrip("/"), code=asked.code)
    text = CONTACT.format(
        asker=asked.asker,
        agency=asked.agency,
        name=asked.name,
        email=asked.email,
        instead_of=asked.instead_of or "nobody",
        where=where,
    )
    message.set_content(text, cte=QUOTED)
    return message


def compose_test(envelope: Envelope) -> EmailMessage:
    """Return an email that only says that mail arrives."""
    message = addressed(envelope, "Test message from Pathway")
    message.set_content(TEST, cte=QUOTED)
    return message


def compose_anchor(envelope: Envelope, anchor: str) -> EmailMessage:
    """
    Return an email with an anchor as a file.

    Args:
        anchor: The text of the file.
    """
    at = envelope.sent_at.astimezone(LONDON)
    name = f"anchor-{london_date(at).isoformat()}.json"
    message = addressed(envelope, anchor_subject(envelope.sent_at))
    text = ANCHOR.format(name=name, day=day_words(at), time=f"{at:%H:%M}")
    message.set_content(text, cte=QUOTED)
    message.add_attachment(anchor.encode(), maintype="application", subtype="json", filename=name)
    bound(message)
    return message


def anchor_subject(at: datetime) -> str:
    """Return the subject of the email with the anchor of an instant."""
    return f"Anchor of {day_words(london_date(at))}"
