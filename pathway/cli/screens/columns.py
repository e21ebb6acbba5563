"""
The widths of a table's columns where they do not all fit: short lines stay whole, and no word is
cut.
"""

from __future__ import annotations

from collections.abc import Sequence

# Long enough for a day such as `Thu 19 Mar 2026`, a role or a reference.
SHORT_LINE = 16


def widths_for(columns: Sequence[Sequence[str]], room: int) -> list[int | None]:
    """
    Return the width of each column, so that long texts fold, short ones do not, and no word is cut.

    The room that is left is shared out by how much more each column could use. Every width is None
    if all columns fit as they are, or if not even their longest words do.

    Args:
        columns: The cells of each column, with its heading.
        room: How many characters there are for all columns, without the gaps between them.
    """
    wanted = [_widest(cells) for cells in columns]
    if sum(wanted) <= room:
        return [None] * len(columns)
    least = [_least(cells, SHORT_LINE) for cells in columns]
    if sum(least) > room:
        # Too little even for that: short lines have to fold as well.
        least = [_least(cells, 0) for cells in columns]
    if sum(least) > room:
        return [None] * len(columns)
    missing = [most - few for most, few in zip(wanted, least, strict=True)]
    spare = room - sum(least)
    return [few + spare * part // sum(missing) for few, part in zip(least, missing, strict=True)]


def _widest(cells: Sequence[str]) -> int:
    lines: list[str] = []
    for cell in cells:
        lines += cell.split("\n")
    return max(len(line) for line in lines)


def _least(cells: Sequence[str], limit: int) -> int:
    """Return the least width that cuts no word, and folds no line of up to `limit` characters."""
    widths = [0]
    for cell in cells:
        widths += [len(word) for word in cell.split()]
        widths += [len(line) for line in cell.split("\n") if len(line) <= limit]
    return max(widths)
