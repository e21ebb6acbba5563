"""Cells of a sheet that look other than what is in them: merged ones, formulas without a value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element, iterparse

from pathway.documents.tables.rows import CellFault

# What a part of the archive contains if it may have such cells, and what is looked for before that.
SIGNS = re.compile(rb"mergeCell\b|<(?:\w+:)?f[\s/>]")
HINTS = (b"<f", b":f", b"mergeCell")
LONGEST_SIGN = 64  # bytes, with a prefix as long as any program writes
AREA = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")
MERGED = "these cells are merged over several rows; unmerge them, and fill in each row"
NO_VALUE = "this formula has no value; copy the cells, and paste them as values"


def has_signs(piece: bytes) -> bool:
    """Return whether a piece of a sheet may have such cells."""
    return any(hint in piece for hint in HINTS) and SIGNS.search(piece) is not None


def cell_faults(sheet: IO[bytes]) -> Iterator[CellFault]:
    """
    Yield the cells of a sheet that are merged over several rows, and the formulas without a value.

    Args:
        sheet: Its XML, of which it is known that it declares no entities.
    """
    # Whoever opened it made sure of that.
    for _, element in iterparse(sheet):  # noqa: S314
        name = element.tag.rpartition("}")[2]
        if name == "row":
            yield from _formulas(element)
            element.clear()
        elif name == "mergeCell":
            yield from _merged(element.get("ref", ""))


def _formulas(row: Element) -> Iterator[CellFault]:
    for cell in row:
        if cell.find("{*}f") is None or cell.get("t") == "str":
            continue
        value = cell.find("{*}v")
        if value is None or not value.text:
            number = re.sub(r"\D", "", cell.get("r", ""))
            yield CellFault(int(number or 0), f"cell {cell.get('r')}", NO_VALUE)


def _merged(area: str) -> Iterator[CellFault]:
    match = AREA.fullmatch(area)
    if match is not None and match[2] != match[4]:
        yield CellFault(int(match[4]), f"cells {area}", MERGED)
