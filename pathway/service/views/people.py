"""People, as callers are shown them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from pathway.service.views.shapes import FROM, View


@dataclass(frozen=True, slots=True)
class AbsenceView(View):
    """The first and the last day on which somebody is away."""

    from_: date = field(metadata=FROM)
    to: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView(View):
    """
    One person's place in one agency.

    Args:
        agency: The agency's code.
        agency_name: Its name in the directory or in the definition; failing both, its code as
            words.
        order: The person with the lowest is asked first; those from 2 are deputies.
        absent: Whether they are away today.
        absences: Those that end today or later.
        damaged: What of it cannot be read; then the rest is what can be.
    """

    name: str
    email: str
    agency: str
    agency_name: str
    roles: tuple[str, ...]
    order: int
    absent: bool
    absences: tuple[AbsenceView, ...]
    damaged: str | None = None
