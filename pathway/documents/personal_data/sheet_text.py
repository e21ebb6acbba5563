"""The cells of a sheet of a workbook, as what somebody who opens it sees."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from pathway.documents.personal_data.file_texts import (
    MAX_CONTEXT,
    MIN_IN_HEADING,
    FileText,
    local_name,
)
from pathway.documents.tables.day_numbers import day_of_number

# Formats that every workbook has, among them those of days in other languages.
DAYS = frozenset(map(str, [*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)]))
# In a format, what is written as it is: text, colours and conditions, a letter after a backslash.
LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
DAY_LETTERS = re.compile("[dy]", re.IGNORECASE)
# In the year 9839, whatever they are counted from.
LAST_DAY = 2_900_000
MAX_WHOLE = 10**15
# Fewer digits are no number that is looked for.
MIN_DIGITS = 9
LETTERS = re.compile("[A-Z]{1,3}")
TELEPHONE_HEADS = re.compile(r"\b(?:tele)?phone|\btel\b|\bmobile\b", re.IGNORECASE)
NATIONAL_DIGITS = (9, 10)
HEADERS = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")


@dataclass
class Numbers:
    """
    How the numbers of a workbook are read: some are days.

    Args:
        since_1904: Days are counted from 1904, not from 1900.
    """

    since_1904: bool = False
    _formats: set[str] = field(default_factory=lambda: set(DAYS))
    _styles: list[bool] = field(default_factory=list[bool])

    def add_format(self, number: str, code: str) -> None:
        """Take note of a format of the workbook's own."""
        if DAY_LETTERS.search(LITERAL.sub("", code)):
            self._formats.add(number)

    def add_style(self, format_number: str) -> None:
        """Take note of the next style of cells, which has that format."""
        self._styles.append(format_number in self._formats)

    def text(self, written: str, style: str, context: str) -> str:
        """
        Return a number in a cell as somebody would have typed it; empty where it can be nothing
        that is looked for.

        Args:
            style: The number of the cell's style.
            context: What stands beside it, and at the head of its column.
        """
        try:
            number = float(written)
        except ValueError:
            return written
        if not abs(number) < MAX_WHOLE:
            return ""
        whole = int(number)
        if 0 < whole <= LAST_DAY and self._is_day(style):
            return day_of_number(whole, since_1904=self.since_1904).isoformat()
        digits = str(whole)
        # A cell that is a number has lost the zero with which a telephone number begins.
        if len(digits) in NATIONAL_DIGITS and TELEPHONE_HEADS.search(context):
            return f"0{digits}"
        return digits if number == whole and len(digits) >= MIN_DIGITS else ""

    def _is_day(self, style: str) -> bool:
        return style.isdecimal() and int(style) < len(self._styles) and self._styles[int(style)]


@dataclass
class _Cell:
    """A cell that is being read."""

    place: str
    column: str
    kind: str
    style: str
    value: str = ""
    pieces: list[str] = field(default_factory=list[str])


class SheetReader:
    """
    Reads a sheet, element by element.

    Args:
        called: What people call the sheet.
        strings: The texts that cells name by their number.
    """

    def __init__(self, called: str, strings: Sequence[str], numbers: Numbers) -> None:
        self._called, self._strings, self._numbers = called, strings, numbers
        self._cell: _Cell | None = None
        self._row, self._column = 0, 0
        self._heads: dict[str, str] = {}
        self._heads_are_known = False
        self._before = ""

    def read(self, event: str, element: Element) -> Iterator[FileText]:
        """Take in an element that begins or ends, and yield the text that is complete with it."""
        name = local_name(element)
        if event == "start":
            self._begin(name, element)
        elif name == "c" and self._cell is not None:
            yield from self._end_cell(self._cell)
        elif name == "row":
            self._heads_are_known = len(self._heads) >= MIN_IN_HEADING
        elif name in HEADERS and element.text:
            yield FileText(f"{self._called}, header or footer", element.text)
        elif self._cell is not None:
            self._take(self._cell, name, element.text or "")

    def _begin(self, name: str, element: Element) -> None:
        if name == "row":
            self._row, self._column, self._before = self._row + 1, 0, ""
            if not self._heads_are_known:
                self._heads.clear()
        elif name == "c":
            self._column += 1
            place = element.get("r", "")
            letters = LETTERS.match(place)
            self._cell = _Cell(
                place=f"cell {place}" if place else f"row {self._row}, column {self._column}",
                column=letters[0] if letters else str(self._column),
                kind=element.get("t", "n"),
                style=element.get("s", "0"),
            )

    def _take(self, cell: _Cell, name: str, text: str) -> None:
        if name == "v":
            cell.value = text
        elif name == "t":
            cell.pieces.append(text)

    def _end_cell(self, cell: _Cell) -> Iterator[FileText]:
        self._cell = None
        context = f"{self._heads.get(cell.column, '')}\n{self._before}".strip()
        text = self._text(cell, context)
        if not text.strip():
            return
        yield FileText(f"{self._called}, {cell.place}", text, context)
        self._before = text[:MAX_CONTEXT]
        if not self._heads_are_known and cell.kind != "n":
            self._heads[cell.column] = self._before

    def _text(self, cell: _Cell, context: str) -> str:
        if cell.kind == "n":
            return self._numbers.text(cell.value, cell.style, context)
        if cell.kind == "s":
            is_known = cell.value.isdecimal() and int(cell.value) < len(self._strings)
            return self._strings[int(cell.value)] if is_known else ""
        if cell.kind == "inlineStr":
            return "".join(cell.pieces)
        return cell.value if cell.kind in ("str", "d") else ""
