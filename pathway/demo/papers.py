"""The papers that a demo leaves: what a meeting would read of its first case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pathway.documents.chronologies.writing.exporting import FileKind
from pathway.errors import WrongUsage
from pathway.service import Pathway

READER = "business.unit@example.org"
FORMATS = ("docx", "pdf")
CHRONOLOGY_KINDS: tuple[FileKind, ...] = ("xlsx", "docx", "png")
CIRCULATION = ("The chair", "The safeguarding partners")


def write_papers(pathway: Pathway, reference: str, folder: Path) -> int:
    """
    Write the papers of a case into a folder, and return how many; none where the packages for
    papers are not installed.
    """
    try:
        papers = dict(_papers(pathway, reference))
    except WrongUsage:
        return 0
    folder.mkdir(exist_ok=True)
    for name, content in papers.items():
        (folder / name).write_bytes(content)
    return len(papers)


def _papers(pathway: Pathway, reference: str) -> Iterator[tuple[str, bytes]]:
    for form in FORMATS:
        pack = pathway.documents.case_pack(
            reference, by=READER, format=form, circulation=CIRCULATION
        )
        yield pack.name, pack.content
    chronology = pathway.chronologies.integrated(reference, by=READER)
    for kind in CHRONOLOGY_KINDS:
        file = chronology.export(kind)
        yield file.name, file.content
