"""
A change to the calendar: first stored, then applied to every case whose duties it moves, each in a
transaction of its own.

What is stored first is the change alone. Each deadline says by which calendar it was counted;
whoever comes to a case first, this call, a sweep or a step, counts its deadlines anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from pathway import logs
from pathway.service.calendars import calendar_of
from pathway.service.cases.saving import save
from pathway.service.cases.taken import Taken
from pathway.service.cases.taking import recount
from pathway.service.deadlines import closed_days
from pathway.service.deadlines.closed_days import HolidayView, Plan
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.shapes import FROM, View
from pathway.storage import configuration
from pathway.workflows.calendar.working_days import Calendar
from pathway.workflows.deadlines.recounting import recounted
from pathway.workflows.history.case import Case
from pathway.workflows.history.evolve import evolve


@dataclass(frozen=True, slots=True)
class Moved(View):
    """
    A duty whose due day, or whose last working day by then, has changed.

    Args:
        deadline: The id of the deadline.
        from_: The due day before.
        to: The due day now.
        practical_from: The last working day by the earlier due day.
        practical_to: The last working day by the new due day.
    """

    case: str
    deadline: str
    title: str
    status: str
    from_: date = field(metadata=FROM)
    to: date
    practical_from: date
    practical_to: date


@dataclass(frozen=True, slots=True)
class CalendarChange(View):
    """
    What a change to the calendar did, or would do.

    Args:
        days: The days that were added or removed.
        calendar: The version of the calendar afterwards.
        moved: Every duty that moved.
        failed: The cases whose deadlines could not be counted again; each sweep tries again.
    """

    days: tuple[HolidayView, ...]
    calendar: str
    moved: tuple[Moved, ...] = ()
    failed: tuple[str, ...] = ()


def change(
    installation: Installation, plan_of: Callable[[UnitOfWork], Plan], *, preview: bool
) -> CalendarChange:
    """Change the calendar as the plan says, and return what moves; a preview changes nothing."""
    if preview:
        with installation.reading() as unit:
            plan = plan_of(unit)
            calendar = calendar_of(plan.table, plan.kept)
            pairs, failed = _looked_through(unit, calendar)
            would_move: list[Moved] = []
            for before, after in pairs:
                would_move += moves(unit, before, after)
            return _change(unit, plan, calendar.version, moved=would_move, failed=failed)
    plan, version = installation.in_transaction(lambda unit: _stored(unit, plan_of(unit)))
    with installation.reading() as unit:
        pairs, failed = _looked_through(unit, unit.calendar)
    moved: list[Moved] = []
    for case, _ in pairs:
        duties = _moved(installation, case.reference)
        if duties is None:
            failed.append(case.reference)
        else:
            moved += duties
    with installation.reading() as unit:
        return _change(unit, plan, version, moved=moved, failed=failed)


def moves(unit: UnitOfWork, before: Case, after: Case) -> list[Moved]:
    """Return the duties of a case that have another due day, or another practical one."""
    rules = unit.definition_of(after).deadlines
    moved: list[Moved] = []
    for name, now in after.deadlines.items():
        was = before.deadlines.get(name)
        if was is None or (was.due, was.practical) == (now.due, now.practical):
            continue
        moved.append(
            Moved(
                case=after.reference,
                deadline=now.id,
                title=rules[now.key].title if now.key in rules else now.key,
                status=now.status,
                from_=was.due,
                to=now.due,
                practical_from=was.practical,
                practical_to=now.practical,
            )
        )
    return moved


def _stored(unit: UnitOfWork, plan: Plan) -> tuple[Plan, str]:
    unit.hold_calendar(alone=True)
    version = calendar_of(plan.table, plan.kept).version
    with unit.recording("calendar", plan.mark.by):
        closed_days.store(unit, plan)
        configuration.put(unit.connection, "calendar", version)
    unit.cases.look_at_all(unit.now)
    return plan, version


def _looked_through(
    unit: UnitOfWork, calendar: Calendar
) -> tuple[list[tuple[Case, Case]], list[str]]:
    """
    Return each case with duties that the calendar moves, before and after, and the references of
    those that cannot be read or counted.
    """
    pairs: list[tuple[Case, Case]] = []
    failed: list[str] = []
    for reference in unit.cases.running():
        try:
            case = unit.cases.get(reference)
            event = recounted(unit.definition_of(case), case, calendar, unit.now)
        except Exception as error:  # noqa: BLE001 - one case must not keep the calendar from all others
            _tell(reference, error)
            failed.append(reference)
            continue
        if event is not None:
            pairs.append((case, evolve(case, event)))
    return pairs, failed


def _moved(installation: Installation, reference: str) -> list[Moved] | None:
    """Count the deadlines of one case anew, and return what moved; None where that failed."""
    try:
        return installation.in_transaction(lambda unit: _recounted(unit, reference))
    except Exception as error:  # noqa: BLE001 - one case must not keep the calendar from all others
        _tell(reference, error)
        return None


def _recounted(unit: UnitOfWork, reference: str) -> list[Moved]:
    case = unit.cases.get(reference, lock=True)
    taken = Taken(unit.definition_of(case), case, case)
    recount(unit, taken)
    if taken.events:
        save(unit, [taken])
    return moves(unit, case, taken.after)


def _change(
    unit: UnitOfWork, plan: Plan, version: str, moved: list[Moved], failed: list[str]
) -> CalendarChange:
    days = tuple(closed_days.view(unit, day) for day in (*plan.adds, *plan.removes))
    return CalendarChange(days, version, tuple(moved), tuple(failed))


def _tell(reference: str, error: Exception) -> None:
    logs.error("recount.failed", case=reference, error=getattr(error, "code", type(error).__name__))
