"""Rows of lists, read so that one that was damaged ends no list."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from typing import Any, NamedTuple

from pathway.errors import VerificationFailed
from pathway.storage.cases.places import CasePlace
from pathway.storage.database.packed_documents import document_in
from pathway.storage.database.rows import DAMAGE, case_from
from pathway.workflows.history.case import Case
from pathway.workflows.history.deadline import Deadline, Owner, deadline_from


class CaseRow(NamedTuple):
    """
    A case as it appears in a list.

    Args:
        place: Where it is in a list that is sorted by a day.
    """

    reference: str
    kind: str
    state: str
    outcome: str | None
    version: int
    definition: str
    opened_on: date
    changed_on: date
    place: CasePlace | None = None


class UnreadableDeadline(Deadline):
    """A deadline whose document cannot be read: what its columns say of it."""


def deadline_of(row: Any) -> Deadline:
    """Return the deadline of a row, or what its columns say where its document cannot be read."""
    try:
        return deadline_from(document_in(row.document))
    except DAMAGE:
        due = _day(row.due)
        return UnreadableDeadline(
            id=row.id,
            key=row.key,
            occurrence=0,
            status=row.status,
            state=row.state,
            owner=Owner(row.owner_role, row.owner_agency, row.owner_person),
            rule="",
            clock_on=due,
            due=due,
            practical=due,
            provisional=False,
            calendar="",
            skipped=(),
            recorded_on=due,
            opened_by=0,
            breaches={},
            item=row.item,
        )


def case_row_from(row: Any, place: CasePlace | None = None) -> CaseRow:
    """
    Return the row of a case in a list.

    Args:
        place: Where it is in a list that is sorted by a day.
    """
    return CaseRow(
        reference=row.reference,
        kind=row.kind,
        state=row.state,
        outcome=row.outcome,
        version=row.version,
        definition=row.definition,
        opened_on=_day(row.opened_on),
        changed_on=_day(row.changed_on),
        place=place,
    )


def _day(stored: Any) -> date:
    """Return a stored day; the first day there is where it was changed to something else."""
    try:
        return date.fromisoformat(str(stored))
    except ValueError:
        return date.min


def readable(rows: Iterable[Any]) -> list[Case]:
    """Return those of the cases that can be read."""
    cases: list[Case] = []
    for row in rows:
        with suppress(VerificationFailed):
            cases.append(case_from(row, ()))
    return cases
