"""The calendar of a database: its table of bank holidays with the days that were added to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Connection

from pathway.errors import CalendarUnknown
from pathway.storage import bank_holidays, closed_days
from pathway.storage.closed_days import CLOSURE, PROCLAIMED, ClosedDay
from pathway.workflows.bank_holidays import version_with
from pathway.workflows.calendar import Calendar


def stored_calendar(connection: Connection, settings: Mapping[str, str]) -> Calendar:
    """
    Return the working days as the database knows them.

    Raises:
        CalendarUnknown: It has no bank holidays.
    """
    return calendar_with(connection, settings, closed_days.load(connection))


def calendar_with(connection: Connection, settings: Mapping[str, str], added: Sequence[ClosedDay]) -> Calendar:
    """Return the working days as they are with these days added; raises what `stored_calendar` raises."""
    table = bank_holidays.load(connection)
    if not table:
        raise CalendarUnknown(
            "The database has no bank holidays, so no working day can be counted: run `pathway init`."
        )
    years = [day.year for day in table]
    proclaimed, closures = _named(added, PROCLAIMED), _named(added, CLOSURE)
    version = version_with(settings["calendar"], proclaimed, closures)
    published_to = int(settings["holidays_published_to"])
    return Calendar({**proclaimed, **table}, min(years), max(years), published_to, version, closures)


def _named(added: Sequence[ClosedDay], source: str) -> dict[date, str]:
    return {one.day: one.name for one in added if one.source == source}
