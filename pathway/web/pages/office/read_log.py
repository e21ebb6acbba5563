"""Who read what: for the chair."""

from __future__ import annotations

from starlette.responses import Response

from pathway.documents.case_pack.pack import PARTS
from pathway.web import reads, words
from pathway.web.visit import Visit

AT_ONCE = 100


def listed(visit: Visit) -> Response:
    """Show what was read, the latest first; of one case if asked."""
    reference = visit.query("case")
    entries = reads.read_log(visit, reference or None, limit=AT_ONCE)
    return visit.page(
        "office/reads.html",
        visit.text("reads.title"),
        entries=[(entry, _parts(entry.parts)) for entry in entries],
        reference=reference,
        names={post.email: post.name for post in reads.people(visit)},
        limit=AT_ONCE,
    )


def _parts(names: tuple[str, ...]) -> str:
    """Return what parts are called."""
    return "; ".join(PARTS[name].title if name in PARTS else words.code(name) for name in names)
