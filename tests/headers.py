"""The headers of events as tests read and forge them: their members, with the hash before."""

from __future__ import annotations

import json
import zlib
from typing import Any

from pathway.workflows.history.headers import LINK, WORDS, packed, unpacked
from pathway.workflows.history.packing import WINDOW


def members_of(header: bytes) -> dict[str, Any]:
    """Return what a stored header says."""
    previous_hash, content = unpacked(bytes(header))
    return {**json.loads(content), "previous_hash": previous_hash}


def bomb(size: int) -> bytes:
    """Return what looks like a header, and would be so large if it were unpacked."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, WINDOW, zdict=WORDS)
    return bytes(LINK) + compressor.compress(bytes(size)) + compressor.flush()


def header_of(members: dict[str, Any]) -> bytes:
    """Return the stored header that says so."""
    content = {name: value for name, value in members.items() if name != "previous_hash"}
    # As one who forges would: what the product writes is held to more.
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return packed(members["previous_hash"], text.encode())
