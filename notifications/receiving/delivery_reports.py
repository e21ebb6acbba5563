"""
Reads delivery status notifications (RFC 3464, and RFC 6533 for international mail), which mail
servers send about messages they took.

Pure: bytes in, a report out. Anything that is not such a notification, or is damaged, gives no
report; nothing is guessed.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import HeaderParser
from quopri import decodestring
from typing import Any, cast

from pathway.notifications.addresses import comparable
from pathway.notifications.receipts import Outcome, Report, Result

REPORT_TYPES = ("delivery-status", "global-delivery-status")
STATUS_PARTS = ("message/delivery-status", "message/global-delivery-status")
RETURNED_PARTS = (
    "text/rfc822-headers",
    "message/rfc822-headers",
    "message/rfc822",
    "message/global-headers",
    "message/global",
)
# Our own header first: it survives where a service replaces the Message-ID.
MAX_BLOCKS = 1000
NAMES = ("X-Pathway-Message", "Message-ID", "X-Original-Message-ID", "Original-Envelope-Id")
_IDENTITY = re.compile(r"<[^<>@\s]{1,190}@[^<>@\s]{1,190}>")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_BETWEEN_BLOCKS = re.compile(r"(?:\r?\n[ \t]*){2,}")
_ESCAPED = re.compile(r"\\x\{([0-9A-Fa-f]{2,6})\}")  # RFC 6533, 3
# RFC 3464, 2.3.3. An expanded message has no outcome yet, and a relayed one may never have any.
_OUTCOMES: dict[str, Outcome] = {
    "failed": "failed",
    "delayed": "underway",
    "delivered": "delivered",
    "relayed": "underway",
    "expanded": "underway",
}


def report_in(content: bytes) -> Report | None:
    """Return the report in a piece of mail, or None if there is none."""
    try:
        return _report(message_from_bytes(content))
    except (MessageError, ValueError, LookupError, AttributeError, TypeError, RecursionError):
        # The parser promises to raise nothing, but anybody may send mail here, and crafted mail has
        # made it raise before.
        return None


def _report(mail: Message) -> Report | None:
    notification = _notification(mail)
    if notification is None:
        return None
    status = _blocks(_part(notification, STATUS_PARTS))
    returned = _blocks(_part(notification, RETURNED_PARTS))
    about_message, about_recipients = status[:1], status[1:]
    identities = tuple(dict.fromkeys(_identities([*returned[:1], *about_message])))
    results = tuple(_results(about_recipients))
    topic = _subject(returned[0]) if returned else ""
    return Report(identities, results, topic) if identities and results else None


def _subject(block: Message) -> str:
    """Return the subject of a message, on one line however it was folded."""
    return " ".join(str(make_header(decode_header(str(block["Subject"] or "")))).split())


def _notification(mail: Message) -> Message | None:
    """
    Return the part that is a notification: all of the mail, or one of its parts, where a scanner on
    the way has put a footer below it. Some servers leave out which kind of report it is.
    """
    candidates = [mail]
    if mail.get_content_type() == "multipart/mixed":
        candidates = list(_parts(mail))
    for candidate in candidates:
        is_report = candidate.get_content_type() == "multipart/report" and candidate.is_multipart()
        kind = str(candidate.get_param("report-type", REPORT_TYPES[0])).casefold()
        if is_report and kind in REPORT_TYPES:
            return candidate
    return None


def _results(blocks: list[Message]) -> Iterator[Result]:
    for block in blocks:
        action, status = _word(block, "Action").casefold(), _word(block, "Status")
        if action in _OUTCOMES:
            why = f"dsn {status}" if _STATUS.fullmatch(status) else "dsn"
            yield Result(_recipients(block), _OUTCOMES[action], why)


def _recipients(block: Message) -> frozenset[str]:
    """
    Return the addresses of a recipient; each follows its type and a semicolon, which some servers
    leave out.
    """
    fields = [str(block[name] or "") for name in ("Original-Recipient", "Final-Recipient")]
    addresses = [field.rpartition(";")[2].strip().strip("<>") for field in fields]
    return frozenset(comparable(_unescaped(address)) for address in addresses if "@" in address)


def _unescaped(address: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), address)


def _identities(blocks: list[Message]) -> Iterator[str]:
    """Yield the Message-IDs under which a message came back, in the order of their names."""
    for name in NAMES:
        for block in blocks:
            identity = f"<{_word(block, name).strip('<>')}>"
            if _IDENTITY.fullmatch(identity):
                yield identity


def _blocks(part: Message | None) -> list[Message]:
    """Return the groups of fields in a part, which are apart by an empty line."""
    if part is None:
        return []
    text = _text(part)
    groups = _BETWEEN_BLOCKS.split(text, maxsplit=MAX_BLOCKS)[:MAX_BLOCKS]
    fields = [group.strip("\r\n") for group in groups if group.strip()]
    return [HeaderParser().parsestr(group) for group in fields]


def _text(part: Message) -> str:
    """
    Return a part as it was written. The parser has parsed a `message/` part, though RFC 6533 lets
    it be encoded, and leaves it no payload to decode.
    """
    nested = list(_parts(part))
    if not nested:
        return cast(bytes, part.get_payload(decode=True)).decode("utf-8", "replace")
    content = b"\n\n".join(message.as_bytes().strip(b"\r\n") for message in nested)
    encoding = str(part["Content-Transfer-Encoding"] or "").strip().casefold()
    if encoding == "base64":
        content = b64decode(content)
    elif encoding == "quoted-printable":
        content = decodestring(content)
    return content.decode("utf-8", "replace")


def _part(mail: Message, kinds: tuple[str, ...]) -> Message | None:
    return next((part for part in _parts(mail) if part.get_content_type() in kinds), None)


def _parts(message: Message) -> Iterator[Message]:
    payload = cast("list[Any] | str", message.get_payload())
    parts = payload if isinstance(payload, list) else []
    return (cast("Message", part) for part in parts if isinstance(part, Message))


def _word(block: Message, name: str) -> str:
    """Return the first word of a field, which a comment in brackets may follow."""
    words = str(block[name] or "").split()
    return words[0] if words else ""
