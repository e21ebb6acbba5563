"""The calendar of a database: its table of bank holidays, and the days that were added to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection

from pathway.errors import CalendarUnknown
from pathway.storage import bank_holidays, closed_days, configuration
from pathway.storage.closed_days import CLOSURE, PROCLAIMED, ClosedDay
from pathway.workflows.calendar.working_days import Calendar
from pathway.workflows.deadlines.bank_holidays import PUBLISHED_TO, calendar_version, version_with
from pathway.workflows.deadlines.bank_holidays import bank_holidays as computed

SOURCE = "holidays library, GB subdivision ENG"


class Table(NamedTuple):
    """
    A table of bank holidays: its days, the last year for which they are published, and its version.
    """

    days: Mapping[date, str]
    published_to: int
    version: str


def shipped_table() -> Table:
    """Return the table that this version of Pathway computes."""
    return Table(computed(), PUBLISHED_TO, calendar_version())


def stored_table(connection: Connection, settings: Mapping[str, str]) -> Table:
    """
    Return the table that is in the database.

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
    """Store a table in the database in place of the present one."""
    bank_holidays.save(connection, table.days, SOURCE)
    configuration.put(connection, "calendar", table.version)
    configuration.put(connection, "holidays_published_to", str(table.published_to))


def stored_calendar(connection: Connection, settings: Mapping[str, str]) -> Calendar:
    """Return the working days as the database has them; raises what `stored_table` raises."""
    return calendar_of(stored_table(connection, settings), closed_days.load(connection))


def calendar_of(table: Table, added: Sequence[ClosedDay]) -> Calendar:
    """Return the working days according to a table and the days added to it."""
    years = [day.year for day in table.days]
    proclaimed, closures = _of_source(added, PROCLAIMED), _of_source(added, CLOSURE)
    return Calendar(
        holidays={**proclaimed, **table.days},
        first_year=min(years),
        last_year=max(years),
        published_to=table.published_to,
        version=version_with(table.version, proclaimed, closures),
        closures=closures,
    )


def _of_source(added: Sequence[ClosedDay], source: str) -> dict[date, str]:
    return {closed.day: closed.name for closed in added if closed.source == source}
