"""
What a duty is by all that is on record: when it is due, whether it is open or how it ended, and
which of its breaches are true.

All that follows from the case's ledger, clocks and standstills and from the calendar alone. What
happened counts, not when it was typed: the same entries give the same duty in whatever order they
were written down.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from pathway.workflows.attempts.definition import Definition
from pathway.workflows.calendar.moments import Moment, moment_in
from pathway.workflows.calendar.rules import rule_from
from pathway.workflows.calendar.working_days import Calendar
from pathway.workflows.deadlines.counting.counted import Run
from pathway.workflows.deadlines.counting.course import Course
from pathway.workflows.deadlines.counting.runs import runs_of
from pathway.workflows.deadlines.counting.standstills import Standstill, standstills
from pathway.workflows.deadlines.ending import before_clock_stopped, ending_of, stopped_by_clock
from pathway.workflows.history.case import Case
from pathway.workflows.history.deadline import Breach, Deadline
from pathway.workflows.history.ledger import MET


@dataclass(frozen=True, slots=True)
class Now:
    """
    The event at which a duty is looked at.

    Args:
        event: Its number.
        on: Its day.
        recorded: When it is recorded, where that may be another day than its own.
    """

    event: int
    on: date
    recorded: Moment | None = None

    def is_before_end_of(self, due: Moment) -> bool:
        """Return whether something due then is not overdue yet."""
        recorded = self.recorded or Moment(self.on)
        return not recorded.is_after(due)


def on_record(
    definition: Definition,
    case: Case,
    deadline: Deadline,
    calendar: Calendar,
    now: Now,
    *,
    afresh: bool = False,
) -> dict[str, Any]:
    """
    Return the members of a deadline that differ by what is on record now.

    Args:
        now: The event that is being recorded.
        afresh: Whether its rule has changed, so that it is counted again in any case.

    Raises:
        CalendarUnknown: The calendar does not reach its due day.
    """
    course = _course(definition, case, deadline, calendar=calendar, now=now)
    if not afresh and _is_as_before(course, calendar) and not _has_early_breach(deadline, now):
        return {}
    members = _ended(course) | _counted(course, calendar, afresh=afresh)
    members |= _judged(course, members, now)
    patch = differing(case.document["deadlines"][deadline.id], members)
    # That another calendar counts the same is not worth recording.
    return {} if patch.keys() == {"calendar"} else patch


def depends_on_time(deadline: Deadline, calendar: Calendar, now: Now) -> bool:
    """Return whether a duty may be another now, though the case is as it was after its last event."""
    if deadline.is_open and deadline.calendar != calendar.version:
        return True
    return bool(deadline.breaches) and _has_early_breach(deadline, now)


def differing(document: Mapping[str, Any], members: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members that differ from a document's; of a table, only those of its members."""
    patch: dict[str, Any] = {}
    for name, value in members.items():
        before = document.get(name)
        if isinstance(value, dict):
            inside = differing(before or {}, cast(Mapping[str, Any], value))
            if inside:
                patch[name] = inside
        elif before != value:
            patch[name] = value
    return patch


def _course(
    definition: Definition, case: Case, deadline: Deadline, calendar: Calendar, now: Now
) -> Course:
    """Return the course of a duty: what it is counted from, and what stopped or ended it."""
    runs = runs_of(definition, case, deadline)
    if rule_from(deadline.rule).hours is None:
        # Only what is counted in hours depends on the instant.
        runs = [run._replace(at=None) for run in runs]
    ending = ending_of(case, deadline, runs[0].since if runs else deadline.since)
    if not runs:
        ending = before_clock_stopped(ending, stopped_by_clock(case, deadline, now.event, now.on))
    return Course(
        deadline=deadline,
        runs=runs or [Run(deadline.clock_on, deadline.set_on, deadline.clock_at)],
        standstills=standstills(case) if deadline.may_stand_still else [],
        ending=ending,
        calendar=calendar.for_status(deadline.status),
        other=_other(definition, case, deadline, calendar=calendar, now=now),
    )


def _other(
    definition: Definition, case: Case, deadline: Deadline, calendar: Calendar, now: Now
) -> Course | None:
    """Return the course of the duty with which this one is due at the latest, or None."""
    key = deadline.at_latest_with
    if key is None:
        return None
    others = [
        other
        for other in case.deadlines.values()
        if other.key == key and other.item == deadline.item
    ]
    if not others:
        return None
    return _course(definition, case, others[-1], calendar=calendar, now=now)


