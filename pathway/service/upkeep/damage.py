"""Which cases cannot be read, as `doctor` and the day's list tell."""

from __future__ import annotations

from collections.abc import Sequence

from pathway.errors import PathwayError
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.today import Diagnosis

NAMED = 10
# `doctor` looks at so many cases, those on record last; `verify` looks at all.
LOOKED_AT = 200


def unreadable_cases(references: Sequence[str]) -> list[Diagnosis]:
    """Return the fault that cases cannot be read, if any."""
    if not references:
        return []
    named = ", ".join(references[:NAMED])
    more = f" and {len(references) - NAMED} more" if len(references) > NAMED else ""
    sentence = f"Cases that cannot be read: {named}{more}; run `pathway verify`, and restore them from a backup."
    return [Diagnosis("cases", "fault", sentence)]


def unreadable(unit: UnitOfWork) -> list[str]:
    """
    Return those of the cases on record last whose documents, or whose definition, cannot be read.
    """
    rows = unit.cases.recorded_last(LOOKED_AT)
    whole = unit.cases.whole([row.reference for row in rows])
    known = {name: _is_known(unit, name) for name in {row.definition for row in rows}}
    damaged = [
        row.reference for row in rows if row.reference not in whole or not known[row.definition]
    ]
    return sorted(damaged)


def _is_known(unit: UnitOfWork, content_hash: str) -> bool:
    try:
        unit.installation.definition(unit.connection, content_hash)
    except (PathwayError, ValueError):
        return False
    return True
