"""Lists of cases: which cases somebody asked for and may read, each as a summary or whole."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Generic, TypeVar

from pathway.errors import WrongUsage
from pathway.service.access.candidates import candidates, cases_with_duties_of, readable_definitions
from pathway.service.access.readers import keeps_cases, note_read, reading
from pathway.service.cases.reading.damaged import damaged_summary
from pathway.service.cases.reading.summaries import case_summary, readable_duties
from pathway.service.readable import why_unreadable
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.case_summaries import CaseSummary
from pathway.storage.cases.list_rows import CaseRow
from pathway.storage.cases.pages import SORTED_BY_DAY, SORTS, PageAsked, page_of, place_in
from pathway.storage.cases.places import CasePlace, case_place
from pathway.workflows.calendar.working_days import earliest
from pathway.workflows.history.case import Case, matches
from pathway.workflows.history.deadline import Deadline
from pathway.workflows.people.in_charge import for_deadline

if TYPE_CHECKING:
    from pathway.service.views.cases import CaseView

# What is asked for to have every case that is not closed.
UNCLOSED = "*"
# How many cases are read at once, however many are asked for.
FEWEST, MOST = 20, 200
View = TypeVar("View", CaseSummary, "CaseView")


@dataclass(frozen=True, slots=True)
class Shape(Generic[View]):
    """
    How a list shows its cases.

    Args:
        of: Shows a case.
        damaged: Shows what its row says of a case that cannot be read, and why it cannot be.
    """

    of: Callable[[UnitOfWork, Case], View]
    damaged: Callable[[CaseRow, str], View]


SUMMARY: Shape[CaseSummary] = Shape(case_summary, damaged_summary)


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesAsked:
    """Which cases are asked for, as `Pathway.cases` takes them."""

    state: str | None = None
    kind: str | None = None
    overdue: bool = False
    due_within: int | None = None
    mine: str | None = None
    limit: int | None = None
    after: str | None = None
    sort: str = SORTS[0]


@dataclass(frozen=True, slots=True)
class _Duties:
    """
    What one of the duties of a case must be, each for itself, so that the case is listed.

    Args:
        last: Due by this day.
        person: A duty of the person with this number.
    """

    overdue: bool
    last: date | None
    person: int | None


def cases_asked(unit: UnitOfWork, asked: CasesAsked, shape: Shape[View]) -> list[View]:
    """
    Return the cases that are asked for and that the reader may read.

    Raises:
        NotFound: There is no such case after which the list is to go on, or no such person.
        WrongUsage: There is no such order, or the limit is less than one.
    """
    _check(asked)
    note_read(unit, "", "status")
    last = unit.calendar.add(unit.today, asked.due_within) if asked.due_within is not None else None
    person = unit.person(asked.mine) if asked.mine else None
    duties = _Duties(asked.overdue, last, person)
    among = [candidates(unit)]
    if person is not None:
        among.append(cases_with_duties_of(unit, person))
    states = _states(unit, asked.state)
    page = PageAsked(
        states=states or None,
        # A family of which no definition can be read has no list of states.
        within=asked.state if not states else None,
        kind=asked.kind,
        has_open=person is not None,
        due_to=earliest(last, unit.today if asked.overdue else None),
        among=among,
        sort=asked.sort,
        after=_place(unit, asked),
        limit=min(MOST, max(FEWEST, asked.limit or MOST)),
    )
    if asked.limit is None:
        return [view for rows in _pages(unit, page) for view in shown(unit, rows, shape, duties)]
    listed = (
        view
        for rows in _pages(unit, page)
        for view in _placed(unit, rows, shape, duties, asked.sort)
    )
    return list(islice(listed, asked.limit))


def _placed(
    unit: UnitOfWork, rows: Sequence[CaseRow], shape: Shape[View], duties: _Duties, sort: str
) -> Iterator[View]:
    """Yield the cases of a page as they are shown, each with its place in the list."""
    places = {row.reference: str(row.place) for row in rows}
    for view in shown(unit, rows, shape, duties=duties):
        # Where nothing moves, the reference says as much.
        place = places[view.reference] if sort in SORTED_BY_DAY else view.reference
        yield replace(view, cursor=place)


def shown(
    unit: UnitOfWork, rows: Sequence[CaseRow], shape: Shape[View], duties: _Duties | None = None
) -> Iterator[View]:
    """
    Yield the cases of a list of which the reader may read anything; what cannot be read is for
    whoever keeps the cases.
    """
    cases = unit.cases.whole([row.reference for row in rows])
    for row in rows:
        try:
            # Those that are left out are asked for alone, to learn why.
            case = cases.get(row.reference) or unit.cases.get(row.reference)
            view = shape.of(unit, case) if _is_listed(unit, case, duties) else None
        except Exception as error:  # noqa: BLE001 - one case must not end a list
            why = why_unreadable(row.reference, error)
            view = shape.damaged(row, why) if keeps_cases(unit) else None
        if view is not None:
            yield view


def _states(unit: UnitOfWork, asked: str | None) -> Collection[str] | None:
    """Return the states that are asked for: one, or all of a family; None for any."""
    if asked is None or asked == UNCLOSED:
        return None
    if not asked.endswith(".*"):
        return [asked]
    known = {state.name for own in readable_definitions(unit) for state in own.case.state}
    return [state for state in known if matches(asked, state)]


def _place(unit: UnitOfWork, asked: CasesAsked) -> CasePlace | None:
    """
    Return where the page before ended: what the cursor says or, where a case is named, where that
    is now.
    """
    if asked.after is None:
        return None
    place = case_place(asked.after) or place_in(unit.connection, asked.after, asked.sort)
    if place is None:
        unit.cases.get(asked.after)  # NotFound, with the nearest
    return place


def _check(asked: CasesAsked) -> None:
    if asked.sort not in SORTS:
        raise WrongUsage(f"Cases are sorted by {', '.join(SORTS)}, not by {asked.sort}.")
    if asked.limit is not None and asked.limit < 1:
        raise WrongUsage(f"A page has at least one case, not {asked.limit}.")


def _pages(unit: UnitOfWork, page: PageAsked) -> Iterator[Sequence[CaseRow]]:
    while True:
        rows = page_of(unit.connection, page)
        yield rows
        if len(rows) != page.limit:
            return
        page = replace(page, after=rows[-1].place)


def _is_listed(unit: UnitOfWork, case: Case, wanted: _Duties | None) -> bool:
    readable = reading(unit, case)
    if not readable.parts:
        return False
    return wanted is None or _fits(unit, case, readable_duties(case, readable), wanted)


def _fits(unit: UnitOfWork, case: Case, duties: Sequence[Deadline], wanted: _Duties) -> bool:
    last = wanted.last
    if wanted.overdue and not any(duty.overdue(unit.now) for duty in duties):
        return False
    if last is not None and not any(duty.due <= last for duty in duties):
        return False
    return wanted.person is None or any(_is_of(unit, case, duty, wanted) for duty in duties)


def _is_of(unit: UnitOfWork, case: Case, duty: Deadline, wanted: _Duties) -> bool:
    people = for_deadline(unit.definition_of(case), case, duty, unit.directory).people
    return wanted.person in {post.person for post in people}
