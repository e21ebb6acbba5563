"""
The rows of a text whose cells are separated by commas, or by what else a spreadsheet writes instead.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Collection, Iterator
from itertools import islice

from pathway.documents.tables.unreadable import UnreadableRows

DELIMITERS = ",;\t|"
# Above the headings there may be a title.
ROWS_ABOVE = 20
# A line before the headings, by which Excel is told the separator; it does not show it as a row.
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
SEPARATOR = re.compile(r'"?sep=([^\r\n"])"?(?:\r\n|\r|\n)', re.IGNORECASE)


def lines_of(text: str, headings: Collection[str], most: int) -> list[tuple[int, list[str]]]:
    """
    Return the rows that hold something, each with its number: a row whose cells have several lines
    is one row, as in a spreadsheet.

    Args:
        headings: The columns by which the separator is known.
        most: No more rows than that are read.

    Raises:
        UnreadableRows: It is not CSV from some row on.
    """
    known = frozenset(headings)
    return list(islice(rows_in(text, lambda cell: heading(cell) in known), most))


def rows_in(text: str, is_heading: Callable[[str], bool]) -> Iterator[tuple[int, list[str]]]:
    """
    Yield the rows that hold something, each with its number, as they are asked for.

    Args:
        is_heading: Tells a heading, by which the separator is known.

    Raises:
        UnreadableRows: It is not CSV from some row on.
    """
    separator = SEPARATOR.match(text)
    if separator is not None:
        return _filled(text, separator[1], separator.end())
    return _filled(text, max(DELIMITERS, key=lambda tried: _headings_read(text, tried, is_heading)))


def heading(cell: str) -> str:
    """Return a heading as columns are named: in lower case, with _ for spaces."""
    return "_".join(cell.casefold().split())


def _headings_read(text: str, delimiter: str, is_heading: Callable[[str], bool]) -> int:
    """Return how many headings a row has at most if that is what separates them."""
    most = 0
    try:
        for _, cells in islice(_filled(text, delimiter), ROWS_ABOVE):
            most = max(most, len({heading(cell) for cell in cells if is_heading(cell)}))
    except UnreadableRows:
        return most
    return most


def _filled(text: str, delimiter: str, start: int = 0) -> Iterator[tuple[int, list[str]]]:
    lines = (match[0] for match in LINE.finditer(text, start))
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number, line = 0, 0
    try:
        for number, cells in enumerate(reader, start=1):
            line = reader.line_num
            if any(cell.strip() for cell in cells):
                yield number, cells
    except csv.Error as error:
        why = f"this is not CSV: {error}, in the row that begins in line {line + 1}"
        raise UnreadableRows(why, number + 1) from error
