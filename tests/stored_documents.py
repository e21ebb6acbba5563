"""The stored documents of cases, items and deadlines as tests read, change and forge them."""

from __future__ import annotations

import zlib
from typing import Any

from pathway.storage.database.packed_documents import WORDS, packed, unpacked
from pathway.workflows.history.packing import WINDOW


def with_text(stored: Any, old: str, new: str) -> bytes:
    """Return a stored document in which a text is replaced."""
    text = unpacked(bytes(stored)).decode()
    assert old in text
    return packed(text.replace(old, new).encode())


def packed_otherwise(stored: Any) -> bytes:
    """Return the same document as another library may have packed it."""
    compressor = zlib.compressobj(0, zlib.DEFLATED, WINDOW, zdict=WORDS)
    return compressor.compress(unpacked(bytes(stored))) + compressor.flush()


def bomb(size: int) -> bytes:
    """Return what looks like a document, and would be so large if it were unpacked."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, WINDOW, zdict=WORDS)
    return compressor.compress(bytes(size)) + compressor.flush()
