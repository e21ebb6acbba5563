"""
Days that the partnership adds to the published bank holidays, or takes away again: what may be, and
what is kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from pathway.errors import NotFound, Reason, Refused, WrongUsage
from pathway.service.calendars import Table, shipped_table, store_table, stored_table
from pathway.service.transactions import UnitOfWork
from pathway.storage import bank_holidays, closed_days
from pathway.storage.closed_days import CLOSURE, PROCLAIMED, ClosedDay, Mark

PUBLISHED = "published"
KEEPERS = ("bu", "chair")
LINE = re.compile(r"[^\x00-\x1f\x7f]{1,200}")
LONGEST_CLOSURE = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class DaysAsked:
    """
    The days that are to be added or taken away.

    Args:
        last: The last of several; only the first where it is None.
        name: What they are called; of no meaning where they are taken away.
        by: The email of who asks, or None: whoever keeps the installation.
    """

    first: date
    last: date | None = None
    name: str = ""
    closure: bool = False
    reason: str | None = None
    by: str | None = None

    @property
    def source(self) -> str:
        """Return whose days they are."""
        return CLOSURE if self.closure else PROCLAIMED

    @property
    def days(self) -> list[date]:
        """Return every day from the first to the last."""
        last = self.last or self.first
        return [
            self.first + timedelta(days=number) for number in range((last - self.first).days + 1)
        ]


@dataclass(frozen=True, slots=True)
class Plan:
    """
    What a change of the calendar does.

    Args:
        table: The published table afterwards.
        kept: All days that are added to it afterwards.
        adds: Days that it adds.
        removes: Days that it takes away.
        mark: Who makes it, when and why.
    """

    table: Table
    kept: Sequence[ClosedDay]
    mark: Mark
    adds: Sequence[ClosedDay] = ()
    removes: Sequence[ClosedDay] = ()


@dataclass(frozen=True, slots=True)
class HolidayView:
    """A day that is not worked, and whose word that is: published, proclaimed or closure."""

    day: date
    name: str
    source: str
    added_at: datetime | None = None
    added_by: str | None = None
    reason: str | None = None
    removed_at: datetime | None = None
    removed_by: str | None = None
    removed_reason: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the shape that scripts rely on."""
        return {
            "day": self.day.isoformat(),
            "name": self.name,
            "source": self.source,
            "added_at": self.added_at.isoformat() if self.added_at else None,
            "added_by": self.added_by,
            "reason": self.reason,
            "removed_at": self.removed_at.isoformat() if self.removed_at else None,
            "removed_by": self.removed_by,
            "removed_reason": self.removed_reason,
        }


def addition(unit: UnitOfWork, asked: DaysAsked) -> Plan:
    """
    Return what adding the days does; those of several that are not worked anyhow are left out.

    Raises:
        WrongUsage: The name is no line, or the last day lies before the first or too far after it.
        Refused: None of the days is worked, or the person may not change the calendar; every reason
            is listed.
        NotFound: Nobody has that email.
        CalendarUnknown: The table of bank holidays does not reach a day.
    """
    _check(asked)
    if not (asked.name.strip() and LINE.fullmatch(asked.name)):
        raise WrongUsage("Give the day a name of one line, of at most 200 characters.")
    mark = _mark(unit, asked)
    # A day that is proclaimed may be one of the partnership's closures; a closure may be no bank
    # holiday.
    calendar = unit.calendar.for_status("local") if asked.closure else unit.calendar
    worked = [day for day in asked.days if calendar.is_working(day)]
    if not worked:
        reasons = [
            Reason("closed_already", f"{shown(day)} is {calendar.why_closed(day)}")
            for day in asked.days
        ]
        raise Refused("Nothing was added: no such day is worked anyhow.", reasons)
    days = [ClosedDay(day, asked.name.strip(), asked.source, mark) for day in worked]
    return Plan(_table(unit), [*closed_days.load(unit.connection), *days], mark, adds=days)


def removal(unit: UnitOfWork, asked: DaysAsked) -> Plan:
    """
    Return what taking the days away does; only what was added can be taken away.

    Raises:
        WrongUsage: The last day lies before the first or too far after it.
        Refused: They are published, or of the other source, or the person may not change the
            calendar.
        NotFound: None of the days was added, or nobody has that email.
    """
    _check(asked)
    mark = _mark(unit, asked)
    kept = closed_days.load(unit.connection)
    meant = [one for one in kept if one.day in asked.days and one.source == asked.source]
    if not meant:
        _refuse_removal(unit, asked, kept)
    return Plan(_table(unit), [one for one in kept if one not in meant], mark, removes=meant)


