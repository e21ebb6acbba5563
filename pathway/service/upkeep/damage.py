"""Which cases cannot be read, as `doctor` and the day's list tell."""

from __future__ import annotations

from collections.abc import Sequence

from pathway.errors import PathwayError
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.today import Diagnosis

NAMED = 10


def unreadable_cases(references: Sequence[str]) -> list[Diagnosis]:
    """Return the fault that cases cannot be read, if any."""
    if not references:
        return []
    named = ", ".join(references[:NAMED])
    more = f" and {len(references) - NAMED} more" if len(references) > NAMED else ""
    sentence = f"Cases that cannot be read: {named}{more}; run `pathway verify`, and restore them from a backup."
    return [Diagnosis("cases", "fault", sentence)]


def unreadable(unit: UnitOfWork) -> list[str]:
    """Return the cases whose documents, or whose definition, cannot be read."""
    damaged = set(unit.cases.unreadable())
    known: dict[str, bool] = {}
    for row in unit.cases.find():
        if row.definition not in known:
            known[row.definition] = _is_known(unit, row.definition)
        if not known[row.definition]:
            damaged.add(row.reference)
    return sorted(damaged)


def _is_known(unit: UnitOfWork, content_hash: str) -> bool:
    try:
        unit.installation.definition(unit.connection, content_hash)
    except (PathwayError, ValueError):
        return False
    return True
