"""The small files that the people of the demo send: plain text, and a chronology as CSV."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pathway.demo.chronologies import chronology_by
from pathway.documents.files import PathwayFile
from pathway.workflows.forms.inputs import TAKES_FILE


def sent_files(
    schema: Mapping[str, Any], answers: dict[str, Any], on: date, item: str | None
) -> dict[str, PathwayFile]:
    """
    Return a file for each answer that stands for one, and take these answers out of the input: name
    and hash are worked out from the file.
    """
    files: dict[str, PathwayFile] = {}
    for name, node in schema["properties"].items():
        if TAKES_FILE in node and name in answers:
            del answers[name]
            files[name] = _paper(name, node.get("description", name), on, item)
    return files


def _paper(name: str, title: str, on: date, item: str | None) -> PathwayFile:
    if name == "chronology":
        return PathwayFile("chronology.csv", chronology_by(item or "").encode())
    text = f"{title}\n\nWritten for the demo, {on}; everybody in it is invented.\n"
    return PathwayFile(f"{name}.txt", text.encode())
