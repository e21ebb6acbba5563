"""What was read, as callers are shown it."""

from __future__ import annotations

from dataclasses import dataclass

from pathway.service.views.shapes import Instant, View


@dataclass(frozen=True, slots=True)
class ReadView(View):
    """
    Something that was read.

    Args:
        by: The email of who read it; None for whoever keeps the installation.
        case: The reference of the case or the meeting; None for a list.
        parts: What of it, by the names of the parts.
        door: How they came to it: `library`, `command line`, `desk`, or a host's own word.
        id: Its number.
    """

    at: Instant
    by: str | None
    case: str | None
    parts: tuple[str, ...]
    door: str
    id: int
