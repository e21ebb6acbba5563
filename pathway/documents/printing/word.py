"""A paper as a Word document that screen readers can read."""

from __future__ import annotations

from pathway.documents.paper import Paper
from pathway.documents.printing.extra import needs_documents_extra
from pathway.documents.printing.prepared import prepared


def paper_as_docx(paper: Paper) -> bytes:
    """
    Return a paper as a Word document (.docx); the same paper gives the same bytes.

    Raises:
        WrongUsage: The packages for papers are not installed.
    """
    with needs_documents_extra():
        from pathway.documents.printing.word_blocks import add_blocks
        from pathway.documents.printing.word_pages import blank_document, saved
    paper = prepared(paper)
    document = blank_document(paper)
    add_blocks(document, paper)
    return saved(document)
