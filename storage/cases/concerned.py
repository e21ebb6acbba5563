"""Which cases may concern somebody: those that are open, and those with a duty."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, select, union

from pathway.storage.cases.pages import Among, are_among
from pathway.storage.database.conditions import has_duty, is_unclosed
from pathway.storage.database.tables import case


def open_cases(connection: Connection, among: Among) -> list[str]:
    """
    Return the references of the cases and meetings that are not closed or still have an open duty,
    in the order of opening.
    """
    return _references(connection, among, is_unclosed, has_duty)


def with_duties(connection: Connection, among: Among, since: datetime | None = None) -> list[str]:
    """
    Return the references of the cases and meetings with an open duty, in the order of opening.

    Args:
        since: Those as well of which an entry was recorded after that.
    """
    if since is None:
        return _references(connection, among, has_duty)
    return _references(connection, among, has_duty, case.c.recorded_at > since)


def _references(connection: Connection, among: Among, *kinds: ColumnElement[bool]) -> list[str]:
    """Return the references of the cases of any of these kinds, each found by its own index."""
    cases = union(
        *(select(case.c.id, case.c.reference).where(kind, are_among(among)) for kind in kinds)
    )
    return [row.reference for row in connection.execute(cases.order_by("id"))]
