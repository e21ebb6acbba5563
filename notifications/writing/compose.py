"""
A letter becomes an email: pure, so that a retry makes the same message byte for byte.

The text part says all; the HTML part says the same in tables with inline styles, for clients that
show it. The dates come along as a file for the reader's calendar.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP

from pathway.notifications.addresses import ascii_domain, named_address, plain_address
from pathway.notifications.writing.calendars import Entry, calendar_of, is_installed
from pathway.notifications.writing.digests import sections
from pathway.notifications.writing.letters import Letter, Line
from pathway.notifications.writing.phrases import subject
from pathway.notifications.writing.rendering import rendered
from pathway.notifications.writing.urgency import in_order
from pathway.workflows.calendar.working_days import LONDON, london_date

__all__ = ["DEFAULT_DOMAIN", "Letter", "Line", "compose", "message_id"]

DEFAULT_DOMAIN = "pathway.example.org"
DATES = "dates.ics"
# Holiday replies and read receipts help nobody here. Not "All": that would silence the notice that
# it bounced, too.
_SUPPRESSED = "RN, NRN, OOF, AutoReply"


def message_id(*parts: str, domain: str = DEFAULT_DOMAIN) -> str:
    """
    Return the Message-ID that belongs to these parts: always the same, and telling nothing of them.

    Args:
        parts: What makes the message one of its kind, such as recipient, deadline's id, due day and
            rung.
        domain: The sender's own, so that no other system makes the same.

    Raises:
        AddressRefused: The domain is none.
    """
    digest = hashlib.sha256(json.dumps(parts).encode()).hexdigest()
    # Half of it is unique enough, and a longer one would not fit the 78 characters of an unfolded
    # header.
    return f"<{digest[:32]}@{ascii_domain(domain, 'sender')}>"


def compose(letter: Letter) -> EmailMessage:
    """
    Return the email with a text and an HTML part and a calendar of its dates, dated with the
    letter's own instant.

    Without the extra that makes calendars it has none.

    Raises:
        LetterRefused: A template cannot be filled in.
    """
    today, dates = london_date(letter.sent_at), _dates(letter)
    topic = subject(letter.lines, today)
    message = EmailMessage(policy=SMTP)
    message["From"] = named_address(letter.sender, "sender")
    message["To"] = plain_address(letter.recipient_email, "recipient")
    message["Subject"] = topic
    message["Date"] = letter.sent_at.astimezone(LONDON)
    message["Message-ID"] = letter.message_id
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = _SUPPRESSED
    found = sections(letter.lines, today, letter.base_url)
    kind = "digest" if sum(len(one.paragraphs) for one in found) > 1 else "reminder"
    said = {"subject": topic, "sections": found}
    # Neither part speaks of the file of dates, since not every channel carries one.
    # Quoted-printable, because not every relay on the way takes 8-bit text.
    message.set_content(rendered(f"{kind}.txt", **said), cte="quoted-printable")
    message.add_alternative(
        rendered(f"{kind}.html", **said), subtype="html", cte="quoted-printable"
    )
    if dates:
        message.add_attachment(
            dates,
            subtype="calendar",
            filename=DATES,
            cte="quoted-printable",
            params={"method": "PUBLISH"},
        )
    _bound(message, letter.message_id)
    return message


def compose_test(recipient: str, sender: str, identity: str, sent_at: datetime) -> EmailMessage:
    """Return an email that says nothing but that mail arrives."""
    message = EmailMessage(policy=SMTP)
    message["From"] = named_address(sender, "sender")
    message["To"] = plain_address(recipient, "recipient")
    message["Subject"] = "Test message from Pathway"
    message["Date"] = sent_at.astimezone(LONDON)
    message["Message-ID"] = identity
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = _SUPPRESSED
    message.set_content(
        "Mail from Pathway arrives at this address. There is nothing to do.\n",
        cte="quoted-printable",
    )
    return message


def _dates(letter: Letter) -> str:
    """
    Return the calendar of the letter's dates; nothing where it has none, or nothing here makes
    calendars.
    """
    entries = [
        Entry(
            line.reference,
            line.deadline,
            line.duty,
            line.due,
            line.sequence,
            prompt=line.prompt,
            provisional=line.provisional,
        )
        for line in in_order(letter.lines, london_date(letter.sent_at))
        if line.due is not None and line.deadline
    ]
    if not entries or not is_installed():
        return ""
    # The sender's domain stands in the Message-ID already.
    domain = letter.message_id.strip("<>").rpartition("@")[2]
    return calendar_of(entries, letter.sent_at, domain, letter.base_url).decode()


def _bound(message: EmailMessage, identity: str) -> None:
    """
    Set what parts the parts: the library's own is random. `=_` cannot occur in quoted-printable
    text.
    """
    for number, part in enumerate(one for one in message.walk() if one.is_multipart()):
        part.set_boundary(f"=_{hashlib.sha256(f'{number}{identity}'.encode()).hexdigest()[:24]}")
