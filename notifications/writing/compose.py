"""
Turns a letter into an email: pure, so that a retry makes the same message byte for byte.

The text part says everything; the HTML part says the same in tables with inline styles, for clients
that show it. The dates come as a file for the reader's calendar.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import parseaddr

from pathway.notifications.addresses import ascii_domain, plain_address
from pathway.notifications.writing.calendars import (
    Entry,
    calendar_of,
    is_installed,
    meeting_of,
)
from pathway.notifications.writing.digests import sections
from pathway.notifications.writing.envelopes import Envelope, addressed, bound
from pathway.notifications.writing.letters import Letter, Line
from pathway.notifications.writing.phrases import help_words
from pathway.notifications.writing.rendering import rendered
from pathway.notifications.writing.subjects import subject
from pathway.notifications.writing.urgency import in_order
from pathway.workflows.calendar.working_days import london_date

__all__ = ["DEFAULT_DOMAIN", "Letter", "Line", "compose", "message_id"]

DEFAULT_DOMAIN = "pathway.example.org"
DATES = "dates.ics"
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
    topic = subject(letter.lines, today, is_digest=letter.is_digest)
    message = addressed(
        Envelope(letter.recipient_email, letter.sender, letter.message_id, letter.sent_at), topic
    )
    message["X-Auto-Response-Suppress"] = _SUPPRESSED
    content = sections(letter.lines, today, letter.base_url)
    paragraphs = sum(len(section.paragraphs) for section in content)
    template = "digest" if paragraphs > 1 else "reminder"
    # Neither part mentions the file of dates, since not every channel carries one.
    whom_to_ask = help_words(letter.help, letter.lines, letter.base_url)
    says = {"subject": topic, "sections": content, "help": whom_to_ask}
    text = rendered(f"{template}.txt", **says)
    html = rendered(f"{template}.html", **says)
    # Quoted-printable, because not every relay on the way takes 8-bit text.
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    if dates:
        _attach(message, dates, DATES, "PUBLISH")
    for line in _latest_of_meetings(letter.lines):
        _invite(message, letter, line)
    bound(message)
    return message


def _latest_of_meetings(lines: Sequence[Line]) -> list[Line]:
    """Return the line that says how each meeting is now, of those for the reader's calendar."""
    latest: dict[str, Line] = {}
    for line in lines:
        if line.meeting is None or not line.meeting.in_calendar:
            continue
        known = latest.get(line.reference, line).meeting
        if known is None or line.meeting.sequence >= known.sequence:
            latest[line.reference] = line
    return list(latest.values())


def _invite(message: EmailMessage, letter: Letter, line: Line) -> None:
    """Attach the meeting of a line, if calendars can be made here."""
    meeting = line.meeting
    if meeting is None or not is_installed():
        return
    content = meeting_of(
        line.reference,
        meeting,
        letter.sent_at,
        domain=_domain(letter),
        organiser=parseaddr(letter.sender)[1],
        attendee=plain_address(letter.recipient_email, "recipient").addr_spec,
    )
    method = "CANCEL" if meeting.cancelled else "REQUEST"
    _attach(message, content.decode(), f"{line.reference}.ics", method)


def _attach(message: EmailMessage, content: str, name: str, method: str) -> None:
    message.add_attachment(
        content,
        subtype="calendar",
        filename=name,
        cte="quoted-printable",
        params={"method": method},
    )


def _domain(letter: Letter) -> str:
    """Return the sender's domain, with which the Message-ID ends."""
    return letter.message_id.strip("<>").rpartition("@")[2]


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
    return calendar_of(entries, letter.sent_at, _domain(letter), letter.base_url).decode()
