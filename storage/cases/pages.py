"""A list of cases in pages: each begins where the one before it ended, whatever was added since."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, func, or_, select, true, tuple_

from pathway.storage.cases.list_rows import CaseRow, case_row_from
from pathway.storage.cases.queries import CASES, begins, within_state
from pathway.storage.database.conditions import has_duty
from pathway.storage.database.tables import case, party
from pathway.workflows.history.references import CASE

OPENED, NEWEST, CHANGED, DUE = "opened", "newest", "changed", "due"
SORTS = (OPENED, NEWEST, CHANGED, DUE)
NEVER = date.max
FEW = 1_000
ORDERS: dict[str, Sequence[ColumnElement[Any]]] = {
    OPENED: [case.c.id],
    NEWEST: [case.c.id.desc()],
    CHANGED: [case.c.changed_on.desc(), case.c.id.desc()],
    DUE: [case.c.next_due, case.c.id],
}


@dataclass(frozen=True, slots=True)
class Among:
    """
    The cases that somebody may be able to read.

    Args:
        parties: As which parties they may; None where it may be any case.
        references: Further cases.
        few: These are so few that a list begins with them, rather than with what it is sorted by.
    """

    parties: frozenset[str] | None = None
    references: frozenset[str] = frozenset()
    few: bool = False


ANY_CASE = Among()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAsked:
    """
    Which cases a page is to show; meetings are none.

    Args:
        states: Only those in one of these states.
        within: Only those in a state of this family, such as `cspr.*`; `*` are those not closed.
        has_open: Only those with an open duty.
        due_to: Only those with an open duty that is due by this day.
        among: Only those that somebody may be able to read, for each who must be.
        sort: `opened`: in the order in which they were opened; `newest`: the other way round;
            `changed`: by their last change of state, the latest first; `due`: by the day of their
            next duty, those without one last.
        after: The last case of the page before.
        limit: At most this many.
    """

    states: Collection[str] | None = None
    within: str | None = None
    kind: str | None = None
    has_open: bool = False
    due_to: date | None = None
    among: Sequence[Among] = field(default_factory=tuple[Among, ...])
    sort: str = OPENED
    after: str | None = None
    limit: int


def page_of(connection: Connection, asked: PageAsked) -> list[CaseRow]:
    """Return the cases of a page, in its order."""
    if asked.sort != DUE:
        return _rows(connection, asked)
    rows: list[CaseRow] = []
    if asked.after is None or _is_due(connection, asked.after):
        rows = _rows(connection, asked, has_duty)
        # What has no duty begins with the first.
        asked = replace(asked, after=None, limit=asked.limit - len(rows))
    if asked.limit > 0 and not asked.has_open and asked.due_to is None:
        others = replace(asked, sort=OPENED)
        rows += _rows(connection, others, ~has_duty)
    return rows


def are_among(among: Among) -> ColumnElement[bool]:
    """Return the condition that somebody may be able to read a case."""
    if among.parties is None:
        return true()
    named = select(party.c.case_id).where(party.c.name.in_(sorted(among.parties)))
    each = named.where(party.c.case_id == case.c.id).exists()
    concerned = case.c.id.in_(named) if among.few else each
    if among.references:
        return or_(concerned, case.c.reference.in_(sorted(among.references)))
    return concerned


def _rows(
    connection: Connection, asked: PageAsked, *conditions: ColumnElement[bool]
) -> list[CaseRow]:
    query = CASES.where(*conditions, *_conditions(connection, asked))
    query = query.order_by(*ORDERS[asked.sort]).limit(asked.limit)
    return [case_row_from(row) for row in connection.execute(query)]


def _due_by(connection: Connection, asked: PageAsked) -> Iterator[ColumnElement[bool]]:
    """
    Yield the condition that a duty is due by a day; where many are, so that a list which is sorted
    otherwise finds them in its own order.
    """
    due = (has_duty, case.c.next_due <= asked.due_to)
    if asked.sort == DUE or is_at_most(connection, FEW, select(case.c.id).where(*due)):
        yield from due
    else:
        yield func.coalesce(case.c.next_due, NEVER) <= asked.due_to


def _conditions(connection: Connection, asked: PageAsked) -> Iterator[ColumnElement[bool]]:
    yield begins(CASE)
    if asked.states is not None:
        yield case.c.state.in_(sorted(asked.states))
    if asked.within is not None:
        yield within_state(asked.within)
    if asked.kind:
        yield case.c.kind == asked.kind
    if asked.has_open:
        yield has_duty
    if asked.due_to is not None:
        yield from _due_by(connection, asked)
    yield from (are_among(among) for among in asked.among)
    if asked.after is not None:
        yield _comes_after(asked.sort, asked.after)


def _comes_after(sort: str, reference: str) -> ColumnElement[bool]:
    """Return the condition that a case comes after another in a list."""
    last = _of(reference, case.c.id)
    if sort == NEWEST:
        return case.c.id < last
    if sort == CHANGED:
        latest = tuple_(_of(reference, case.c.changed_on), last)
        return tuple_(case.c.changed_on, case.c.id) < latest
    if sort == DUE:
        soonest = tuple_(_of(reference, case.c.next_due), last)
        return tuple_(case.c.next_due, case.c.id) > soonest
    return case.c.id > last


def _is_due(connection: Connection, reference: str) -> bool:
    """Return whether a case has an open duty."""
    query = select(case.c.id).where(case.c.reference == reference, has_duty)
    return connection.execute(query).first() is not None


def is_at_most(connection: Connection, number: int, query: Select[Any]) -> bool:
    """Return whether a query has no more rows than that; it is not followed any further."""
    counted = select(func.count()).select_from(query.limit(number + 1).subquery())
    return connection.execute(counted).scalar_one() <= number


def _of(reference: str, column: Column[Any]) -> ColumnElement[Any]:
    """Return a column of a case."""
    own = select(column).where(case.c.reference == reference)
    return own.correlate(None).scalar_subquery()
