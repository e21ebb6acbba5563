"""Lists of duties in pages, the soonest first; each page begins where the one before it ended."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, Connection, String, select, tuple_, type_coerce

from pathway.storage.cases.batches import among
from pathway.storage.cases.duty_owners import are_of
from pathway.storage.cases.list_rows import deadline_of
from pathway.storage.cases.pages import Among, are_among
from pathway.storage.database.conditions import deadline_is_open
from pathway.storage.database.rows import is_plain
from pathway.storage.database.tables import case, deadline
from pathway.workflows.access.duties import OwnDuties
from pathway.workflows.history.deadline import Deadline

Place = tuple[str, str]  # the case's reference and the deadline's id
DEADLINES = select(
    case.c.reference,
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
    after: Place | None = None
    limit: int | None = None


def duties_of(connection: Connection, asked: DutiesAsked) -> list[tuple[str, Deadline]]:
    """
    Return the duties of a page with the reference of their case; one whose document cannot be read
    is an `UnreadableDeadline`.
    """
    query = DEADLINES.where(*_conditions(asked)).order_by(*ORDER).limit(asked.limit)
    return [(row.reference, deadline_of(row)) for row in connection.execute(query)]


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
        yield tuple_(*ORDER) > tuple_(*_place(asked.after))


def _place(duty: Place) -> Iterator[ColumnElement[object]]:
    """Yield where a duty stands in the order."""
    reference, name = duty
    for column in ORDER:
        own = select(column).join_from(deadline, case)
        own = own.where(case.c.reference == reference, deadline.c.id == name)
        yield own.correlate(None).scalar_subquery()


def has_place(connection: Connection, duty: Place) -> bool:
    """Return whether there is such a duty."""
    reference, name = duty
    if not (is_plain(reference) and is_plain(name)):
        return False
    query = select(deadline.c.id).join_from(deadline, case)
    query = query.where(case.c.reference == reference, deadline.c.id == name)
    return connection.execute(query).first() is not None
