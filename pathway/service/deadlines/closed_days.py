"""
Days that the partnership adds to the published bank holidays, or takes away again: what is allowed,
and what is stored.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pathway.errors import NotFound, Reason, Refused, WrongUsage
from pathway.service.calendars import Table, shipped_table, store_table, stored_table
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.shapes import Instant, View
from pathway.storage import bank_holidays, closed_days
from pathway.storage.closed_days import CLOSURE, PROCLAIMED, ClosedDay, ListedDay, Mark
from pathway.workflows.calendar.in_words import day_words

PUBLISHED = "published"
CHANGING = "Changing the calendar"
LINE = re.compile(r"[^\x00-\x1f\x7f]{1,200}")
LONGEST_CLOSURE = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class DaysAsked:
    """
    The days that are to be added or taken away.

    Args:
        last: The last of several days; None for a single one.
        name: What they are called; ignored where they are taken away.
        by: Who asks; None for whoever keeps the installation.
    """

    first: date
    last: date | None = None
    name: str = ""
    closure: bool = False
    reason: str | None = None
    by: str | None = None

    @property
    def source(self) -> str:
        """Return the source under which such days are kept."""
        return CLOSURE if self.closure else PROCLAIMED

    @property
    def days(self) -> list[date]:
        """Return every day from the first to the last."""
        count = ((self.last or self.first) - self.first).days + 1
        return [self.first + timedelta(days=number) for number in range(count)]


@dataclass(frozen=True, slots=True)
class Plan:
    """
    What a change to the calendar does.

    Args:
        table: The published table afterwards.
        kept: All days that are added to that table afterwards.
        adds: Days that the change adds.
        removes: Days that the change takes away.
        mark: Who makes the change, when and why.
    """

    table: Table
    kept: Sequence[ClosedDay]
    mark: Mark
    adds: Sequence[ClosedDay] = ()
    removes: Sequence[ClosedDay] = ()


@dataclass(frozen=True, slots=True)
class HolidayView(View):
    """
    A day that is not a working day.

    Args:
        source: published, proclaimed or closure.
        reason: Why it was added.
        damaged: What of it cannot be read; then the rest is what can be.
    """

    day: date
    name: str
    source: str
    added_at: Instant | None = None
    added_by: str | None = None
    reason: str | None = None
    removed_at: Instant | None = None
    removed_by: str | None = None
    removed_reason: str | None = None
    damaged: str | None = None


def addition(unit: UnitOfWork, asked: DaysAsked) -> Plan:
    """
    Return what adding the days does; days among several that are not worked anyway are left out.

    Raises:
        WrongUsage: The name is not a line of text, or the last day is before the first or too far
            after it.
        Refused: None of the days is worked, or the person may not change the calendar; every reason
            is listed.
        NotFound: Nobody has that email.
        CalendarUnknown: The table of bank holidays does not reach a day.
    """
    _check(asked)
    if not (asked.name.strip() and LINE.fullmatch(asked.name)):
        raise WrongUsage("Give the day a name on one line, of at most 200 characters.")
    mark = _mark(unit, asked)
    # A day that is already a closure may still be proclaimed, but not the other way round.
    calendar = unit.calendar.for_status("local") if asked.closure else unit.calendar
    worked = [day for day in asked.days if calendar.is_working(day)]
    if not worked:
        reasons = [
            Reason("closed_already", f"{day_words(day)} is {calendar.why_closed(day)}")
            for day in asked.days
        ]
        raise Refused("Nothing was added: a day that is not worked anyway needs no entry.", reasons)
    days = [ClosedDay(day, asked.name.strip(), asked.source, mark) for day in worked]
    return Plan(_table(unit), [*closed_days.load(unit.connection), *days], mark, adds=days)


def removal(unit: UnitOfWork, asked: DaysAsked) -> Plan:
    """
    Return what taking the days away does; only what was added can be taken away.

    Raises:
        WrongUsage: The last day is before the first or too far after it.
        Refused: The days are published, or of the other source, or the person may not change the
            calendar.
        NotFound: None of the days was added, or nobody has that email.
    """
    _check(asked)
    mark = _mark(unit, asked)
    kept = closed_days.load(unit.connection)
    removed = [entry for entry in kept if entry.day in asked.days and entry.source == asked.source]
    if not removed:
        _refuse_removal(unit, asked, kept)
    remaining = [entry for entry in kept if entry not in removed]
    return Plan(_table(unit), remaining, mark, removes=removed)


def renewal(unit: UnitOfWork, by: str | None = None) -> Plan:
    """
    Return what adopting the table of this version of Pathway does; the days that were added stay.

    Raises:
        Refused: The person may not change the calendar.
        NotFound: Nobody has that email.
    """
    mark = Mark(unit.now, unit.keeper(by, CHANGING))
    return Plan(shipped_table(), closed_days.load(unit.connection), mark)


def store(unit: UnitOfWork, plan: Plan) -> None:
    """Store a change, with who made it, when and why."""
    if plan.table.version != unit.settings["calendar"]:
        store_table(unit.connection, plan.table)
    closed_days.add(unit.connection, plan.adds)
    closed_days.remove(unit.connection, [day.number for day in plan.removes], plan.mark)


def listed(unit: UnitOfWork, year: int | None, *, with_removed: bool) -> list[HolidayView]:
    """
    Return the days of a year that are not worked, without weekends, in order. A row that cannot be
    read is there whatever is asked for, with `damaged`.

    Args:
        year: The year; this one if left out.
        with_removed: Instead all that was ever added, what was taken away again too; of all years if
            none is named.
    """
    if with_removed:
        days, wanted = _ever_added(unit), year
    else:
        days, wanted = [*_published(unit), *_in_force(unit)], year or unit.today.year
        days.sort(key=lambda holiday: (holiday.day, holiday.source))
    return [day for day in days if day.damaged or wanted in (None, day.day.year)]


def _published(unit: UnitOfWork) -> list[HolidayView]:
    return [
        HolidayView(row.day, row.name, PUBLISHED, damaged=row.damaged)
        for row in bank_holidays.listed(unit.connection)
    ]


def _in_force(unit: UnitOfWork) -> list[HolidayView]:
    return [day for day in _ever_added(unit) if day.damaged or day.removed_at is None]


def _ever_added(unit: UnitOfWork) -> list[HolidayView]:
    return [_listed(unit, row) for row in closed_days.listed(unit.connection)]


def _listed(unit: UnitOfWork, row: ListedDay) -> HolidayView:
    """Return a day that was added; of a damaged one neither who added it nor who took it away."""
    closed = row.closed
    if row.damaged:
        return HolidayView(closed.day, closed.name, closed.source, damaged=row.damaged)
    return view(unit, closed)


def view(unit: UnitOfWork, entry: ClosedDay) -> HolidayView:
    """Return an added day as callers are shown it."""
    added, removed = entry.added, entry.removed
    holiday = HolidayView(
        day=entry.day,
        name=entry.name,
        source=entry.source,
        added_at=added.at,
        added_by=_email(unit, added.by),
        reason=added.reason,
    )
    if removed is None:
        return holiday
    return replace(
        holiday,
        removed_at=removed.at,
        removed_by=_email(unit, removed.by),
        removed_reason=removed.reason,
    )


def _check(asked: DaysAsked) -> None:
    last = asked.last or asked.first
    if not timedelta() <= last - asked.first <= LONGEST_CLOSURE:
        raise WrongUsage(
            "The last day is before the first, or more than a year after it; check both."
        )
    if asked.reason is not None and not LINE.fullmatch(asked.reason):
        raise WrongUsage(
            "Give the reason in one line of at most 200 characters; it is not a place for names."
        )


def _mark(unit: UnitOfWork, asked: DaysAsked) -> Mark:
    """
    Return who changes the calendar, when and why; Refused where the person named may not change it.
    """
    return Mark(unit.now, unit.keeper(asked.by, CHANGING), asked.reason)


def _refuse_removal(unit: UnitOfWork, asked: DaysAsked, kept: Sequence[ClosedDay]) -> None:
    """Raise the error that says why none of the days can be taken away."""
    table = bank_holidays.load(unit.connection)
    reasons = [
        Reason("published", f"{day_words(day)} is {table[day]}, as published")
        for day in asked.days
        if day in table
    ]
    remedy = "leave --closure out" if asked.closure else "add --closure"
    reasons += [
        Reason("other_source", f"{day_words(entry.day)} is kept as {entry.source}: {remedy}")
        for entry in kept
        if entry.day in asked.days
    ]
    if reasons:
        raise Refused(
            "Nothing was removed: only days that were added here can be removed.", reasons
        )
    known = [entry.day.isoformat() for entry in kept]
    raise NotFound(
        "added day", asked.first.isoformat(), known, "See `pathway holidays list --all`."
    )


def _table(unit: UnitOfWork) -> Table:
    return stored_table(unit.connection, unit.settings)


def _email(unit: UnitOfWork, person: int | None) -> str | None:
    named = unit.names.get(person) if person is not None else None
    return named.email if named else None
