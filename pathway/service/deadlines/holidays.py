"""
The calendar as callers keep it: bank holidays as they are proclaimed, and the partnership's own
closures.
"""

from __future__ import annotations

from datetime import date

from pathway.service.deadlines import calendar_changes, closed_days
from pathway.service.deadlines.calendar_changes import CalendarChange
from pathway.service.deadlines.closed_days import DaysAsked, HolidayView
from pathway.service.transactions import Installation


class Holidays:
    """The days that are not worked, without weekends (`Pathway.holidays`)."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    def add(
        self,
        day: date,
        name: str,
        *,
        to: date | None = None,
        closure: bool = False,
        reason: str | None = None,
        by: str | None = None,
        preview: bool = False,
    ) -> CalendarChange:
        """
        Add a bank holiday as it is proclaimed, or a closure, and return what that moved.

        Args:
            to: The last of several days; those that are not worked anyway are left out.
            closure: The partnership is closed: only local duties are counted without the day.
            reason: Why, without names: it is not sealed.
            by: Who asks, from the business unit or the chair; left out, it is whoever keeps the
                installation, if the host answers for that (see `Pathway.connect`).
            preview: Only return what would move.

        Raises:
            WrongUsage: The name, the reason or the days are not valid.
            Refused: The day is not worked anyway, or the person may not change the calendar.
            NotFound: Nobody has that email.
            CalendarUnknown: The table of bank holidays does not reach the day.
        """
        asked = DaysAsked(day, to, name, closure=closure, reason=reason, by=by)
        return calendar_changes.change(
            self._installation, lambda unit: closed_days.addition(unit, asked), preview=preview
        )

    def remove(
        self,
        day: date,
        *,
        to: date | None = None,
        closure: bool = False,
        reason: str | None = None,
        by: str | None = None,
        preview: bool = False,
    ) -> CalendarChange:
        """
        Take away a day that was added, and return what that moved; see `add`.

        Raises:
            WrongUsage: The reason or the days are not valid.
            Refused: The day is published and was not added, or is of the other kind, or the person
                may not change the calendar.
            NotFound: No such day was added, or nobody has that email.
        """
        asked = DaysAsked(day, to, closure=closure, reason=reason, by=by)
        return calendar_changes.change(
            self._installation, lambda unit: closed_days.removal(unit, asked), preview=preview
        )

    def renew(self, *, by: str | None = None, preview: bool = False) -> CalendarChange:
        """
        Adopt the bank holidays that this version of Pathway knows, and return what that moved; see
        `add`.
        """
        return calendar_changes.change(
            self._installation, lambda unit: closed_days.renewal(unit, by), preview=preview
        )

    def list(self, year: int | None = None, *, every: bool = False) -> list[HolidayView]:
        """
        Return the days of a year that are not worked, without weekends: published bank holidays,
        proclaimed ones and closures.

        Args:
            year: The year; this one if left out.
            every: Instead all that was ever added, including what was taken away again; of all
                years if none is named.
        """
        with self._installation.reading() as unit:
            return closed_days.listed(unit, year, with_removed=every)
