"""
Reads delivery status notifications (RFC 3464), which mail servers send about messages they took.

Pure: bytes in, a receipt out. Anything that is not such a notification, or is damaged, gives no
receipt; nothing is guessed.
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
# RFC 3464, 2.3.3. An expanded message has no outcome yet, and a relayed one may never have any.
_OUTCOMES: dict[str, Outcome] = {
    "failed": "failed",
    "delayed": "underway",
    "delivered": "delivered",
    "relayed": "underway",
    "expanded": "underway",
}


def receipt_in(content: bytes) -> Receipt | None:
    """Return the receipt in a piece of mail, or None if there is none."""
    try:
        return _receipt(message_from_bytes(content))
    except (MessageError, ValueError, LookupError, AttributeError, TypeError):
        # The parser promises to raise nothing, but anybody may send mail here, and crafted mail has
        # made it raise before.
        return None


def _receipt(report: Message) -> Receipt | None:
    if report.get_content_type() != "multipart/report":
        return None
    if _parameter(report, "report-type") != "delivery-status":
        return None
    if not report.is_multipart():
        return None
    blocks = _blocks(report)
    results = [(_word(block, "Action"), _word(block, "Status")) for block in blocks[1:]]
    outcomes = [(action, status) for action, status in results if action in _OUTCOMES]
    identity = _returned_identity(report) or _envelope_identity(blocks)
    if not outcomes or not identity:
        return None
    # One address may stand for several: if any of them was not reached, that is what matters.
    failures = [(action, status) for action, status in outcomes if action == "failed"]
    action, status = failures[0] if failures else outcomes[0]
    why = f"dsn {status}" if _STATUS.fullmatch(status) else "dsn"
    return Receipt(identity, _OUTCOMES[action], why)


def _blocks(report: Message) -> list[Message]:
    """Return the groups of fields: one about the message, then one about each recipient."""
    part = _part(report, "message/delivery-status")
    return list(_parts(part)) if part is not None else []


def _returned_identity(report: Message) -> str:
    """Return the Message-ID of the message reported on, from what was returned of it."""
    headers = _part(report, "text/rfc822-headers", "message/rfc822-headers")
    if headers is not None:
        text = headers.get_payload(decode=True)
        # The parser has parsed a `message/` part already, and leaves it no payload to decode.
        if text is None:
            return _identity(next(_parts(headers), None))
        return _identity(BytesHeaderParser().parsebytes(cast(bytes, text)))
    whole = _part(report, "message/rfc822")
    if whole is None:
        return ""
    return _identity(next(_parts(whole), None))


def _envelope_identity(blocks: list[Message]) -> str:
    """
    Return the Message-ID that was sent with the envelope, which comes back even without headers.
    """
    name = _word(blocks[0], "Original-Envelope-Id", folded=False) if blocks else ""
    return _matching(f"<{name.strip('<>')}>")


def _identity(returned: Message | None) -> str:
    if returned is None:
        return ""
    return _matching(str(returned["Message-ID"] or "").strip())


def _matching(text: str) -> str:
    """Return the text if it is a Message-ID, else an empty one."""
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
    """Return the first word of a field, which a comment in brackets may follow."""
    words = str(block[name] or "").split()
    word = words[0] if words else ""
    return word.casefold() if folded else word
