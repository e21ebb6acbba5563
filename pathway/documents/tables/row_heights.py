"""How high a row of a sheet is whose texts are wrapped, estimated from the width of its columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import ceil

# In points: a line, and the highest row that there is.
LINE, HIGHEST = 15, 409
# Columns are measured by digits, which are wider than most letters; but words are not divided.
ROOM = 1.05


def height_of(texts: Iterable[tuple[str, float]]) -> Mapping[str, str]:
    """
    Return what is said of a row in the XML of its sheet.

    It is not said that somebody chose the height: Excel fits it anew when a text is changed. Without
    a height LibreOffice shows one line.

    Args:
        texts: The text in each cell, and the width of its column in characters.
    """
    lines = 1
    for text, width in texts:
        # Most texts fit into a line.
        if len(text) > width or "\n" in text:
            lines = max(lines, _lines(text, width * ROOM))
    return {"ht": str(min(lines * LINE, HIGHEST))}


def _lines(text: str, width: float) -> int:
    return sum(max(1, ceil(len(line) / width)) for line in text.split("\n"))
