"""Whose open duties there are, without a look at each: an index is jumped through, owner by owner."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from pathway.storage.database.conditions import deadline_is_open
from pathway.storage.database.tables import deadline


def agencies_owing(connection: Connection, role: str) -> set[str]:
    """Return the agencies that have an open duty of a role."""
    least = select(func.min(deadline.c.owner_agency)).where(
        deadline_is_open, deadline.c.owner_role == role
    )
    first = least.with_only_columns(func.min(deadline.c.owner_agency).label("agency"))
    owing = first.cte("owing", recursive=True)
    following = least.where(deadline.c.owner_agency > owing.c.agency).scalar_subquery()
    owing = owing.union_all(select(following).where(owing.c.agency.is_not(None)))
    query = select(owing.c.agency).where(owing.c.agency.is_not(None))
    return set(connection.scalars(query))
