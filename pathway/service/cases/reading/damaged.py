"""
Cases whose stored rows were damaged, in lists: a line that says so, made of what can still be read,
and never the end of the list.
"""

from __future__ import annotations

from collections.abc import Iterable

from pathway.service.cases.reading.cases import case_view
from pathway.service.cases.reading.deadlines import deadline_view
from pathway.service.readable import why_unreadable
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.cases import CaseView
from pathway.service.views.deadlines import DeadlineView, OwnerView
from pathway.storage.cases.list_rows import CaseRow, UnreadableDeadline
from pathway.workflows.history.case import Case
from pathway.workflows.history.deadline import OPEN, Deadline

TITLE = "cannot be read; run `pathway verify`"


def listed_case(unit: UnitOfWork, row: CaseRow) -> CaseView:
    """Return a case of a list; one that cannot be read with `damaged`."""
    try:
        return case_view(unit, unit.cases.get(row.reference))
    except Exception as error:  # noqa: BLE001 - one case must not end a list
        return CaseView(
            reference=row.reference,
            kind=row.kind,
            state=row.state,
            state_title=TITLE,
            line="",
            outcome=row.outcome,
            version=row.version,
            opened_on=row.opened_on,
            changed_on=row.changed_on,
            definition={"name": "", "version": "", "edition": ""},
            items=(),
            deadlines=(),
            damaged=why_unreadable(row.reference, error),
        )


def listed_duties(unit: UnitOfWork, rows: Iterable[tuple[str, Deadline]]) -> list[DeadlineView]:
    """Return duties of a list, each with its case's reference; what cannot be read with `damaged`."""
    cases: dict[str, Case | str] = {}
    return [_listed_duty(unit, cases, name, deadline) for name, deadline in rows]


def _listed_duty(
    unit: UnitOfWork, cases: dict[str, Case | str], reference: str, deadline: Deadline
) -> DeadlineView:
    if reference not in cases:
        cases[reference] = _case_or_why(unit, reference)
    case = cases[reference]
    if isinstance(case, str):
        return _damaged_duty(unit, reference, deadline, case)
    try:
        if isinstance(deadline, UnreadableDeadline):
            raise TypeError(deadline.id)
        return deadline_view(unit, unit.definition_of(case), case, deadline)
    except Exception as error:  # noqa: BLE001 - one duty must not end a list
        return _damaged_duty(unit, reference, deadline, why_unreadable(reference, error))


def _case_or_why(unit: UnitOfWork, reference: str) -> Case | str:
    try:
        return unit.cases.get(reference)
    except Exception as error:  # noqa: BLE001 - one case must not end a list
        return why_unreadable(reference, error)


def _damaged_duty(unit: UnitOfWork, reference: str, deadline: Deadline, why: str) -> DeadlineView:
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
