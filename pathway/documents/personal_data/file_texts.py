"""A text in an Office file with its place, and how the XML of such files is gone through."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError, iterparse

from pathway.documents.office import NO_OFFICE_FILE, OfficeFile, UnreadableOffice

MAX_PART = 50_000_000
MAX_CONTEXT = 200
# Fewer cells are a title, and no headings of columns.
MIN_IN_HEADING = 2
OFFICE_PROPERTIES = ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml")


@dataclass(frozen=True, slots=True)
class FileText:
    """
    A text in a file.

    Args:
        where: Its place in words: `paragraph 12`, `table 1, row 2, column 3`.
        context: The cell before it, and the one at the head of its column.
    """

    where: str
    text: str = field(repr=False)
    context: str = field(default="", repr=False)


@dataclass
class TablePlace:
    """
    A place in a table that is being read, and the cells that say what others are.

    Args:
        called: What people call the table: `table 2`, `sheet Children`.
        begins: How the present cell begins: what the cells beside and below it are told of it.
        ends: How it ends so far: what its next text is told.
    """

    called: str
    row: int = 0
    column: int = 0
    before: str = ""
    begins: str = ""
    ends: str = ""
    heads: dict[int, str] = field(default_factory=dict[int, str])
    is_heading: bool = True

    @property
    def where(self) -> str:
        """Return the place of the present cell in words."""
        return f"{self.called}, row {self.row}, column {self.column}"

    @property
    def context(self) -> str:
        """Return what says what the present text of the cell is about."""
        beside = f"{self.heads.get(self.column, '')}\n{self.before}".strip()
        return f"{beside} {self.ends}".rstrip()[-MAX_CONTEXT:]

    def add(self, text: str) -> None:
        """Add a text to the cell, of which no more is kept than is told of it."""
        if len(self.begins) < MAX_CONTEXT:
            self.begins = f"{self.begins} {text}".strip()[:MAX_CONTEXT]
        self.ends = f"{self.ends} {text}".strip()[-MAX_CONTEXT:]

    def begin_row(self) -> None:
        """Go on to the next row; a title above the headings is in a cell of its own."""
        self.row, self.column, self.before = self.row + 1, 0, ""
        self.is_heading = len(self.heads) < MIN_IN_HEADING
        if self.is_heading:
            self.heads.clear()

    def end_cell(self) -> None:
        """Keep the cell for those beside it and below it."""
        self.before = self.begins
        if self.is_heading and self.before:
            self.heads[self.column] = self.before
        self.begins = self.ends = ""


def part_elements(file: OfficeFile, name: str) -> Iterator[tuple[str, Element]]:
    """
    Yield the elements of a part as they begin (`start`) and end (`end`); one that has ended is then
    forgotten.

    Raises:
        UnreadableOffice: There is no such part, or it is damaged, too large or declares a document
            type.
    """
    content = io.BytesIO(file.read(name, MAX_PART))
    parents: list[Element] = []
    try:
        for event, element in iterparse(content, ("start", "end")):  # noqa: S314
            yield event, element
            if event == "start":
                parents.append(element)
                continue
            parents.pop()
            if parents:
                parents[-1].remove(element)
    except ParseError as error:
        raise UnreadableOffice(NO_OFFICE_FILE) from error


def local_name(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def property_texts(file: OfficeFile, parts: tuple[str, ...]) -> Iterator[FileText]:
    """Yield what a file says of itself, such as who wrote it."""
    for name in parts:
        if name in file.names:
            for event, element in part_elements(file, name):
                if event == "end" and element.text and element.text.strip():
                    yield FileText("properties of the file", element.text)
