"""Names that are unknown, with the nearest one that is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from difflib import get_close_matches


def repeated(names: Iterable[str]) -> list[str]:
    """Return the names that are there more than once, in order."""
    return sorted(name for name, times in Counter(names).items() if times > 1)


def unknown(kind: str, name: str, known: Iterable[str]) -> list[str]:
    """Return, in a list, the sentence that a name is unknown; an empty list if it is known."""
    names = list(known)
    if name in names:
        return []
    near = get_close_matches(name, names, n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    return [f"unknown {kind} {name}{hint}"]
