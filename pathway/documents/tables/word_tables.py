"""
The tables of a Word file (.docx), row by row: content controls included, tracked changes as if they
were accepted, comments left away.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import groupby
from typing import IO
from xml.etree.ElementTree import Element, ParseError, iterparse
from zipfile import ZipFile

from pathway.documents import office
from pathway.documents.office import UnreadableOffice
from pathway.documents.tables.row_sizes import MAX_IN_ROW, TOO_LONG
from pathway.documents.tables.rows import Row, Table
from pathway.documents.tables.unreadable import UnreadableRows

DOCUMENT = "word/document.xml"
MAX_COLUMNS = 100
# What is not text of a cell: what was taken away, what a field is made from, what stands in for others.
SKIPPED = frozenset({"del", "moveFrom", "instrText", "Fallback", "pPr", "rPr", "tcPr", "sdtPr"})
BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def tables_in(content: bytes, most_unpacked: int) -> Iterator[Table]:
    """
    Yield the tables of a Word file in their order; the rows of each are read while they are asked
    for, and no longer once the next table was.

    Raises:
        UnreadableRows: It is no Word file, or damaged or too large; also while rows are asked for.
    """
    try:
        with office.opened(content, most_unpacked) as file:
            file.check()
        with ZipFile(io.BytesIO(content)) as archive, archive.open(DOCUMENT) as document:
            for number, rows in groupby(_rows(document), key=lambda numbered: numbered[0]):
                where = f"table {number}"
                yield Table((row for _, row in rows), where)
    except (UnreadableOffice, ParseError, KeyError) as error:
        raise UnreadableRows("this is not a Word file (.docx) that can be read") from error


def _rows(document: IO[bytes]) -> Iterator[tuple[int, Row]]:
    """Yield the rows of each table with its number; a table inside a cell is text of the cell."""
    table, depth, number = 0, 0, 0
    above: list[str] = []
    for event, element in _elements_of(document):
        name = _name(element)
        if name == "tbl":
            depth += 1 if event == "start" else -1
            if event == "start" and depth == 1:
                table, number, above = table + 1, 0, []
        elif name == "tr" and event == "end" and depth == 1 and not _is_deleted(element):
            number += 1
            above = list(_cells(element, above))
            if any(cell.strip() for cell in above):
                yield table, Row(number, above, f"table {table}")


def _elements_of(document: IO[bytes]) -> Iterator[tuple[str, Element]]:
    """Yield elements as they begin and end; what is in no row is forgotten once it has ended."""
    parents: list[Element] = []
    rows, size = 0, 0
    # Whoever opened it made sure that it declares no entities.
    for event, element in iterparse(document, ("start", "end")):  # noqa: S314
        yield event, element
        if event == "start":
            parents.append(element)
            rows += _name(element) == "tr"
            size += rows > 0
            if size > MAX_IN_ROW:
                raise UnreadableRows(TOO_LONG)
            continue
        parents.pop()
        rows -= _name(element) == "tr"
        if rows == 0:
            size = 0
            if parents:
                parents[-1].remove(element)


def _cells(row: Element, above: list[str]) -> Iterator[str]:
    """Yield the cells of a row; one that is merged with that above it has the same text."""
    place = 0
    for cell in _elements(row, "tc"):
        merged = cell.find("{*}tcPr/{*}vMerge")
        text = _text(cell).strip()
        if merged is not None and _value(merged, "continue") == "continue":
            text = above[place] if place < len(above) else ""
        yield text
        span = cell.find("{*}tcPr/{*}gridSpan")
        width = int(_value(span, "1")) if span is not None else 1
        if width > MAX_COLUMNS:
            raise UnreadableRows(f"a table has more than {MAX_COLUMNS} columns")
        yield from [""] * (width - 1)
        place += width


def _elements(parent: Element, name: str) -> Iterator[Element]:
    """Yield the elements of that name that are not inside another of them."""
    for child in parent:
        if _name(child) == name:
            yield child
        else:
            yield from _elements(child, name)


def _text(element: Element) -> str:
    """Return the text in an element, a line for each paragraph."""
    parts: list[str] = []
    for child in element:
        name = _name(child)
        if name == "t":
            parts.append(child.text or "")
        elif name in BREAKS:
            parts.append(BREAKS[name])
        elif name not in SKIPPED and not _is_placeholder(child):
            parts.append(_text(child))
            if name == "p":
                parts.append("\n")
    return "".join(parts)


def _is_placeholder(element: Element) -> bool:
    """Return whether a content control shows nothing but its prompt."""
    return element.find("{*}sdtPr/{*}showingPlcHdr") is not None


def _is_deleted(row: Element) -> bool:
    return row.find("{*}trPr/{*}del") is not None


def _value(element: Element, default: str) -> str:
    for name, value in element.items():
        if _local(name) == "val":
            return value
    return default


def _name(element: Element) -> str:
    return _local(element.tag)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