def _is_as_before(course: Course, calendar: Calendar) -> bool:
    """Return whether nothing that the duty depends on has changed, to save counting it again."""
    deadline, ending = course.deadline, course.ending
    if course.standstills or len(course.runs) > 1 or deadline.pauses or not deadline.calendar:
        return False
    if deadline.at_latest_with is not None and deadline.is_open:
        return False
    if course.runs[0] != Run(deadline.clock_on, deadline.set_on, deadline.clock_at):
        return False
    if ending is None:
        return deadline.is_open and deadline.calendar == calendar.version
    return (ending.event, ending.on) == (deadline.closed_by, deadline.ended_on)


def _ended(course: Course) -> dict[str, Any]:
    ending = course.ending
    if ending is None:
        return {"closed_by": None, "ended_on": None, "met_on": None}
    day = ending.on.isoformat()
    return {
        "closed_by": ending.event,
        "ended_on": day,
        "met_on": day if ending.how == MET else None,
    }


def _counted(course: Course, calendar: Calendar, *, afresh: bool) -> dict[str, Any]:
    """Return how the duty is counted; one that ended, on unchanged days, is not counted again."""
    deadline, ending = course.deadline, course.ending
    run = course.run_on(ending.on if ending else None)
    counted = course.present()
    pauses = [_pause(pause) for pause in counted.pauses]
    before = (deadline.clock_on, deadline.clock_at, list(deadline.pauses))
    is_unchanged = (run.day, run.at, pauses) == before
    if ending is not None and is_unchanged and deadline.calendar and not afresh:
        return {"paused_on": None}
    still_since = counted.still_since if ending is None else None
    due = counted.due
    return {
        "clock_on": run.day.isoformat(),
        "clock_at": run.at.isoformat() if run.at else None,
        "due_at": due.at.isoformat() if due.at else None,
        "set_on": run.set_on.isoformat() if run.set_on else None,
        "pauses": pauses or None,
        "paused_on": still_since.isoformat() if still_since else None,
        "due": due.day.isoformat(),
        "practical": due.practical.isoformat(),
        "provisional": due.provisional,
        "skipped": [{"day": skip.day.isoformat(), "why": skip.why} for skip in due.skipped],
        "calendar": calendar.version,
    }


def _judged(course: Course, members: Mapping[str, Any], now: Now) -> dict[str, Any]:
    """Return the state of the duty, and which of its breaches are true."""
    deadline, ending = course.deadline, course.ending
    due = _due_in(members) if "due" in members else deadline.due_moment
    true = [
        number
        for number, breach in _last_of_each_day(deadline).items()
        if course.was_overdue(breach) and not now.is_before_end_of(breach.moment)
    ]
    breaches = {
        str(number): {"corrected": None if number in true else True} for number in deadline.breaches
    }
    if ending is None:
        covered = any(not due.is_after(deadline.breaches[number].moment) for number in true)
        return {"state": "breached" if covered else "running", "breaches": breaches}
    if ending.how != MET:
        return {"state": ending.how, "breaches": breaches}
    can_be_late = not deadline.never_breached and not course.stood_still_on(ending.on)
    is_late = can_be_late and ending.moment.is_after(due)
    return {"state": "met_late" if is_late else "met", "breaches": breaches}


def _has_early_breach(deadline: Deadline, now: Now) -> bool:
    """Return whether a breach of a day that is not over yet was recorded, by a clock that ran ahead."""
    return any(
        now.is_before_end_of(breach.moment) and not breach.corrected
        for breach in deadline.breaches.values()
    )


def _last_of_each_day(deadline: Deadline) -> dict[int, Breach]:
    """
    Return the breaches without those of a day of which another was recorded later: the earlier ones
    were recorded before their day was over.
    """
    last = {breach.moment: number for number, breach in sorted(deadline.breaches.items())}
    return {number: deadline.breaches[number] for number in last.values()}


def _due_in(members: Mapping[str, Any]) -> Moment:
    return moment_in({"on": members["due"], "at": members["due_at"]})


def _pause(pause: Standstill) -> dict[str, str]:
    return {"from": pause.first.isoformat(), "to": pause.last.isoformat() if pause.last else ""}
