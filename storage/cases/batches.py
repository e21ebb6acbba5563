"""Reads many cases at once, or single events of many, in as few queries as that takes."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from typing import Any

from sqlalchemy import ColumnElement, Connection, false, select, true, tuple_, union_all

from pathway.errors import VerificationFailed
from pathway.storage.cases.statements import DEADLINES, ITEMS
from pathway.storage.database.rows import case_from, is_plain
from pathway.storage.database.tables import case, deadline, event, item
from pathway.workflows.history.case import Case
from pathway.workflows.history.events import Event, event_from

# Cases without their items and deadlines.
SUMMARIES = select(
    case.c.reference, case.c.version, case.c.head, case.c.definition, case.c.document
)


class CaseBatches:
    """What lists of messages read: whole cases and single events."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def whole(self, references: Collection[str]) -> dict[str, Case]:
        """
        Return cases with their items and deadlines, by reference, in two queries; those that cannot
        be read are left out.
        """
        rows = self._connection.execute(SUMMARIES.add_columns(case.c.id).where(among(references)))
        stored = {row.id: row for row in rows}
        parts: dict[int, list[Any]] = {number: [] for number in stored}
        query: Any = union_all(
            ITEMS.add_columns(item.c.case_id).where(item.c.case_id.in_(stored)),
            DEADLINES.add_columns(deadline.c.case_id).where(deadline.c.case_id.in_(stored)),
        )
        rows_of_parts: Any = self._connection.execute(query)
        for part, name, text, number in rows_of_parts:
            parts[number].append((part, name, text))
        cases: dict[str, Case] = {}
        for number, row in stored.items():
            with suppress(VerificationFailed):
                cases[row.reference] = case_from(row, parts[number])
        return cases

    def headers(self, named: Collection[tuple[str, int]]) -> dict[tuple[str, int], Event]:
        """
        Return events by the reference of their case and their number, in one query; no sealed part
        is opened.
        """
        query = (
            select(case.c.reference, event.c.seq, event.c.header)
            .join_from(event, case)
            .where(tuple_(case.c.reference, event.c.seq).in_(named))
        )
        rows = self._connection.execute(query) if named else ()
        return {(row.reference, row.seq): event_from(row.header, None) for row in rows}


def among(references: Collection[str] | None) -> ColumnElement[bool]:
    """Return the condition that a case is one of these; no case at all if there are none."""
    if references is None:
        return true()
    # What no database can look up is in none.
    plain = [reference for reference in references if is_plain(reference)]
    return case.c.reference.in_(plain) if plain else false()