def renewal(unit: UnitOfWork) -> Plan:
    """
    Return what taking over the table of this version of Pathway does; the days that were added
    stay.
    """
    return Plan(shipped_table(), closed_days.load(unit.connection), Mark(unit.now))


def store(unit: UnitOfWork, plan: Plan) -> None:
    """Write a change down, with who made it, when and why."""
    if plan.table.version != unit.settings["calendar"]:
        store_table(unit.connection, plan.table)
    closed_days.add(unit.connection, plan.adds)
    closed_days.remove(unit.connection, [one.number for one in plan.removes], plan.mark)


def listed(unit: UnitOfWork, year: int | None, *, every: bool) -> list[HolidayView]:
    """
    Return the days that are not worked in a year, weekends left out, in order.

    Args:
        year: This year if not given.
        every: Instead what was ever added, with what was taken away again; of every year if none is
            given.
    """
    if every:
        found = [view(unit, one) for one in closed_days.load(unit.connection, removed=True)]
        return [one for one in found if year in (None, one.day.year)]
    meant = year or unit.today.year
    table = [
        HolidayView(day, name, PUBLISHED)
        for day, name in bank_holidays.load(unit.connection).items()
    ]
    found = [*table, *(view(unit, one) for one in closed_days.load(unit.connection))]
    return sorted(
        (one for one in found if one.day.year == meant), key=lambda one: (one.day, one.source)
    )


def view(unit: UnitOfWork, one: ClosedDay) -> HolidayView:
    """Return an added day as callers are shown it."""
    removed = one.removed or Mark(one.added.at)
    return HolidayView(
        one.day,
        one.name,
        one.source,
        one.added.at,
        _email(unit, one.added.by),
        one.added.reason,
        one.removed.at if one.removed else None,
        _email(unit, removed.by),
        removed.reason,
    )


def shown(day: date) -> str:
    """Return a day as a sentence names it."""
    return f"{day:%a %-d %b %Y}"


def _check(asked: DaysAsked) -> None:
    last = asked.last or asked.first
    if not timedelta() <= last - asked.first <= LONGEST_CLOSURE:
        raise WrongUsage(
            "The last day lies before the first, or more than a year after it; check both."
        )
    if asked.reason is not None and not LINE.fullmatch(asked.reason):
        raise WrongUsage(
            "Give the reason in one line of at most 200 characters; it is no place for names."
        )


def _mark(unit: UnitOfWork, asked: DaysAsked) -> Mark:
    """
    Return who changes the calendar, now; the business unit or the chair, where somebody is named.
    """
    person = unit.person(asked.by) if asked.by is not None else None
    roles = (
        {role for one in unit.directory.of(person) for role in one.roles}
        if person is not None
        else set(KEEPERS)
    )
    if not roles & set(KEEPERS):
        sentence = f"Changing the calendar is for: {', '.join(KEEPERS)}."
        raise Refused(sentence, [Reason("not_permitted", sentence)])
    return Mark(unit.now, person, asked.reason)


def _refuse_removal(unit: UnitOfWork, asked: DaysAsked, kept: Sequence[ClosedDay]) -> None:
    """Say why none of the days can be taken away."""
    table = bank_holidays.load(unit.connection)
    published = [
        Reason("published", f"{shown(one)} is {table[one]}, as published")
        for one in asked.days
        if one in table
    ]
    way = "leave --closure out" if asked.closure else "say --closure"
    others = [
        Reason("other_source", f"{shown(one.day)} is kept as {one.source}: {way}")
        for one in kept
        if one.day in asked.days
    ]
    if reasons := [*published, *others]:
        raise Refused("Only days that were added here can be taken away, and nothing was.", reasons)
    known = [one.day.isoformat() for one in kept]
    raise NotFound(
        "added day", asked.first.isoformat(), known, "See `pathway holidays list --all`."
    )


def _table(unit: UnitOfWork) -> Table:
    return stored_table(unit.connection, unit.settings)


def _email(unit: UnitOfWork, person: int | None) -> str | None:
    found = unit.names.get(person) if person is not None else None
    return found.email if found else None
