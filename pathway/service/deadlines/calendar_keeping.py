"""
Keeping the calendar: bank holidays as they are proclaimed, and the partnership's own closures.
"""

from __future__ import annotations

from datetime import date

from pathway.service.deadlines import calendar_changes, closed_days
from pathway.service.deadlines.calendar_changes import CalendarChange
from pathway.service.deadlines.closed_days import DaysAsked, HolidayView
from pathway.service.transactions import Installation


class CalendarKeeping:
    """The days that are not worked, as `Pathway` lets them be kept."""

    _installation: Installation

    def holidays(self, year: int | None = None, *, every: bool = False) -> list[HolidayView]:
        """
        Return the days that are not worked in a year, weekends left out: published, proclaimed and
        closures.

        Args:
            year: This year if not given.
            every: Instead what was ever added, with what was taken away again; of every year if
                none is given.
        """
        with self._installation.reading() as unit:
            return closed_days.listed(unit, year, every=every)

    def add_holiday(
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
            to: The last of several days; those that are not worked anyhow are left out.
            closure: The partnership is closed: only local duties are counted without the day.
            reason: Why, without names: it is not sealed.
            by: The email of who asks, of the business unit or the chair; left out, whoever keeps
                the installation.
            preview: Only say what would move.

        Raises:
            WrongUsage: The name, the reason or the days cannot be read so.
            Refused: The day is not worked anyhow, or the person may not change the calendar.
            NotFound: Nobody has that email.
            CalendarUnknown: The table of bank holidays does not reach the day.
        """
        asked = DaysAsked(day, to, name, closure, reason, by)
        return calendar_changes.change(
            self._installation, lambda unit: closed_days.addition(unit, asked), preview=preview
        )

    def remove_holiday(
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
        Take away a day that was added, and return what that moved; see `add_holiday`.

        Raises:
            WrongUsage: The reason or the days cannot be read so.
            Refused: The day is published and not added, or of the other kind, or the person may not
                change it.
            NotFound: No such day was added, or nobody has that email.
        """
        asked = DaysAsked(day, to, "", closure, reason, by)
        return calendar_changes.change(
            self._installation, lambda unit: closed_days.removal(unit, asked), preview=preview
        )

    def renew_holidays(self, *, preview: bool = False) -> CalendarChange:
        """
        Take over the bank holidays that this version of Pathway knows, and return what that moved.
        """
        return calendar_changes.change(self._installation, closed_days.renewal, preview=preview)
