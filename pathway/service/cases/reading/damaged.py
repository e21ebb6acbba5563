"""
Cases whose stored rows were damaged, in lists: a line that says so, made of what can still be read,
and never the end of the list.
"""

from __future__ import annotations

from typing import Any

from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.case_summaries import CaseSummary
from pathway.service.views.deadlines import DeadlineView, OwnerView
from pathway.storage.cases.list_rows import CaseRow
from pathway.workflows.history.deadline import OPEN, Deadline

TITLE = "cannot be read; run `pathway verify`"


def damaged_summary(row: CaseRow, why: str) -> CaseSummary:
    """Return what its row says of a case that cannot be read, for a list of summaries."""
    return CaseSummary(**columns(row), damaged=why)


def columns(row: CaseRow) -> dict[str, Any]:
    """Return the members that a summary and a whole case share, as far as a row has them."""
    return {
        "reference": row.reference,
        "kind": row.kind,
        "state": row.state,
        "state_title": TITLE,
        "outcome": row.outcome,
        "version": row.version,
        "opened_on": row.opened_on,
        "changed_on": row.changed_on,
        "definition": {"name": "", "version": "", "edition": ""},
    }


def damaged_duty(unit: UnitOfWork, reference: str, deadline: Deadline, why: str) -> DeadlineView:
    """Return what the columns say of a duty whose case, or whose own document, cannot be read."""
    owner = deadline.owner
    return DeadlineView(
        case=reference,
        id=deadline.id,
        key=deadline.key,
        title=TITLE,
        item=deadline.item,
        child=None,
        seat=None,
        about=None,
        occurrence=deadline.occurrence,
        owner=OwnerView(owner.role, owner.agency, ()),
        status=deadline.status,
        state=deadline.state,
        rule="",
        clock_on=deadline.clock_on,
        due=deadline.due,
        practical=deadline.practical,
        provisional=deadline.provisional,
        met_on=deadline.met_on,
        overdue=deadline.state in OPEN and deadline.due < unit.today,
        days_left=(deadline.due - unit.today).days,
        status_grade="",
        source="",
        skipped=(),
        calendar="",
        damaged=why,
    )
