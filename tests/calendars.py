"""Calendars as another program reads them."""

from __future__ import annotations

from typing import Any

from icalendar import Calendar


def parsed(content: str | bytes) -> Any:
    """Return a calendar's content as icalendar reads it; its types are only partly declared."""
    reader: Any = Calendar
    return reader.from_ical(content)


def events(content: str | bytes) -> list[dict[str, str]]:
    """Return the events of a calendar, each property as it is written."""
    entries = parsed(content).walk("VEVENT")
    return [
        {str(name): value.to_ical().decode() for name, value in event.items()} for event in entries
    ]
