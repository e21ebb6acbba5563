"""Reads many cases at once, or single events of many, in as few queries as that takes."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, false, or_, select, true, union_all

from pathway.errors import VerificationFailed
from pathway.storage.cases.statements import DEADLINES, ITEMS
from pathway.storage.database.rows import case_from, is_plain
from pathway.storage.database.tables import case, deadline, event, item
from pathway.workflows.history.case import Case
from pathway.workflows.history.events import Event, event_from

AT_ONCE = 100
HEADERS = select(event.c.case_id, event.c.seq, event.c.header)
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
        if not references:
            return {}
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
        Return events by the reference of their case and their number, a hundred in a query; no sealed
        part is opened.
        """
        if not named:
            return {}
        of_cases = select(case.c.id, case.c.reference)
        cases = self._connection.execute(of_cases.where(among({name for name, _ in named})))
        names = {row.id: row.reference for row in cases}
        numbers = {name: number for number, name in names.items()}
        # By the numbers of the cases, as an index knows them.
        places = [(numbers[name], seq) for name, seq in named if name in numbers]
        events: dict[tuple[str, int], Event] = {}
        for first in range(0, len(places), AT_ONCE):
            # SQLite looks up no list of pairs by an index.
            page = or_(
                *(
                    and_(event.c.case_id == number, event.c.seq == seq)
                    for number, seq in places[first : first + AT_ONCE]
                )
            )
            for row in self._connection.execute(HEADERS.where(page)):
                events[names[row.case_id], row.seq] = event_from(row.header, None)
        return events


def among(references: Collection[str] | None) -> ColumnElement[bool]:
    """Return the condition that a case is one of these; no case at all if there are none."""
    if references is None:
        return true()
    # What no database can look up is in none.
    plain = [reference for reference in references if is_plain(reference)]
    return case.c.reference.in_(plain) if plain else false()
