"""The table of bank holidays as it is kept in the database, with the source of each day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, delete, select

from pathway.storage.database.dialects import insert_or_ignore
from pathway.storage.database.salvage import salvaged, whole
from pathway.storage.database.tables import holiday


def save(connection: Connection, table: Mapping[date, str], source: str) -> None:
    """Replace all days of one source; a day that another source has named stays as it is."""
    connection.execute(delete(holiday).where(holiday.c.source == source))
    rows = [{"day": day, "name": name, "source": source} for day, name in sorted(table.items())]
    if rows:
        connection.execute(insert_or_ignore(connection, holiday), rows)


class ListedHoliday(NamedTuple):
    """A day of the table, and what of its row cannot be read; None where all can."""

    day: date
    name: str
    damaged: str | None


def listed(connection: Connection) -> list[ListedHoliday]:
    """Return the days as far as they can be read."""
    return [
        ListedHoliday(values["day"], values["name"], damaged)
        for values, damaged in salvaged(connection, select(holiday))
    ]


def load(connection: Connection, source: str | None = None) -> dict[date, str]:
    """
    Return the days in order, with their names; only those of one source if it is given.

    Raises:
        VerificationFailed: One of them was damaged.
    """
    query = select(holiday.c.day, holiday.c.name).order_by(holiday.c.day)
    wanted = query if source is None else query.where(holiday.c.source == source)
    with whole("The calendar"):
        return {row.day: row.name for row in connection.execute(wanted)}
