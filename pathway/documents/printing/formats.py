"""The formats in which a paper is printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pathway.documents.paper import Paper
from pathway.documents.printing.html import paper_as_html
from pathway.documents.printing.pdf import paper_as_pdf
from pathway.documents.printing.word import paper_as_docx
from pathway.errors import WrongUsage


@dataclass(frozen=True, slots=True)
class PrintedPaper:
    """
    A paper as a file.

    Args:
        name: A name for it, of the case's reference and the kind of paper.
        content: Its bytes.
    """

    name: str
    content: bytes


def _page(paper: Paper) -> bytes:
    return paper_as_html(paper).encode()


FORMATS: Mapping[str, Callable[[Paper], bytes]] = {
    "docx": paper_as_docx,
    "pdf": paper_as_pdf,
    "html": _page,
}


def printed(paper: Paper, kind: str, form: str) -> PrintedPaper:
    """
    Return a paper as a file.

    Args:
        kind: What sort of paper it is, for the file's name: `case-pack`.
        form: docx, pdf or html.

    Raises:
        WrongUsage: There is no such format, or the packages for papers are not installed.
    """
    if form not in FORMATS:
        raise WrongUsage(f"{form!r} is not a format of papers; there are {', '.join(FORMATS)}.")
    name = "-".join(part for part in (paper.reference, kind) if part)
    return PrintedPaper(f"{name}.{form}", FORMATS[form](paper))
