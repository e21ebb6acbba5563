"""Cases as lists show them: where each is and what is due next, without what is in it."""

from __future__ import annotations

from dataclasses import replace

from pathway.service.access.readers import reading
from pathway.service.cases.reading.deadlines import deadline_view
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.case_summaries import CaseSummary
from pathway.workflows.access.reading import Reading
from pathway.workflows.deadlines.suspension import suspended_on
from pathway.workflows.history.case import Case
from pathway.workflows.history.deadline import Deadline
from pathway.workflows.people.restrictions import is_restricted


def case_summary(unit: UnitOfWork, case: Case) -> CaseSummary:
    """Return a case as lists show it, with what its reader may read; needs no key."""
    definition, readable = unit.definition_of(case), reading(unit, case)
    own = definition.case
    titles = {state.name: state.title for state in own.state}
    duties = readable_duties(case, readable)
    first = min(duties, key=lambda duty: (duty.due, duty.opened_by, duty.id), default=None)
    summary = CaseSummary(
        reference=case.reference,
        kind=case.kind,
        state=case.state,
        state_title=titles.get(case.state, case.state),
        outcome=case.outcome,
        version=case.version,
        opened_on=case.opened_on,
        changed_on=case.changed_on,
        definition={"name": own.name, "version": own.version, "edition": definition.edition},
        next_duty=deadline_view(unit, definition, case, first) if first is not None else None,
        overdue=any(duty.overdue(unit.now) for duty in duties),
        urgent=bool(case.memory.get("urgent")),
        suspended_on=suspended_on(case),
        restricted=is_restricted(case),
        parts=readable.parts,
    )
    if readable.sees("children") or readable.sees("summary"):
        summary = replace(summary, children=len(case.memory.get("children", {})))
    if readable.sees("summary"):
        summary = replace(summary, legal_hold=bool(case.memory.get("legal_hold")))
    return summary


def readable_duties(case: Case, readable: Reading) -> list[Deadline]:
    """Return the open duties of a case that somebody may read."""
    return [duty for duty in case.open_deadlines() if readable.sees_deadline(duty)]
