"""
Settings of this one database, by name: whether it is a rehearsal, what its clock shows, and so on.
"""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from pathway.storage.database.dialects import upsert
from pathway.storage.database.tables import setting

EVERYTHING = select(setting.c.name, setting.c.value)

# Names that begin so are notes of the running system, which prove nothing and are not recorded.
PASSING = "pause."


def get(connection: Connection, name: str) -> str | None:
    """Return the value of a setting, or None where it is not set."""
    value: str | None = connection.execute(
        select(setting.c.value).where(setting.c.name == name)
    ).scalar()
    return value


def held(connection: Connection, name: str, *, alone: bool = False) -> str | None:
    """
    Return a setting's current value, and keep others from changing it until the transaction ends.

    Args:
        alone: Keep others from holding it too, since it will be changed.
    """
    query = select(setting.c.value).where(setting.c.name == name).with_for_update(read=not alone)
    value: str | None = connection.execute(query).scalar()
    return value


def everything(connection: Connection) -> dict[str, str]:
    """Return all settings by name, in a single query."""
    return {row.name: row.value for row in connection.execute(EVERYTHING)}


def put(connection: Connection, name: str, value: str | None) -> None:
    """Set a value under a name; None removes the setting."""
    if value is None:
        connection.execute(delete(setting).where(setting.c.name == name))
    else:
        connection.execute(upsert(connection, setting), {"name": name, "value": value})
