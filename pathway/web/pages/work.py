"""Your work: what is yours to do, the most pressing first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from starlette.responses import Response

from pathway.service.views.cases import CaseView, WantedView
from pathway.service.views.deadlines import DeadlineView
from pathway.web import reads
from pathway.web.pages.office.board import board
from pathway.web.visit import Visit

SOON = 5
MOST_DUTIES, MOST_CASES = 100, 100
GROUPS = ("overdue", "today", "soon", "passed", "later")


def your_work(visit: Visit) -> Response:
    """Show the duties, votes and drafts of whoever asks, and the board to those who look after all."""
    today, duties = reads.today(visit), reads.my_duties(visit, MOST_DUTIES + 1)
    cases = _cases_to_ask(visit)
    return visit.page(
        "work.html",
        visit.text("work.title"),
        groups=_grouped(duties[:MOST_DUTIES], today),
        more=MOST_DUTIES if len(duties) > MOST_DUTIES else None,
        asked=_asked(visit, cases[:MOST_CASES]),
        more_cases=MOST_CASES if len(cases) > MOST_CASES else None,
        drafts=reads.drafts(visit),
        agencies={post.agency: post.agency_name for post in reads.people(visit)},
        today=today,
        kept=visit.query("kept"),
        board=board(visit),
    )


def _grouped(duties: Sequence[DeadlineView], today: date) -> list[tuple[str, list[DeadlineView]]]:
    """Return duties by how pressing they are, without empty groups."""
    groups: dict[str, list[DeadlineView]] = {key: [] for key in GROUPS}
    for duty in duties:
        groups[_group(duty, today)].append(duty)
    return [(key, own) for key, own in groups.items() if own]


def _group(duty: DeadlineView, today: date) -> str:
    if duty.overdue and not duty.prompt:
        return "overdue"
    if duty.due < today:
        return "passed"
    if duty.due == today:
        return "today"
    return "soon" if duty.days_left <= SOON else "later"


def _cases_to_ask(visit: Visit) -> Sequence[CaseView]:
    """Return the cases in which a safeguarding partner may be asked something, and one too many."""
    if "partner" not in visit.person.roles:
        return []
    return reads.due_first(visit, MOST_CASES + 1)


def _asked(visit: Visit, cases: Sequence[CaseView]) -> list[tuple[str, WantedView]]:
    """Return what the safeguarding partners are asked and whoever asks has not answered."""
    asked: list[tuple[str, WantedView]] = []
    for case in cases:
        asked += [(case.reference, wanted) for wanted in case.wanted if _is_missing(visit, wanted)]
    return asked


def _is_missing(visit: Visit, wanted: WantedView) -> bool:
    return any(visit.person.email in seat.emails for seat in wanted.missing)
