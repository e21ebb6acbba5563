"""Where long words may be divided, so that none runs out of its column or off the page."""

from __future__ import annotations

import re

# Long words, and addresses of any length: a hyphen in one of those would be read as part of it.
LONG_WORD = re.compile(r"\S{21,}|\S*[@/\\_]\S*")
# After one of these the parts of an address or a path may go to the next line.
JOINTS = re.compile(r"(?<=[@./\\_:;,?&=-])(?=\w)")
LONGEST_PART, PART = 20, 10
BREAK = "\u200b"


def with_breaks(text: str) -> str:
    """Return text with a zero width space wherever a long word may be divided."""
    return LONG_WORD.sub(lambda word: _divided(word[0]), text)


def _divided(word: str) -> str:
    parts: list[str] = []
    for part in JOINTS.split(word):
        size = PART if len(part) > LONGEST_PART else LONGEST_PART
        parts += [part[start : start + size] for start in range(0, len(part), size)]
    return BREAK.join(parts)
