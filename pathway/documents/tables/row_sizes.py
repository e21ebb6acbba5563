"""How many elements of XML a row of a table has, seen while the XML goes by and nothing is kept."""

from __future__ import annotations

from typing import IO
from xml.parsers.expat import ExpatError, ParserCreate

# Hundreds of columns, or hundreds of pages in a cell, have fewer.
MAX_IN_ROW = 200_000
TOO_LONG = "a row of a table is too long; divide it into several rows"
PIECE = 1 << 16


def most_elements(piece: bytes) -> int:
    """Return how many elements begin in a piece of XML, at most, without reading it as XML."""
    return piece.count(b"<") - piece.count(b"</")


def has_long_row(xml: IO[bytes], name: str) -> bool:
    """
    Return whether a row has more elements than are read.

    Args:
        name: What a row is called in this XML: `row`, `tr`.
    """
    sizes = _RowSizes(name)
    while not sizes.is_too_long and (piece := xml.read(PIECE)):
        sizes.feed(piece)
    return sizes.is_too_long


class _RowSizes:
    def __init__(self, name: str) -> None:
        self._name = name
        self._open_rows, self._size = 0, 0
        self._is_damaged = False
        self._parser = ParserCreate()
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self.is_too_long = False

    def feed(self, piece: bytes) -> None:
        """Take in the next piece of the XML; whatever reads it later tells if it is damaged."""
        if self._is_damaged:
            return
        try:
            self._parser.Parse(piece, False)
        except ExpatError:
            self._is_damaged = True

    def _begin(self, name: str, _attributes: object) -> None:
        if name.endswith(self._name) and _local(name) == self._name:
            self._open_rows += 1
        if self._open_rows:
            self._size += 1
            if self._size > MAX_IN_ROW:
                self.is_too_long = True

    def _end(self, name: str) -> None:
        if name.endswith(self._name) and _local(name) == self._name:
            self._open_rows -= 1
            if not self._open_rows:
                self._size = 0


def _local(name: str) -> str:
    """Return a name without its prefix."""
    return name.rpartition(":")[2]
