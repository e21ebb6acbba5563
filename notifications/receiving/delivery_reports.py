"""
Delivery status notifications (RFC 3464): what a mail server writes back about a message it took.

Pure: bytes in, a receipt out. Whatever is no such notification, or is damaged, gives none; nothing
is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.parser import BytesHeaderParser
from typing import Any, cast

from pathway.notifications.receipts import Outcome, Receipt

_IDENTITY = re.compile(r"<[^<>@\s]{1,190}@[^<>@\s]{1,190}>")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
# RFC 3464, 2.3.3. A message that was expanded has no outcome yet; one that was relayed may never
# have another.
_OUTCOMES: dict[str, Outcome] = {
    "failed": "failed",
    "delayed": "underway",
    "delivered": "delivered",
    "relayed": "underway",
    "expanded": "underway",
}


def receipt_in(content: bytes) -> Receipt | None:
    """Return the receipt that a piece of mail is, or None where it is none."""
    try:
        return _receipt(message_from_bytes(content))
    except (MessageError, ValueError, LookupError, AttributeError, TypeError):
        # The parser promises to raise nothing, and what anybody may send in has found ways round
        # that before.
        return None


def _receipt(report: Message) -> Receipt | None:
    if (
        report.get_content_type() != "multipart/report"
        or _parameter(report, "report-type") != "delivery-status"
    ):
        return None
    if not report.is_multipart():
        return None
    blocks = _blocks(report)
    told = [(_word(block, "Action"), _word(block, "Status")) for block in blocks[1:]]
    known = [(action, status) for action, status in told if action in _OUTCOMES]
    identity = _returned_identity(report) or _envelope_identity(blocks)
    if not known or not identity:
        return None
    # One address may stand for several: where one of those was not reached, that is the news.
    action, status = next((one for one in known if one[0] == "failed"), known[0])
    return Receipt(
        identity, _OUTCOMES[action], f"dsn {status}" if _STATUS.fullmatch(status) else "dsn"
    )


def _blocks(report: Message) -> list[Message]:
    """
    Return the groups of fields: the first about the message, each other one about a recipient.
    """
    part = _part(report, "message/delivery-status")
    return list(_parts(part)) if part is not None else []


def _returned_identity(report: Message) -> str:
    """
    Return the Message-ID of the message that is reported on, from its headers or from all of it.
    """
    headers = _part(report, "text/rfc822-headers", "message/rfc822-headers")
    if headers is not None:
        text = headers.get_payload(decode=True)
        inner = (
            next(_parts(headers), None)
            if text is None
            else BytesHeaderParser().parsebytes(cast(bytes, text))
        )
        return _identity(inner)
    whole = _part(report, "message/rfc822")
    return _identity(next(_parts(whole), None)) if whole is not None else ""


def _envelope_identity(blocks: list[Message]) -> str:
    """
    Return the Message-ID that was handed over with the envelope: it comes back where the headers do
    not.
    """
    name = _word(blocks[0], "Original-Envelope-Id", folded=False) if blocks else ""
    return _matching(f"<{name.strip('<>')}>")


def _identity(returned: Message | None) -> str:
    return _matching(str(returned["Message-ID"] or "").strip()) if returned is not None else ""


def _matching(text: str) -> str:
    return text if _IDENTITY.fullmatch(text) else ""


def _part(report: Message, *kinds: str) -> Message | None:
    return next((part for part in _parts(report) if part.get_content_type() in kinds), None)


def _parts(message: Message) -> Iterator[Message]:
    payload = cast("list[Any] | str", message.get_payload())
    parts = payload if isinstance(payload, list) else []
    return (cast("Message", part) for part in parts if isinstance(part, Message))


def _parameter(message: Message, name: str) -> str:
    return str(message.get_param(name, "")).casefold()


def _word(block: Message, name: str, *, folded: bool = True) -> str:
    """Return the first word of a field: a comment in brackets may follow it."""
    words = str(block[name] or "").split()
    word = words[0] if words else ""
    return word.casefold() if folded else word
