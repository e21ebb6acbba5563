"""Messages of the outbox, as callers are shown them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pathway.service.views.shapes import Instant, View


@dataclass(frozen=True, slots=True)
class NoticeView(View):
    """
    What a message tells of.

    Args:
        due: The day on which the duty was due when the notice was made.
        rung: The rung of the ladder, such as `due` or `escalated`.
    """

    case: str
    deadline: str | None
    due: date | None
    rung: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageView(View):
    """A message of the outbox."""

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
