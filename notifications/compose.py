"""
A letter becomes an email: pure, so that a retry makes the same message byte for byte.

The text part says all; the HTML part says the same in tables with inline styles, for clients that show it.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from pathway.notifications.addresses import ascii_domain, named_address, plain_address
from pathway.notifications.letters import Letter, Line
from pathway.notifications.wording import paragraph, subject
from pathway.workflows.calendar import LONDON, london_date

__all__ = ["DEFAULT_DOMAIN", "Letter", "Line", "compose", "message_id"]

DEFAULT_DOMAIN = "pathway.example.org"
# Holiday replies and read receipts help nobody here. Not "All": that would silence the notice that it bounced, too.
_SUPPRESSED = "RN, NRN, OOF, AutoReply"


def message_id(*parts: str, domain: str = DEFAULT_DOMAIN) -> str:
    """
    Return the Message-ID that belongs to these parts: always the same, and telling nothing of them.

    Args:
        parts: What makes the message one of its kind, such as recipient, deadline's id, due day and rung.
        domain: The sender's own, so that no other system makes the same.

    Raises:
        AddressRefused: The domain is none.
    """
    digest = hashlib.sha256(json.dumps(parts).encode()).hexdigest()
    # Half of it is unique enough, and a longer one would not fit the 78 characters of an unfolded header.
    return f"<{digest[:32]}@{ascii_domain(domain, 'sender')}>"


def compose(letter: Letter) -> EmailMessage:
    """Return the email with a text and an HTML part, dated with the letter's own instant."""
    today = london_date(letter.sent_at)
    topic = subject(letter.lines, today)
    message = EmailMessage(policy=SMTP)
    message["From"] = named_address(letter.sender, "sender")
    message["To"] = plain_address(letter.recipient_email, "recipient")
    message["Subject"] = topic
    message["Date"] = letter.sent_at.astimezone(LONDON)
    message["Message-ID"] = letter.message_id
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = _SUPPRESSED
    # Quoted-printable, because not every relay on the way takes 8-bit text.
    message.set_content(_rendered("letter.txt", letter, topic, today), cte="quoted-printable")
    message.add_alternative(_rendered("letter.html", letter, topic, today), subtype="html", cte="quoted-printable")
    message.set_boundary(_boundary(letter.message_id))
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
    message.set_content("Mail from Pathway arrives at this address. There is nothing to do.\n", cte="quoted-printable")
    return message


def _boundary(identity: str) -> str:
    """Return what parts the parts: the library's own is random. `=_` cannot occur in quoted-printable text."""
    return f"=_{hashlib.sha256(identity.encode()).hexdigest()[:24]}"


def _rendered(template: str, letter: Letter, topic: str, today: date) -> str:
    said = [paragraph(line, today, letter.base_url) for line in letter.lines]
    return _environment().get_template(template).render(subject=topic, paragraphs=said)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("pathway.notifications", "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
