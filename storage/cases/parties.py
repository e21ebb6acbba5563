"""Whom a case names, as rows: see `pathway.workflows.access.parties`."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, bindparam, delete, insert, select

from pathway.storage.cases.pages import FEW, is_at_most
from pathway.storage.database.tables import party
from pathway.workflows.access.parties import parties_of
from pathway.workflows.history.case import Case

DROP = delete(party).where(party.c.case_id == bindparam("of"), party.c.name == bindparam("named"))


def are_few(connection: Connection, names: Collection[str]) -> bool:
    """Return whether few cases have one of these parties."""
    query = select(party.c.case_id).where(party.c.name.in_(sorted(names)))
    return is_at_most(connection, FEW, query)


def save(connection: Connection, case_id: int, before: Case | None, after: Case) -> None:
    """
    Write the parties of a case that changed.

    Args:
        before: As it was loaded; None for a new case.
    """
    old = parties_of(before) if before is not None else frozenset[str]()
    new = parties_of(after)
    if new - old:
        added = [{"case_id": case_id, "name": name} for name in sorted(new - old)]
        connection.execute(insert(party), added)
    if old - new:
        gone = [{"of": case_id, "named": name} for name in sorted(old - new)]
        connection.execute(DROP, gone)
