"""
The calendar as callers keep it: bank holidays as they are proclaimed, and the partnership's own
closures.
"""

from __future__ import annotations

from datetime import date

from pathway.service.access.readers import read_as
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
        Add a bank holiday that was proclaimed, or a closure, and return what that moved.

        Args:
            to: The last of several days; those that are not working days anyway are left out.
            closure: The partnership is closed; this moves local duties only.
            reason: Why, in a line without names, because it is not encrypted.
            by: The email of the person who decided it: the chair, or somebody in the business unit.
                If left out, it is whoever runs the installation, if the host answers for that (see
                `Pathway.connect`).
            preview: Only return what would move.

        Raises:
            WrongUsage: The name, the reason or the days are not valid.
            Refused: The day is not a working day anyway, or the person may not change the calendar.
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
        Remove a day that was added, and return what that moved. The arguments are as for `add`.

        Raises:
            WrongUsage: The reason or the days are not valid.
            Refused: The day is a published bank holiday, or was added as the other kind, or the
                person may not change the calendar.
            NotFound: No such day was added, or nobody has that email.
        """
        asked = DaysAsked(day, to, closure=closure, reason=reason, by=by)
        return calendar_changes.change(
            self._installation, lambda unit: closed_days.removal(unit, asked), preview=preview
        )

    def renew(self, *, by: str | None = None, preview: bool = False) -> CalendarChange:
        """
        Adopt the bank holidays that come with this version of Pathway, and return what that moved;
        see `add`.
        """
        return calendar_changes.change(
            self._installation, lambda unit: closed_days.renewal(unit, by), preview=preview
        )

    def list(
        self, year: int | None = None, *, every: bool = False, by: str | None = None
    ) -> list[HolidayView]:
        """
        Return the days of a year that are not working days, apart from weekends: published bank
        holidays, proclaimed ones and closures.

        Args:
            year: The year; this one if left out.
            every: Return everything that was ever added instead, including what was removed again;
                of all years if `year` is left out.
            by: Who reads, as for `Pathway.case`: anybody in the directory.

        Raises:
            NotFound: Nobody has that email.
            Refused: Nobody is named where somebody must be.
        """
        with self._installation.reading() as unit:
            read_as(unit, by)
            return closed_days.listed(unit, year, with_removed=every)
