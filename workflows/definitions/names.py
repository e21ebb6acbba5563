"""Names that are looked for and not there, with the nearest that is."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def unknown(kind: str, name: str, known: Iterable[str]) -> list[str]:
    """Return the sentence that a name is unknown, nothing where it is known."""
    names = list(known)
    if name in names:
        return []
    near = get_close_matches(name, names, n=1)
    return [f"unknown {kind} {name}" + (f"; did you mean {near[0]}?" if near else "")]
