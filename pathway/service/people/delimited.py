"""
The rows of a text whose cells are separated by commas, or by what else a spreadsheet writes instead.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator
from itertools import islice

from pathway.service.people.unreadable import UnreadableRows

DELIMITERS = ",;\t|"
# A line before the headings, by which Excel is told the separator; it does not show it as a row.
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
    separator = SEPARATOR.match(text)
    if separator is not None:
        return list(islice(_filled(text[separator.end() :], separator[1]), most))
    delimiter = max(DELIMITERS, key=lambda tried: _headings_read(text, tried, headings))
    return list(islice(_filled(text, delimiter), most))


def heading(cell: str) -> str:
    """Return a heading as columns are named: in lower case, with _ for spaces."""
    return "_".join(cell.casefold().split())


def _headings_read(text: str, delimiter: str, headings: Collection[str]) -> int:
    """Return how many columns are known if that is what separates them."""
    try:
        _, first = next(_filled(text, delimiter), (0, list[str]()))
    except UnreadableRows:
        return 0
    return len({heading(cell) for cell in first} & set(headings))


def _filled(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number, line = 0, 0
    try:
        for number, cells in enumerate(reader, start=1):
            line = reader.line_num
            if any(cell.strip() for cell in cells):
                yield number, cells
    except csv.Error as error:
        why = f"this is not CSV: {error}, in the row that begins in line {line + 1}"
        raise UnreadableRows(why, number + 1) from error
