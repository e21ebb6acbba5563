"""The days from which a duty is counted, as its clock gives them or as they were set."""

from __future__ import annotations

from datetime import date

from pathway.workflows.attempts.definition import Definition
from pathway.workflows.calendar.moments import moment_in
from pathway.workflows.cases.incidents import incident_from
from pathway.workflows.deadlines.counting.clocks import ClockContext, clock_of
from pathway.workflows.deadlines.counting.counted import Run
from pathway.workflows.history.case import Case
from pathway.workflows.history.deadline import Deadline
from pathway.workflows.history.ledger import Subject, start_days


def runs_of(definition: Definition, case: Case, deadline: Deadline) -> list[Run]:
    """
    Return the days from which the duty is counted.

    There are none where its clock gives no day, or where what it is about has ended.
    """
    if deadline.follows and not deadline.lives_on and case.state in definition.case.finals:
        return []
    if not _is_still_asked(case, deadline):
        return []
    if deadline.clock is not None:
        subject = Subject(deadline.item, deadline.child, deadline.seat, deadline.about)
        context = ClockContext(
            definition,
            case,
            subject,
            occurrence=deadline.occurrence,
            opened_by=deadline.opened_by,
            ended_by=deadline.closed_by,
        )
        return clock_of(deadline.clock)(context)
    started = list(start_days(case, deadline))
    asked = [
        Run(date.fromisoformat(entry["asked"]), date.fromisoformat(entry["on"]))
        for entry in started
        if "asked" in entry
    ]
    first = min((moment_in(entry) for entry in started), key=lambda moment: moment.earliest)
    return asked[:1] or [Run(first.on, at=first.at)]


def _is_still_asked(case: Case, deadline: Deadline) -> bool:
    """Return whether what the duty asks for is still open: a view, another duty, or a vote."""
    if deadline.seat is not None and deadline.item is not None:
        return incident_from(case.items[deadline.item]).view(deadline.seat) is None
    if deadline.about is None:
        return True
    duty = case.deadlines.get(deadline.about)
    if duty is not None:
        return duty.is_open
    begun_by = case.memory.get("rounds", {}).get(deadline.about, {}).get("event")
    return begun_by == deadline.opened_by
