"""Messages of the outbox, as callers are shown them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pathway.service.views.shapes import Instant, View


@dataclass(frozen=True, slots=True)
class NoticeView(View):
    """
    One thing that a message reports.

    Args:
        case: The reference of the case.
        deadline: The id of the deadline; None if it is about a step.
        due: The due day of that deadline when the notice was made.
        rung: The rung of the ladder, such as `-3wd`, `breach` or `escalate+3wd`.
    """

    case: str
    deadline: str | None
    due: date | None
    rung: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageView(View):
    """
    A message in the outbox.

    Args:
        id: Its number, as `retry` and `show` take it.
        to: The email of its recipient.
        kind: `digest`, `urgent` or `anchor`.
        state: waiting, sending, sent, unknown, dead, bounced or withheld.
        attempts: How often sending it was tried.
        message_id: The Message-ID of the email.
        last_error: A word or two about why the last attempt failed, if it did.
    """

    id: int
    to: str
    subject: str
    kind: str
    notices: tuple[NoticeView, ...]
    state: str
    attempts: int
    message_id: str
    created_at: Instant
    sent_at: Instant | None
    last_error: str | None


@dataclass(frozen=True, slots=True)
class PauseView(View):
    """
    A server of mail that is left alone for a while, because it failed or refused the login.

    Args:
        server: `sending`, to which messages go, or `returns`, where bounces arrive.
        until: From when it is tried again by itself.
        because: What is wrong, in a sentence.
    """

    server: str
    until: Instant
    because: str
