"""
How wide the columns of a table are where not all of it fits: what is short stays whole, and no word
is cut.
"""

from __future__ import annotations

from collections.abc import Sequence

# A day, a role, a reference: `Thu 19 Mar 2026`.
SHORT_LINE = 16


def widths_for(columns: Sequence[Sequence[str]], room: int) -> list[int | None]:
    """
    Return the width of each column, so that long texts fold, short ones do not, and no word is cut.

    What room is left is shared out by how much more each column would like to have. None for every
    column where all fit as they are, or where not even the words do.

    Args:
        columns: The cells of each column, its head among them.
        room: How many characters there are for all of them, without the gaps between.
    """
    wanted = [max(len(line) for cell in cells for line in cell.split("\n")) for cells in columns]
    choices = ([_least(cells, limit) for cells in columns] for limit in (SHORT_LINE, 0))
    least = next((widths for widths in choices if sum(widths) <= room), None)
    if least is None or sum(wanted) <= room:
        return [None] * len(columns)
    missing = [most - few for most, few in zip(wanted, least, strict=True)]
    spare = room - sum(least)
    return [few + spare * part // sum(missing) for few, part in zip(least, missing, strict=True)]


def _least(cells: Sequence[str], limit: int) -> int:
    """
    Return the width in which no word is cut, and no line of up to so many characters is folded.
    """
    words = [len(word) for cell in cells for word in cell.split()]
    lines = [len(line) for cell in cells for line in cell.split("\n") if len(line) <= limit]
    return max(*words, *lines, 0, 0)
