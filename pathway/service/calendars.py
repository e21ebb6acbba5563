"""The calendar of a database: its table of bank holidays with the days that were added to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from pathway.errors import CalendarUnknown
from pathway.storage import bank_holidays, closed_days, configuration
from pathway.storage.closed_days import CLOSURE, PROCLAIMED, ClosedDay
from pathway.workflows.calendar.working_days import Calendar
from pathway.workflows.deadlines.bank_holidays import PUBLISHED_TO, calendar_version, version_with
from pathway.workflows.deadlines.bank_holidays import bank_holidays as computed

SOURCE = "holidays library, GB subdivision ENG"


@dataclass(frozen=True, slots=True)
class Table:
    """
    A table of bank holidays: its days, the last year for which they are published, and what it is
    called.
    """

    days: Mapping[date, str]
    published_to: int
    version: str


def shipped_table() -> Table:
    """Return the table as this version of Pathway computes it."""
    return Table(computed(), PUBLISHED_TO, calendar_version())


def stored_table(connection: Connection, settings: Mapping[str, str]) -> Table:
    """
    Return the table that the database has.

    Raises:
        CalendarUnknown: It has no bank holidays.
    """
    days = bank_holidays.load(connection)
    if not days:
        raise CalendarUnknown(
            "The database has no bank holidays, so no working day can be counted: run `pathway init`."
        )
    return Table(days, int(settings["holidays_published_to"]), settings["calendar"])


def store_table(connection: Connection, table: Table) -> None:
    """Put a table into the database in place of the one that it has."""
    bank_holidays.save(connection, table.days, SOURCE)
    configuration.put(connection, "calendar", table.version)
    configuration.put(connection, "holidays_published_to", str(table.published_to))


def stored_calendar(connection: Connection, settings: Mapping[str, str]) -> Calendar:
    """Return the working days as the database knows them; raises what `stored_table` raises."""
    return calendar_of(stored_table(connection, settings), closed_days.load(connection))


def calendar_of(table: Table, added: Sequence[ClosedDay]) -> Calendar:
    """Return the working days by a table with these days added to it."""
    years = [day.year for day in table.days]
    proclaimed, closures = _named(added, PROCLAIMED), _named(added, CLOSURE)
    version = version_with(table.version, proclaimed, closures)
    return Calendar(
        {**proclaimed, **table.days}, min(years), max(years), table.published_to, version, closures
    )


def _named(added: Sequence[ClosedDay], source: str) -> dict[date, str]:
    return {one.day: one.name for one in added if one.source == source}
