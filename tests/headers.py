"""The headers of events as tests read and forge them: their members, with the hash before."""

from __future__ import annotations

import json
from typing import Any

from pathway.workflows.history.events import canonical
from pathway.workflows.history.headers import packed, unpacked


def members_of(header: bytes) -> dict[str, Any]:
    """Return what a stored header says."""
    previous_hash, content = unpacked(bytes(header))
    return {**json.loads(content), "previous_hash": previous_hash}


def header_of(members: dict[str, Any]) -> bytes:
    """Return the stored header that says so."""
    content = {name: value for name, value in members.items() if name != "previous_hash"}
    return packed(members["previous_hash"], canonical(content))
