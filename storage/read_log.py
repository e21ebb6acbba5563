"""What was read: who read which parts of which case, when, and by which door."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, insert, select

from pathway.storage.database.access_tables import read


class Read(NamedTuple):
    """
    Something that was read.

    Args:
        person: The number of who read it; None for whoever keeps the installation.
        id: The number under which it was stored; None until then.
        reference: The case or the meeting; empty for a list.
        parts: What of it, by the names of the parts.
        door: How they came to it: `library`, `command line` or `desk`.
    """

    at: datetime
    person: int | None
    reference: str
    parts: tuple[str, ...]
    door: str
    id: int | None = None


def write(connection: Connection, reads: Sequence[Read]) -> None:
    """Record what was read."""
    rows = [
        {
            "at": entry.at,
            "person_id": entry.person,
            "reference": entry.reference,
            "parts": " ".join(entry.parts),
            "door": entry.door,
        }
        for entry in reads
    ]
    connection.execute(insert(read), rows)


def listed(
    connection: Connection, reference: str | None, *, limit: int, after: int | None = None
) -> Iterator[Read]:
    """
    Yield what was read, the latest first.

    Args:
        reference: Only of this case or meeting.
        limit: At most so many.
        after: Only what was stored before the one with this number, for the next page.
    """
    query = select(read)
    if after is not None:
        query = query.where(read.c.id < after)
    if reference is not None:
        query = query.where(read.c.reference == reference)
    for row in connection.execute(query.order_by(read.c.id.desc()).limit(limit)):
        parts = tuple(row.parts.split())
        yield Read(row.at, row.person_id, row.reference, parts, row.door, row.id)
