"""Letters of an invented case, and their parts as a client shows them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from email.message import EmailMessage
from typing import Any

from pathway.notifications.writing.compose import Letter, Line, compose, message_id

DUTY = Line(
    "PR-2026-0001", "Notify the Panel", date(2026, 11, 27), "-3wd", 3, provisional=False
)  # Fri
TOLD = Line(
    "PR-2026-0001", "", None, "told", None, provisional=False, sentence="The Panel was notified."
)
LETTER = Letter(
    recipient_email="notifier@example.org",
    message_id=message_id("notifier@example.org", "17", "2026-11-27", "-3wd", secret="invented"),
    sent_at=datetime(2026, 11, 24, 8, 0, tzinfo=UTC),  # Tue
    base_url="https://pathway.example.org/",
    sender="Pathway <no-reply@example.org>",
    lines=(DUTY,),
)


def part(message: EmailMessage, kind: str) -> str:
    """Return the text of the part that a client shows which prefers `plain` or `html`."""
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def plain(*lines: Line) -> str:
    """Return the text part of the letter with these lines."""
    return part(compose(replace(LETTER, lines=lines)), "plain")


def subject(*lines: Line) -> str:
    """Return the subject of the letter with these lines."""
    return str(compose(replace(LETTER, lines=lines))["Subject"])


def given_as(field: str, text: str) -> dict[str, Any]:
    """Return the arguments that change this one field."""
    return {field: text}
