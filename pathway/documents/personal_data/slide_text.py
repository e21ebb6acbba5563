"""The texts of slides (.pptx), each with its place: slides, their notes, comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from pathway.documents.office import NO_OFFICE_FILE, UnreadableOffice, opened
from pathway.documents.personal_data.drawing_text import diagram_texts, drawing_texts
from pathway.documents.personal_data.file_texts import OFFICE_PROPERTIES, FileText, property_texts

PRESENTATION = "ppt/presentation.xml"
PART = re.compile(r"ppt/(slides|notesSlides|comments)/[A-Za-z]+(\d{1,5})?[^/]*\.xml")
CALLED = {"slides": "slide", "notesSlides": "notes of slide", "comments": "comments"}


def slide_texts(content: bytes | BinaryIO) -> Iterator[FileText]:
    """
    Yield the texts of slides.

    Raises:
        UnreadableOffice: It cannot be read, has no slides, or is too large.
    """
    with opened(content) as file:
        if PRESENTATION not in file.names:
            raise UnreadableOffice(NO_OFFICE_FILE)
        for name in file.names:
            part = PART.fullmatch(name)
            if part is not None:
                called = f"{CALLED[part[1]]} {part[2] or ''}".strip()
                yield from drawing_texts(file, name, called)
        yield from diagram_texts(file)
        yield from property_texts(file, OFFICE_PROPERTIES)
