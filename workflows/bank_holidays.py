"""
The bank holidays of England and Wales, from the `holidays` library.

`GB` alone silently lacks Easter Monday and the August holiday; the subdivision `ENG` has them all. The library is
imported when the table is made, which is when a database is set up: it costs more than a whole command.
"""

from __future__ import annotations

from datetime import date

from pathway.workflows.calendar import Calendar

# The Government publishes about two years ahead. Source: gov.uk/bank-holidays, England and Wales, as of November 2026.
PUBLISHED_TO = 2028
FIRST_YEAR, LAST_YEAR = 1990, 2075


def bank_holidays(first_year: int = FIRST_YEAR, last_year: int = LAST_YEAR) -> dict[date, str]:
    """Return every bank holiday of England and Wales in those years, with its name."""
    import holidays

    table = holidays.country_holidays("GB", subdiv="ENG", years=range(first_year, last_year + 1))
    return {day: str(name) for day, name in sorted(table.items())}


def calendar_version(last_change: str = "") -> str:
    """Return the name of the table: the library's version, how far it is published, and the partnership's changes."""
    from importlib.metadata import version

    return f"england-and-wales {PUBLISHED_TO} holidays-{version('holidays')}{last_change}"


def default_calendar() -> Calendar:
    """Return the calendar as the library computes it, with nothing of a partnership's own."""
    return Calendar(bank_holidays(), FIRST_YEAR, LAST_YEAR, PUBLISHED_TO, calendar_version())
