"""
The texts of a Word file, each with its place: paragraphs, cells of tables, headers, notes, comments.

Deleted text that is still in the file as a tracked change is among them: whoever gets the file can
read it. Text in a box is read once, not again in the form for older programs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import BinaryIO
from xml.etree.ElementTree import Element

from pathway.documents.office import NO_OFFICE_FILE, OfficeFile, UnreadableOffice, opened
from pathway.documents.personal_data.drawing_text import diagram_texts
from pathway.documents.personal_data.file_texts import (
    OFFICE_PROPERTIES,
    FileText,
    TablePlace,
    part_elements,
    property_texts,
)
from pathway.documents.tables.word_tables import BREAKS

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
BODY = "word/document.xml"
# What a part is called, by how its name begins.
OTHER_PARTS: Mapping[str, str] = {
    "word/header": "header",
    "word/footer": "footer",
    "word/footnotes": "footnotes",
    "word/endnotes": "endnotes",
    "word/comments.xml": "comments",
}
TEXTS = ("t", "delText", "instrText")


def word_texts(content: bytes | BinaryIO) -> Iterator[FileText]:
    """
    Yield the texts of a Word file.

    Raises:
        UnreadableOffice: It cannot be read, is not a Word file, or is too large.
    """
    with opened(content) as file:
        if BODY not in file.names:
            raise UnreadableOffice(NO_OFFICE_FILE)
        yield from _texts_of_part(file, BODY, "")
        for name in file.names:
            for beginning, called in OTHER_PARTS.items():
                if name.startswith(beginning) and name.endswith(".xml"):
                    yield from _texts_of_part(file, name, called)
        yield from diagram_texts(file)
        yield from property_texts(file, OFFICE_PROPERTIES)


class _Reader:
    """Reads a part of a Word file, element by element."""

    def __init__(self, called: str) -> None:
        self.called = called
        self.paragraphs, self.tables, self.fallbacks = 0, 0, 0
        self.open_tables: list[TablePlace] = []
        self.open_paragraphs: list[list[str]] = []

    def begin(self, name: str) -> None:
        """Take note of an element that begins."""
        table = self.open_tables[-1] if self.open_tables else None
        if name == "p":
            self.open_paragraphs.append([])
        elif name == "tbl":
            self.tables += 1
            self.open_tables.append(TablePlace(f"table {self.tables}"))
        elif name == "tr" and table is not None:
            table.begin_row()
        elif name == "tc" and table is not None:
            table.column += 1

    def end(self, name: str, element: Element) -> FileText | None:
        """Take in an element that ends, and return the text that a paragraph has."""
        if name in TEXTS or name in BREAKS:
            if self.open_paragraphs:
                self.open_paragraphs[-1].append(BREAKS.get(name) or element.text or "")
        elif name == "tbl" and self.open_tables:
            self.open_tables.pop()
        elif name == "tc" and self.open_tables:
            self.open_tables[-1].end_cell()
        elif name == "p" and self.open_paragraphs:
            return self._paragraph("".join(self.open_paragraphs.pop()))
        return None

    def _paragraph(self, text: str) -> FileText | None:
        if not self.open_tables:
            self.paragraphs += 1
            where, context = f"paragraph {self.paragraphs}", ""
        else:
            table = self.open_tables[-1]
            where, context = table.where, table.context
            table.add(text)
        if not text.strip():
            return None
        return FileText(f"{self.called}, {where}" if self.called else where, text, context)


def _texts_of_part(file: OfficeFile, name: str, called: str) -> Iterator[FileText]:
    reader = _Reader(called)
    for event, element in part_elements(file, name):
        if element.tag == FALLBACK:
            reader.fallbacks += 1 if event == "start" else -1
        tag = str(element.tag)
        if reader.fallbacks or not tag.startswith((WORD, STRICT)):
            continue
        word = tag.rpartition("}")[2]
        if event == "start":
            reader.begin(word)
            continue
        text = reader.end(word, element)
        if text is not None:
            yield text
