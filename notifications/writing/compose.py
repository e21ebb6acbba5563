"""
Turns a letter into an email: pure, so that a retry makes the same message byte for byte.

The text part says everything; the HTML part says the same in tables with inline styles, for clients
that show it. The dates come as a file for the reader's calendar.
"""

from __future__ import annotations

import hashlib
import hmac
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

__all__ = ["DEFAULT_DOMAIN", "OWN_HEADER", "Letter", "Line", "compose", "message_id"]

DEFAULT_DOMAIN = "pathway.example.org"
DATES = "dates.ics"
# Some services, Amazon SES among them, give a message a Message-ID of their own; this one survives,
# and comes back with the headers of a bounce.
OWN_HEADER = "X-Pathway-Message"
# Out-of-office replies and read receipts help nobody here. Not "All", which would also suppress the
# report of a bounce.
_SUPPRESSED = "RN, NRN, OOF, AutoReply"


def message_id(*parts: str, secret: str, domain: str = DEFAULT_DOMAIN) -> str:
    """
    Return the Message-ID that belongs to these parts: always the same, revealing none of them, and
    not to be guessed by anybody who knows them all.

    Args:
        parts: What identifies the message, such as recipient, deadline's id, due day and rung.
        secret: Known to this database alone: whoever can name a Message-ID has seen the message.
        domain: The sender's domain, so that no other system makes the same.

    Raises:
        AddressRefused: The domain is not one.
    """
    digest = hmac.new(secret.encode(), json.dumps(parts).encode(), hashlib.sha256).hexdigest()
    # Half of it is unique enough, and all of it would not fit into a header line of 78 characters.
    return f"<{digest[:32]}@{ascii_domain(domain, 'sender')}>"


def compose(letter: Letter) -> EmailMessage:
    """
    Return the email with a text part, an HTML part and a calendar of its dates, dated with the
    letter's own instant.

    The calendar is left out if the extra that makes it is not installed.

    Raises:
        LetterRefused: A template cannot be filled in.
    """
    today = london_date(letter.sent_at)
    dates = _dates(letter)
    topic = subject(letter.lines, today)
    message = EmailMessage(policy=SMTP)
    message["From"] = named_address(letter.sender, "sender")
    message["To"] = plain_address(letter.recipient_email, "recipient")
    message["Subject"] = topic
    message["Date"] = letter.sent_at.astimezone(LONDON)
    message["Message-ID"] = letter.message_id
    message[OWN_HEADER] = letter.message_id
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = _SUPPRESSED
    content = sections(letter.lines, today, letter.base_url)
    paragraphs = sum(len(section.paragraphs) for section in content)
    template = "digest" if paragraphs > 1 else "reminder"
    # Neither part mentions the file of dates, since not every channel carries one.
    text = rendered(f"{template}.txt", subject=topic, sections=content)
    html = rendered(f"{template}.html", subject=topic, sections=content)
    # Quoted-printable, because not every relay on the way takes 8-bit text.
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
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
    """Return an email that only says that mail arrives."""
    message = EmailMessage(policy=SMTP)
    message["From"] = named_address(sender, "sender")
    message["To"] = plain_address(recipient, "recipient")
    message["Subject"] = "Test message from Pathway"
    message["Date"] = sent_at.astimezone(LONDON)
    message["Message-ID"] = identity
    message[OWN_HEADER] = identity
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = _SUPPRESSED
    message.set_content(
        "Mail from Pathway arrives at this address. There is nothing to do.\n",
        cte="quoted-printable",
    )
    return message


def _dates(letter: Letter) -> str:
    """Return the calendar of the letter's dates; empty if there are none or it cannot be made."""
    entries = [
        Entry(
            line.reference,
            line.deadline,
            line.duty,
            due=line.due,
            sequence=line.sequence,
            prompt=line.prompt,
            provisional=line.provisional,
        )
        for line in in_order(letter.lines, london_date(letter.sent_at))
        if line.due is not None and line.deadline
    ]
    if not entries or not is_installed():
        return ""
    # The Message-ID ends with the sender's domain.
    domain = letter.message_id.strip("<>").rpartition("@")[2]
    return calendar_of(entries, letter.sent_at, domain, letter.base_url).decode()


def _bound(message: EmailMessage, identity: str) -> None:
    """
    Set the boundaries between parts, which the library makes at random.

    `=_` cannot occur in quoted-printable text.
    """
    multiparts = (part for part in message.walk() if part.is_multipart())
    for number, multipart in enumerate(multiparts):
        digest = hashlib.sha256(f"{number}{identity}".encode()).hexdigest()
        multipart.set_boundary(f"=_{digest[:24]}")
