"""Days that somebody types into three fields."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pathway.web.visit import Visit

PARTS = ("day", "month", "year")


def typed_day(visit: Visit, name: str) -> date | None:
    """
    Return the day that was typed; None if nothing was.

    Raises:
        ValueError: There is no such day.
    """
    day, month, year = (visit.sent.text(f"{name}-{part}") for part in PARTS)
    if not (day or month or year):
        return None
    try:
        return date(int(year), int(month), int(day))
    except OverflowError as error:  # of more digits than a machine's number has
        raise ValueError(year) from error


def day_field(
    visit: Visit, name: str, label: str, *, hint: str = "", error: str = ""
) -> Mapping[str, Any]:
    """Return what the macro for days takes, with what was typed before."""
    items = [
        {
            "name": part,
            "label": visit.text(f"field.{part}"),
            "value": visit.sent.text(f"{name}-{part}"),
            "classes": "govuk-input--width-4" if part == "year" else "govuk-input--width-2",
        }
        for part in PARTS
    ]
    field: dict[str, Any] = {
        "id": name,
        "namePrefix": name,
        "fieldset": {"legend": {"text": label}},
        "items": items,
    }
    if hint:
        field["hint"] = {"text": hint}
    if error:
        field["errorMessage"] = {"text": error}
    return field
