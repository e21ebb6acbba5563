"""
An anchor as people give it back: the file that was written, or what a mail program saved of the
message that carried it.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes
from email.errors import MessageError

from pathway.errors import WrongUsage
from pathway.storage.proof.anchors import Anchor
from pathway.text_files import text_of


def anchor_in(content: str | bytes) -> Anchor:
    """
    Return the anchor in a file: as text in any encoding, as the base64 that carried it, or in a
    whole message, also one that was forwarded.

    Raises:
        WrongUsage: There is none in it.
    """
    whole = content.encode() if isinstance(content, str) else content
    for part in _parts(whole):
        with suppress(WrongUsage):
            return _read(part)
    return _read(whole)


def _read(content: bytes) -> Anchor:
    try:
        text = text_of(content, limit=len(content))
    except ValueError:
        text = ""
    return Anchor.read(text)


def _parts(content: bytes) -> Iterator[bytes]:
    """Yield what may be an anchor."""
    yield content
    with suppress(binascii.Error, ValueError):
        yield base64.b64decode(b"".join(content.split()), validate=True)
    with suppress(MessageError, ValueError, LookupError, RecursionError):
        for part in message_from_bytes(content).walk():
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                yield payload
