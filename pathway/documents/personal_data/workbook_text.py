"""
The texts of a workbook (.xlsx), each with its sheet and cell, hidden ones included; comments, boxes,
and what the file says of itself.

It is read without the library that reads rows of tables: this look needs no extra, and what is left
away there, such as comments, is read here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from pathway.documents.office import NO_OFFICE_FILE, OfficeFile, UnreadableOffice, opened
from pathway.documents.personal_data.drawing_text import diagram_texts, drawing_texts
from pathway.documents.personal_data.file_texts import (
    OFFICE_PROPERTIES,
    FileText,
    local_name,
    part_elements,
    property_texts,
)
from pathway.documents.personal_data.sheet_text import Numbers, SheetReader

WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
STRINGS, STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
COMMENTS = ("xl/comments", "xl/threadedComments")
DRAWINGS, PERSONS = "xl/drawings/drawing", "xl/persons/"
MAX_STRINGS = 1_000_000
TOO_MANY_TEXTS = f"it has more than {MAX_STRINGS:,} texts; save what is needed of it in a new one"


def workbook_texts(content: bytes | BinaryIO) -> Iterator[FileText]:
    """
    Yield the texts of a workbook.

    Raises:
        UnreadableOffice: It cannot be read, is not a workbook, or is too large.
    """
    with opened(content) as file:
        if WORKBOOK not in file.names:
            raise UnreadableOffice(NO_OFFICE_FILE)
        strings = _strings(file)
        numbers = _numbers(file)
        for name, part in _sheets(file):
            yield FileText("name of a sheet", name)
            reader = SheetReader(f"sheet {name}", strings, numbers)
            for event, element in part_elements(file, part):
                yield from reader.read(event, element)
        yield from _beside_cells(file)
        yield from diagram_texts(file)
        yield from property_texts(file, OFFICE_PROPERTIES)


def _strings(file: OfficeFile) -> list[str]:
    """Return the texts that cells name by their number."""
    strings: list[str] = []
    if STRINGS not in file.names:
        return strings
    pieces: list[str] = []
    for event, element in part_elements(file, STRINGS):
        if event == "start":
            continue
        name = local_name(element)
        if name == "t":
            pieces.append(element.text or "")
        elif name == "si":
            strings.append("".join(pieces))
            pieces.clear()
            if len(strings) > MAX_STRINGS:
                raise UnreadableOffice(TOO_MANY_TEXTS)
    return strings


def _numbers(file: OfficeFile) -> Numbers:
    """Return how numbers in cells are read, for which the formats of the workbook are needed."""
    numbers = Numbers()
    for event, element in part_elements(file, WORKBOOK):
        if event == "start" and local_name(element) == "workbookPr":
            numbers.since_1904 = element.get("date1904") in ("1", "true")
    if STYLES not in file.names:
        return numbers
    in_cells = False
    for event, element in part_elements(file, STYLES):
        name = local_name(element)
        if name == "cellXfs":
            in_cells = event == "start"
        elif event == "start" and name == "numFmt":
            numbers.add_format(element.get("numFmtId", ""), element.get("formatCode", ""))
        elif event == "start" and name == "xf" and in_cells:
            numbers.add_style(element.get("numFmtId", ""))
    return numbers


def _sheets(file: OfficeFile) -> Iterator[tuple[str, str]]:
    """Yield the name of each sheet and of its part, in their order, hidden ones too."""
    targets: dict[str, str] = {}
    if RELATIONS in file.names:
        for event, element in part_elements(file, RELATIONS):
            if event == "start" and local_name(element) == "Relationship":
                targets[element.get("Id", "")] = element.get("Target", "")
    listed: list[Element] = [
        element
        for event, element in part_elements(file, WORKBOOK)
        if event == "start" and local_name(element) == "sheet"
    ]
    for sheet in listed:
        ids = [value for key, value in sheet.items() if key.endswith("}id")]
        target = targets.get(ids[0], "") if ids else ""
        part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        if part in file.names:
            yield sheet.get("name", ""), part


def _beside_cells(file: OfficeFile) -> Iterator[FileText]:
    for name in file.names:
        if not name.endswith(".xml"):
            continue
        if name.startswith(COMMENTS):
            yield from _comments(file, name)
        elif name.startswith(DRAWINGS):
            yield from drawing_texts(file, name, "text box")
        elif name.startswith(PERSONS):
            yield from _authors(file, name)


def _comments(file: OfficeFile, name: str) -> Iterator[FileText]:
    pieces: list[str] = []
    for event, element in part_elements(file, name):
        what = local_name(element)
        if event == "start":
            continue
        if what in ("t", "text", "author"):
            pieces.append(element.text or "")
        if what in ("comment", "threadedComment", "author"):
            text = "".join(pieces)
            pieces.clear()
            if text.strip():
                cell = element.get("ref")
                where = f"comment on cell {cell}" if cell else "author of a comment"
                yield FileText(where, text)


def _authors(file: OfficeFile, name: str) -> Iterator[FileText]:
    for event, element in part_elements(file, name):
        if event == "start" and element.get("displayName"):
            yield FileText("author of a comment", element.get("displayName", ""))
