"""How much is in a file of a definition: what is far beyond any practice is not checked further."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

MAX_ENTRIES = 5_000


def excesses(value: Any, path: str = "") -> Iterator[str]:
    """Return where a list or a table has too many entries."""
    if not isinstance(value, dict | list):
        return
    entries = cast("Mapping[str, Any] | Sequence[Any]", value)
    if len(entries) > MAX_ENTRIES:
        yield f"{path or 'it'} has {len(entries)} entries, and at most {MAX_ENTRIES} are read"
        return
    if isinstance(entries, Mapping):
        for name, member in entries.items():
            yield from excesses(member, f"{path}.{name}" if path else name)
    else:
        for number, entry in enumerate(entries, start=1):
            yield from excesses(entry, f"{path}[{number}]")
