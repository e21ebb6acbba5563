"""A list of cases in pages: each begins where the one before it ended, whatever was added since."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    func,
    literal,
    null,
    or_,
    select,
    true,
    tuple_,
    type_coerce,
)

from pathway.storage.cases.list_rows import CaseRow, case_row_from
from pathway.storage.cases.places import CasePlace, day_value
from pathway.storage.cases.queries import CASES, begins, within_state
from pathway.storage.database.conditions import has_duty
from pathway.storage.database.rows import is_plain
from pathway.storage.database.tables import case, party
from pathway.workflows.history.references import CASE

OPENED, NEWEST, CHANGED, DUE = "opened", "newest", "changed", "due"
SORTS = (OPENED, NEWEST, CHANGED, DUE)
SORTED_BY_DAY = (CHANGED, DUE)
NEVER = date.max
FEW = 1_000
ORDERS: dict[str, Sequence[ColumnElement[Any]]] = {
    OPENED: [case.c.id],
    NEWEST: [case.c.id.desc()],
    CHANGED: [case.c.changed_on.desc(), case.c.id.desc()],
    DUE: [case.c.next_due, case.c.id],
}


class Among(NamedTuple):
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
        after: Where the last case of the page before was.
        limit: At most this many.
    """

    states: Collection[str] | None = None
    within: str | None = None
    kind: str | None = None
    has_open: bool = False
    due_to: date | None = None
    among: Sequence[Among] = field(default_factory=tuple[Among, ...])
    sort: str = OPENED
    after: CasePlace | None = None
    limit: int


def page_of(connection: Connection, asked: PageAsked) -> list[CaseRow]:
    """Return the cases of a page, in its order."""
    if asked.sort != DUE:
        return _rows(connection, asked)
    rows: list[CaseRow] = []
    if asked.after is None or asked.after.day is not None:
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
    query = CASES.where(*conditions, *_conditions(connection, asked)).add_columns(
        case.c.id.label("number"), _day_of(asked.sort).label("day")
    )
    query = query.order_by(*ORDERS[asked.sort]).limit(asked.limit)
    return [_placed(row) for row in connection.execute(query)]


def place_in(connection: Connection, reference: str, sort: str) -> CasePlace | None:
    """Return where a case is now in a list that is sorted so; None if there is no such case."""
    if not is_plain(reference):
        return None
    query = select(case.c.id, _day_of(sort).label("day")).where(case.c.reference == reference)
    row = connection.execute(query).first()
    return CasePlace(_text(row.day), row.id) if row is not None else None


def _day_of(sort: str) -> ColumnElement[Any]:
    """Return the day by which a list is sorted, as it is stored."""
    days = {CHANGED: case.c.changed_on, DUE: case.c.next_due}
    return type_coerce(days[sort], String) if sort in days else null()


def _placed(row: Any) -> CaseRow:
    return case_row_from(row, CasePlace(_text(row.day), row.number))


def _text(day: object) -> str | None:
    return str(day) if day is not None else None


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


def _comes_after(sort: str, place: CasePlace) -> ColumnElement[bool]:
    """Return the condition that a case comes after a place in a list."""
    if place.day is None or sort not in SORTED_BY_DAY:
        return case.c.id < place.number if sort == NEWEST else case.c.id > place.number
    last = tuple_(day_value(place.day), literal(place.number))
    if sort == CHANGED:
        return tuple_(case.c.changed_on, case.c.id) < last
    return tuple_(case.c.next_due, case.c.id) > last


def is_at_most(connection: Connection, number: int, query: Select[Any]) -> bool:
    """Return whether a query has no more rows than that; it is not followed any further."""
    counted = select(func.count()).select_from(query.limit(number + 1).subquery())
    return connection.execute(counted).scalar_one() <= number
