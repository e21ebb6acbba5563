"""The lines of a calendar (RFC 5545, 3.1): names with values, folded where they are long."""

from __future__ import annotations

from collections.abc import Iterable

LONGEST = 74  # octets, without the end of the line
END = "\r\n"
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def component(name: str, lines: Iterable[str], inner: Iterable[str] = ()) -> str:
    """
    Return a component, such as an event.

    Args:
        lines: They are not folded yet.
        inner: The components that it has.
    """
    own = "".join(_folded(line) + END for line in lines)
    return f"BEGIN:{name}{END}{own}{''.join(inner)}END:{name}{END}"


def escaped(text: str) -> str:
    """Return a text as a value (3.3.11)."""
    return text.translate(_ESCAPED)


def _folded(line: str) -> str:
    """Return a line in parts, of which none is longer than readers expect; no escape is cut."""
    parts: list[str] = []
    while len(line.encode()) > LONGEST:
        cut = LONGEST
        while len(line[:cut].encode()) > LONGEST:
            cut -= 1
        if line[cut - 1] == "\\":
            cut -= 1
        parts.append(line[:cut])
        line = line[cut:]
    return f"{END} ".join([*parts, line])
