"""
What needs attention today: duties, what corrections left, what keeps Pathway from working, and what
is new.
"""

from __future__ import annotations

from datetime import timedelta

from pathway.service.cases.reading import case_view, deadline_view, finding_views
from pathway.service.transactions import Installation, UnitOfWork
from pathway.service.upkeep.doctor import examine
from pathway.service.views import AttentionView, DeadlineView

SOON = 5  # working days
NEW_FOR = timedelta(days=7)
MOST_NEW = 20


def attention(installation: Installation) -> AttentionView:
    """Return what needs attention on the day it is; needs no key."""
    # What `doctor` finds stands in a transaction of its own; what corrections left is listed here
    # in full.
    warnings = [
        one.as_json()
        for one in examine(installation)
        if one.level != "ok" and one.what != "findings"
    ]
    with installation.reading() as unit:
        duties = _duties(unit)
        corrected = [unit.cases.get(name) for name in unit.cases.remembering("findings")]
        return AttentionView(
            today=unit.today,
            overdue=tuple(one for one in duties if one.overdue),
            due_today=tuple(one for one in duties if one.due == unit.today),
            due_soon=tuple(one for one in duties if one.due > unit.today),
            findings=tuple(
                (case.reference, one) for case in corrected for one in finding_views(case)
            ),
            warnings=tuple(warnings),
            opened=tuple(case_view(unit, unit.cases.get(name)) for name in _new(unit)),
        )


def _duties(unit: UnitOfWork) -> list[DeadlineView]:
    """
    Return the open duties due by the end of the next working days that run, the soonest first.
    """
    rows = unit.cases.deadlines(due_to=unit.calendar.add(unit.today, SOON))
    cases = {name: unit.cases.get(name) for name in dict.fromkeys(name for name, _ in rows)}
    found = [
        deadline_view(unit, unit.definition_of(cases[name]), cases[name], one) for name, one in rows
    ]
    return [one for one in found if one.suspended_on is None]


def _new(unit: UnitOfWork) -> list[str]:
    rows = unit.cases.latest(MOST_NEW)
    return [row.reference for row in rows if row.opened_on > unit.today - NEW_FOR]
