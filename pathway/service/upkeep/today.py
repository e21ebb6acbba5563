"""
What needs attention today: duties, what corrections left, what keeps Pathway from working, and new
cases.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

from pathway.service.cases.reading.cases import finding_views
from pathway.service.cases.reading.damaged import listed_case, listed_duties
from pathway.service.readable import readable
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.upkeep.damage import unreadable_cases
from pathway.service.upkeep.doctor import examine
from pathway.service.views.deadlines import DeadlineView
from pathway.service.views.today import AttentionView, CaseFindingView
from pathway.storage.cases.list_rows import CaseRow

SOON = 5  # working days
NEW_FOR = timedelta(days=7)
MOST_NEW = 20


def attention(installation: Installation) -> AttentionView:
    """Return what needs attention today; needs no key."""
    # `examine` opens a transaction of its own. Its count of findings is left out, since they are
    # listed here in full.
    warnings = [
        diagnosis
        for diagnosis in examine(installation)
        if diagnosis.level != "ok" and diagnosis.what != "findings"
    ]
    with installation.reading() as unit:
        duties = _duties(unit)
        corrected = readable(unit, unit.cases.remembering("findings")).values()
        unreadable = unit.cases.unreadable(running=True)
        findings: list[CaseFindingView] = []
        for case in corrected:
            findings += [
                CaseFindingView(case=case.reference, **asdict(finding))
                for finding in finding_views(case)
            ]
        return AttentionView(
            today=unit.today,
            overdue=tuple(duty for duty in duties if duty.overdue),
            due_today=tuple(duty for duty in duties if duty.due == unit.today),
            due_soon=tuple(duty for duty in duties if duty.due > unit.today),
            findings=tuple(findings),
            warnings=(*warnings, *unreadable_cases(unreadable)),
            opened=tuple(listed_case(unit, row) for row in _new(unit)),
        )


def _duties(unit: UnitOfWork) -> list[DeadlineView]:
    """
    Return the open duties that are not suspended and due within the next `SOON` working days, the
    soonest first.
    """
    rows = unit.cases.deadlines(due_to=unit.calendar.add(unit.today, SOON))
    duties = listed_duties(unit, rows)
    return [duty for duty in duties if duty.suspended_on is None]


def _new(unit: UnitOfWork) -> list[CaseRow]:
    rows = unit.cases.latest(MOST_NEW)
    return [row for row in rows if row.opened_on > unit.today - NEW_FOR]
