"""A table of a file as rows of texts, each with its place in the file, whatever the file is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

# Of a sheet of Excel.
LAST_ROW = 1_048_576


class Row(NamedTuple):
    """
    A row that holds something.

    Args:
        number: Its number in its table, as people count.
        cells: Its cells, as somebody would have typed them.
        table: The place of its table, where a file has several: `table 2`.
    """

    number: int
    cells: Sequence[str]
    table: str = ""

    @property
    def where(self) -> str:
        """Return its place in the file: `row 5`, `table 2, row 5`."""
        return f"{self.table}, row {self.number}" if self.table else f"row {self.number}"


class CellFault(NamedTuple):
    """
    A cell that cannot be read for what it is, whatever is in it.

    Args:
        row: The number of its row.
        where: Its place in the file: `cell B5`.
    """

    row: int
    where: str
    message: str


@dataclass(frozen=True)
class Table:
    """
    A table.

    Args:
        rows: Its rows, read once, while they are asked for.
        where: Its place, where a file has several: `table 2`.
        since_1904: Days that are kept as numbers are counted from 1904, not from 1900.
        faults: The cells that cannot be read.
    """

    rows: Iterator[Row]
    where: str = ""
    since_1904: bool = False
    faults: Iterable[CellFault] = ()


def text_of_cell(value: object) -> str:
    """Return a cell of a spreadsheet as somebody would have typed it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
