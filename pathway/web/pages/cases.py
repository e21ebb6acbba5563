"""The cases that somebody may read, in pages."""

from __future__ import annotations

from starlette.responses import Response

from pathway.web import reads
from pathway.web.visit import Visit

# Whom the step lets refer; whoever comes by the address is told so by the case.
REFERRERS = frozenset({"referrer", "rep", "bu"})
A_PAGE = 50


def listed(visit: Visit) -> Response:
    """Show the cases, the newest first; those that are closed only if asked."""
    wants_all = bool(visit.query("all"))
    cases = reads.newest(
        visit,
        state=None if wants_all else reads.NOT_CLOSED,
        after=visit.query("after") or None,
        limit=A_PAGE + 1,
    )
    page = cases[:A_PAGE]
    return visit.page(
        "cases.html",
        visit.text("cases.title"),
        cases=page,
        after=page[-1].cursor if len(cases) > A_PAGE else None,
        kinds=visit.pathway.definitions.kinds(),
        all=wants_all,
        may_refer=bool(visit.person.roles & REFERRERS),
        today=reads.today(visit),
    )
