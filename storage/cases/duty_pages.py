"""Lists of duties in pages, the soonest first; each page begins where the one before it ended."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, String, select, tuple_, type_coerce

from pathway.storage.cases.batches import among
from pathway.storage.cases.duty_owners import are_of
from pathway.storage.cases.list_rows import deadline_of
from pathway.storage.cases.pages import Among, are_among
from pathway.storage.cases.places import DutyPlace
from pathway.storage.database.conditions import deadline_is_open
from pathway.storage.database.rows import is_plain
from pathway.storage.database.tables import case, deadline
from pathway.workflows.access.duties import OwnDuties
from pathway.workflows.history.deadline import Deadline

DEADLINES = select(
    case.c.reference,
    deadline.c.case_id,
    deadline.c.document,
    deadline.c.id,
    deadline.c.key,
    deadline.c.item,
    deadline.c.status,
    deadline.c.state,
    # Read as text, where the database has text: a day that was damaged must not end a list.
    type_coerce(deadline.c.due, String).label("due"),
    deadline.c.owner_role,
    deadline.c.owner_agency,
    deadline.c.owner_person,
).join_from(deadline, case)
ORDER = (deadline.c.due, deadline.c.case_id, deadline.c.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class DutiesAsked:
    """
    Which duties a page is to show.

    Args:
        references: Only of these cases; no duty at all if it is empty.
        state: A state, `open` for running and breached, None for all.
        due_from: The first due day, included.
        due_to: The last due day, included.
        role: Whose duty it is; narrowed by agency and person if they are given.
        among: Only of cases that somebody may be able to read, for each who must be.
        own: Only those that may be somebody's own, for each whose they must be.
        after: The last duty of the page before.
        limit: At most this many; None for all.
    """

    references: Collection[str] | None = None
    state: str | None = "open"
    status: str | None = None
    key: str | None = None
    due_from: date | None = None
    due_to: date | None = None
    role: str | None = None
    agency: str | None = None
    person: int | None = None
    among: Sequence[Among] = field(default_factory=tuple[Among, ...])
    own: Sequence[OwnDuties] = ()
    after: DutyPlace | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class ListedDuty:
    """
    A duty of a list.

    Args:
        reference: That of its case.
        deadline: The duty; an `UnreadableDeadline` where its document cannot be read.
        place: Where it is in the list.
    """

    reference: str
    deadline: Deadline
    place: DutyPlace


def duties_of(connection: Connection, asked: DutiesAsked) -> list[ListedDuty]:
    """Return the duties of a page."""
    query = DEADLINES.where(*_conditions(asked)).order_by(*ORDER).limit(asked.limit)
    return [_listed(row) for row in connection.execute(query)]


def place_in(connection: Connection, reference: str, name: str) -> DutyPlace | None:
    """Return where a duty, named by its case and its id, is now; None if there is no such duty."""
    if not (is_plain(reference) and is_plain(name)):
        return None
    query = DEADLINES.where(case.c.reference == reference, deadline.c.id == name)
    row = connection.execute(query).first()
    return _listed(row).place if row is not None else None


def _listed(row: Any) -> ListedDuty:
    place = DutyPlace(str(row.due), row.case_id, row.id)
    return ListedDuty(row.reference, deadline_of(row), place)


def _conditions(asked: DutiesAsked) -> Iterator[ColumnElement[bool]]:
    yield among(asked.references)
    if asked.state is not None:
        yield deadline_is_open if asked.state == "open" else deadline.c.state == asked.state
    if asked.due_from is not None:
        yield deadline.c.due >= asked.due_from
    if asked.due_to is not None:
        yield deadline.c.due <= asked.due_to
    values = {
        deadline.c.status: asked.status,
        deadline.c.key: asked.key,
        deadline.c.owner_role: asked.role,
        deadline.c.owner_agency: asked.agency,
        deadline.c.owner_person: asked.person,
    }
    yield from (column == value for column, value in values.items() if value is not None)
    yield from (are_among(cases) for cases in asked.among)
    yield from (are_of(own) for own in asked.own)
    if asked.after is not None:
        yield tuple_(*ORDER) > tuple_(*asked.after.values())
