"""Whom a case names, as rows: see `pathway.workflows.access.parties`."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import Connection, bindparam, delete, insert, select

from pathway.storage.cases.pages import FEW, is_at_most
from pathway.storage.database.pipelines import Write
from pathway.storage.database.tables import party
from pathway.workflows.access.parties import parties_of
from pathway.workflows.history.case import Case

DROP = delete(party).where(party.c.case_id == bindparam("of"), party.c.name == bindparam("named"))


def are_few(connection: Connection, names: Collection[str]) -> bool:
    """Return whether few cases have one of these parties."""
    query = select(party.c.case_id).where(party.c.name.in_(sorted(names)))
    return is_at_most(connection, FEW, query)


def writes(case_id: int, before: Case | None, after: Case) -> Iterator[Write]:
    """
    Yield what writes the parties of a case that changed.

    Args:
        before: As it was loaded; None for a new case.
    """
    if before is not None and _names_the_same(before, after):
        return
    old = parties_of(before) if before is not None else frozenset[str]()
    new = parties_of(after)
    yield insert(party), [{"case_id": case_id, "name": name} for name in sorted(new - old)]
    yield DROP, [{"of": case_id, "named": name} for name in sorted(old - new)]


def _names_the_same(before: Case, after: Case) -> bool:
    """Return whether nothing of a case changed that may name somebody."""
    # A merge keeps what did not change as the very same object.
    return all(
        before.document.get(part) is after.document.get(part)
        for part in ("memory", "items", "deadlines")
    )
