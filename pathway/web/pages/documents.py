"""The documents of a case, to be listed and fetched."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response

from pathway.documents.kinds import KINDS
from pathway.documents.printing.formats import PrintedPaper
from pathway.web import reads
from pathway.web.pages.case_menu import case_page
from pathway.web.visit import Visit

UNKNOWN = "application/octet-stream"
RETURN = "agency_return"
# Where a browser shows a document in spite of all, nothing in it may run.
SANDBOX = "default-src 'none'; sandbox"


def listed(visit: Visit) -> Response:
    """Show the documents of a case."""
    reference = visit.argument("ref")
    items = reads.case(visit, reference).items
    return case_page(
        visit,
        "documents.html",
        visit.text("documents.title", reference=reference),
        documents=reads.documents(visit, reference),
        letters=[item for item in items if item.kind == RETURN],
    )


def letter(visit: Visit) -> Response:
    """Send the letter that asks an agency for its return."""
    return paper_file(reads.request_letter(visit, visit.argument("ref"), visit.argument("item")))


def file(visit: Visit) -> Response:
    """Send a document, under a name without anybody's name."""
    stored = reads.document(visit, visit.argument("ref"), visit.argument("id"))
    # Whether it is genuine is certain only once it was read whole.
    response = _attachment(
        stored.document.export_name, stored.read(), stored.document.media_type or UNKNOWN
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def paper_file(paper: PrintedPaper) -> Response:
    """Send a paper as a file."""
    kind = KINDS[paper.name.rpartition(".")[2]]
    return _attachment(paper.name, paper.content, kind.media_type)


def _attachment(name: str, content: bytes, media_type: str) -> Response:
    """Return a file that browsers keep under a name, and do not show."""
    headers = {"Content-Disposition": f"attachment; filename*=utf-8''{quote(name)}"}
    return Response(content, media_type=media_type, headers=headers)
