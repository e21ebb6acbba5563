"""The menu of a case, beside each of its pages."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from pathway.documents.case_pack.pack import PARTS
from pathway.web import reads
from pathway.web.visit import OK, Visit

# They have pages of their own.
WITH_PAGES = ("deadlines", "documents", "history")


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """An entry of the menu: its title, and where it leads."""

    title: str
    path: str
    is_here: bool


def case_page(visit: Visit, template: str, title: str, **values: object) -> Response:
    """Return a page of a case, with the menu of the case beside it."""
    reference = visit.argument("ref")
    menu = _menu(visit, reference)
    return visit.page(
        template, title, status=OK, reference=reference, case_navigation=menu, **values
    )


def _menu(visit: Visit, reference: str) -> list[CaseEntry]:
    own, may_read = f"/cases/{reference}", reads.parts(visit, reference)
    entries = {own: visit.text("case.overview")}
    entries |= {
        f"{own}/{name}": visit.text(f"{name}.heading") for name in WITH_PAGES if name in may_read
    }
    entries |= {
        f"{own}/parts/{name}": part.title
        for name, part in PARTS.items()
        if name in may_read and name not in ("summary", *WITH_PAGES)
    }
    here = visit.request.url.path
    return [
        CaseEntry(title, path, is_here=here == visit.path(path)) for path, title in entries.items()
    ]
