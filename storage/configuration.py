"""
Settings of this one database, by name: whether it is a rehearsal, what its clock shows, and so on.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, delete, literal, select, union_all

from pathway.storage.database.dialects import upsert
from pathway.storage.database.tables import change, setting

_LAST_CHANGE = select(literal("").label("name"), change.c.hash).order_by(change.c.number.desc())
EVERYTHING = union_all(
    select(setting.c.name, setting.c.value),
    select(_LAST_CHANGE.limit(1).subquery()),
)


class Standing(NamedTuple):
    """
    What a transaction begins with.

    Args:
        settings: All settings, by name.
        last_change: The hash of the last change of directory, calendar, settings or definitions that
            was recorded: as long as it is the same, so are they.
    """

    settings: dict[str, str]
    last_change: str


def held(connection: Connection, name: str, *, alone: bool = False) -> str | None:
    """
    Return a setting's current value, and keep others from changing it until the transaction ends.

    Args:
        alone: Keep others from holding it too, since it will be changed.
    """
    value: str | None = connection.execute(holding(name, alone=alone)).scalar()
    return value


def holding(name: str, *, alone: bool = False) -> Select[str]:
    """Return the query of `held`."""
    return select(setting.c.value).where(setting.c.name == name).with_for_update(read=not alone)


def standing(connection: Connection) -> Standing:
    """Return all settings and the last recorded change, in a single query."""
    rows: Any = connection.execute(EVERYTHING).all()
    settings: dict[str, str] = dict(rows)
    return Standing(settings, settings.pop("", ""))


def put(connection: Connection, name: str, value: str | None) -> None:
    """Set a value under a name; None removes the setting."""
    if value is None:
        connection.execute(delete(setting).where(setting.c.name == name))
    else:
        connection.execute(upsert(connection, setting), {"name": name, "value": value})
