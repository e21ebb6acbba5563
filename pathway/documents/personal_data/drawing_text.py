"""The texts of drawings and slides of Office files, paragraph by paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pathway.documents.office import OfficeFile
from pathway.documents.personal_data.file_texts import FileText, local_name, part_elements

# What people draw with ready-made shapes (SmartArt), such as a family tree.
DIAGRAM = re.compile(r"(word|xl|ppt)/diagrams/data[^/]*\.xml")


def diagram_texts(file: OfficeFile) -> Iterator[FileText]:
    """Yield the texts of all diagrams in a file."""
    for name in file.names:
        if DIAGRAM.fullmatch(name):
            yield from drawing_texts(file, name, "diagram")


def drawing_texts(file: OfficeFile, name: str, called: str) -> Iterator[FileText]:
    """
    Yield the paragraphs in a part of drawings.

    Args:
        called: What people call the part: `slide 3`.
    """
    number, pieces = 0, list[str]()
    for event, element in part_elements(file, name):
        if event == "start":
            continue
        what = local_name(element)
        if what in ("t", "text"):
            pieces.append(element.text or "")
        elif what == "br":
            pieces.append("\n")
        elif what in ("p", "cm"):
            number += 1
            text = "".join(pieces)
            pieces.clear()
            if text.strip():
                yield FileText(f"{called}, paragraph {number}", text)
