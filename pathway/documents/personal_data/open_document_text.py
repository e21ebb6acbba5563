"""
The texts of an OpenDocument file (.odt, .ods), each with its place: paragraphs, cells of tables and
sheets, headers, notes, comments, and deleted text that is still in the file as a tracked change.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import BinaryIO
from xml.etree.ElementTree import ParseError, XMLParser

from pathway.documents.office import NO_OFFICE_FILE, OfficeFile, UnreadableOffice, opened
from pathway.documents.personal_data.file_texts import (
    MAX_PART,
    FileText,
    TablePlace,
    property_texts,
)

PIECE = 1 << 16
WHITE_SPACE = re.compile(r"[ \t\r\n]+")
# As many rows as a sheet has.
REPEATS = re.compile(r"[0-9]{1,7}")
_NAMES = "{urn:oasis:names:tc:opendocument:xmlns:"
TEXT, TABLE, OFFICE = f"{_NAMES}text:1.0}}", f"{_NAMES}table:1.0}}", f"{_NAMES}office:1.0}}"
STYLE, META = f"{_NAMES}style:1.0}}", f"{_NAMES}meta:1.0}}"
DRAWING = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
BODY, STYLES, PROPERTIES = "content.xml", "styles.xml", "meta.xml"
# What has a text of its own: who wrote a comment is not part of the paragraph that it is about.
PARAGRAPHS = frozenset(
    {
        f"{TEXT}p",
        f"{TEXT}h",
        f"{DUBLIN_CORE}creator",
        f"{DUBLIN_CORE}date",
        f"{META}creator-initials",
        f"{META}date-string",
        f"{DRAWING}title",
        f"{DRAWING}desc",
    }
)
CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
CALLED: Mapping[str, str] = {
    f"{OFFICE}annotation": "comment",
    f"{TEXT}note": "note",
    f"{TEXT}tracked-changes": "deleted text",
    f"{STYLE}header": "header",
    f"{STYLE}header-left": "header",
    f"{STYLE}header-first": "header",
    f"{STYLE}footer": "footer",
    f"{STYLE}footer-left": "footer",
    f"{STYLE}footer-first": "footer",
}
BREAKS: Mapping[str, str] = {f"{TEXT}s": " ", f"{TEXT}tab": "\t", f"{TEXT}line-break": "\n"}


def open_document_texts(content: bytes | BinaryIO) -> Iterator[FileText]:
    """
    Yield the texts of an OpenDocument file.

    Raises:
        UnreadableOffice: It cannot be read, is not such a file, or is too large.
    """
    with opened(content) as file:
        if BODY not in file.names:
            raise UnreadableOffice(NO_OFFICE_FILE)
        yield from _texts_of_part(file, BODY)
        if STYLES in file.names:
            yield from _texts_of_part(file, STYLES)
        yield from property_texts(file, (PROPERTIES,))


class _Reader:
    """Takes in the elements of a part, and keeps each text that has ended."""

    def __init__(self) -> None:
        self.texts: list[FileText] = []
        self._called: list[str] = []
        self._numbers: Counter[str] = Counter()
        self._tables: list[TablePlace] = []
        self._paragraphs: list[list[str]] = []
        self._repeated: list[int] = []
        self._has_sheets = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take note of an element that begins."""
        if tag in PARAGRAPHS:
            self._paragraphs.append([])
        elif tag in BREAKS:
            self._add(BREAKS[tag])
        elif tag in CALLED:
            self._called.append(CALLED[tag])
        elif tag == f"{OFFICE}spreadsheet":
            self._has_sheets = True
        elif tag.startswith(TABLE):
            self._start_in_table(tag, attributes)

    def _start_in_table(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == f"{TABLE}table":
            self._numbers["table"] += 1
            name = attributes.get(f"{TABLE}name", "")
            called = f"sheet {name}" if self._has_sheets else f"table {self._numbers['table']}"
            self._tables.append(TablePlace(called))
        elif tag == f"{TABLE}table-row" and self._tables:
            self._tables[-1].begin_row()
            self._repeated.append(_number(attributes.get(f"{TABLE}number-rows-repeated")))
        elif tag in CELLS and self._tables:
            self._tables[-1].column += 1
            self._repeated.append(_number(attributes.get(f"{TABLE}number-columns-repeated")))

    def data(self, text: str) -> None:
        """Take in text, in which any white space is a space."""
        self._add(WHITE_SPACE.sub(" ", text))

    def _add(self, text: str) -> None:
        if self._paragraphs:
            self._paragraphs[-1].append(text)

    def end(self, tag: str) -> None:
        """Take note of an element that ends."""
        if tag in PARAGRAPHS:
            self._end_paragraph("".join(self._paragraphs.pop()))
        elif tag in CALLED:
            self._called.pop()
        elif tag == f"{TABLE}table":
            self._tables.pop()
        elif tag == f"{TABLE}table-row" and self._tables:
            self._tables[-1].row += self._repeated.pop() - 1
        elif tag in CELLS and self._tables:
            self._tables[-1].end_cell()
            self._tables[-1].column += self._repeated.pop() - 1

    def _end_paragraph(self, text: str) -> None:
        called = f"{self._called[-1]}, " if self._called else ""
        if self._tables:
            table = self._tables[-1]
            where, context = table.where, table.context
            table.add(text)
        else:
            self._numbers[called] += 1
            where, context = f"paragraph {self._numbers[called]}", ""
        if text.strip():
            self.texts.append(FileText(f"{called}{where}", text, context))


def _number(written: str | None) -> int:
    """Return how often a row or cell is repeated."""
    return int(written) if written is not None and REPEATS.fullmatch(written) else 1


def _texts_of_part(file: OfficeFile, name: str) -> Iterator[FileText]:
    content = file.read(name, MAX_PART)
    reader = _Reader()
    # A document type, with which entities come, was refused when the part was read.
    parser = XMLParser(target=reader)  # noqa: S314
    try:
        for start in range(0, len(content), PIECE):
            parser.feed(content[start : start + PIECE])
            yield from reader.texts
            reader.texts.clear()
        parser.close()
    except ParseError as error:
        raise UnreadableOffice(NO_OFFICE_FILE) from error
