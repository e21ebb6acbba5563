"""
What is set for this one database, by name: whether it is a rehearsal, where its clock stands, and
the like.
"""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from pathway.storage.database.dialects import upsert
from pathway.storage.database.tables import setting

EVERYTHING = select(setting.c.name, setting.c.value)


def get(connection: Connection, name: str) -> str | None:
    """Return what is set under that name, or None."""
    value: str | None = connection.execute(
        select(setting.c.value).where(setting.c.name == name)
    ).scalar()
    return value


def held(connection: Connection, name: str, *, alone: bool = False) -> str | None:
    """
    Return what is set under that name now, and keep it from being changed by others until the
    transaction ends.

    Args:
        alone: Keep others from holding it too: it will be changed.
    """
    query = select(setting.c.value).where(setting.c.name == name).with_for_update(read=not alone)
    value: str | None = connection.execute(query).scalar()
    return value


def everything(connection: Connection) -> dict[str, str]:
    """Return all that is set, by name: one query for a start."""
    return {row.name: row.value for row in connection.execute(EVERYTHING)}


def put(connection: Connection, name: str, value: str | None) -> None:
    """Set a value under a name; None takes it away."""
    if value is None:
        connection.execute(delete(setting).where(setting.c.name == name))
    else:
        connection.execute(upsert(connection, setting), {"name": name, "value": value})
