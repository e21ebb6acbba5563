"""
The bank holidays of England and Wales, from the `holidays` library.

`GB` alone silently lacks Easter Monday and the August holiday; the subdivision `ENG` has them all.
The library is imported only when the table is made, which is when a database is set up, because the
import takes longer than a whole command.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pathway.workflows.calendar.working_days import Calendar
from pathway.workflows.history.events import canonical, hash_of

# The Government publishes about two years ahead. Source: gov.uk/bank-holidays, England and Wales,
# as of November 2026.
PUBLISHED_TO = 2028
FIRST_YEAR, LAST_YEAR = 1990, 2075
ADDED = " + "


def bank_holidays(first_year: int = FIRST_YEAR, last_year: int = LAST_YEAR) -> dict[date, str]:
    """Return every bank holiday of England and Wales in those years, with its name."""
    import holidays

    table = holidays.country_holidays("GB", subdiv="ENG", years=range(first_year, last_year + 1))
    return {day: str(name) for day, name in sorted(table.items())}


def calendar_version() -> str:
    """Return the name of the table: how far it is published, and the version of the library."""
    from importlib.metadata import version

    return f"england-and-wales {PUBLISHED_TO} holidays-{version('holidays')}"


def version_with(version: str, proclaimed: Mapping[date, str], closures: Mapping[date, str]) -> str:
    """Return the name of a table with added days; the same days always give the same name."""
    table = version.partition(ADDED)[0]
    if not (proclaimed or closures):
        return table
    days = [_with_text_days(proclaimed), _with_text_days(closures)]
    return f"{table}{ADDED}{hash_of(canonical(days))[:12]}"


def _with_text_days(names: Mapping[date, str]) -> dict[str, str]:
    return {day.isoformat(): name for day, name in names.items()}


def default_calendar() -> Calendar:
    """Return the calendar as the library computes it, with nothing of a partnership's own."""
    return Calendar(
        bank_holidays(),
        FIRST_YEAR,
        LAST_YEAR,
        published_to=PUBLISHED_TO,
        version=calendar_version(),
    )
