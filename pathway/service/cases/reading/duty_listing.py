"""
Lists of duties: which of them somebody asked for and may read. They are read a page at a time, and
what cannot be read is a line that says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from pathway.errors import NotFound, WrongUsage
from pathway.service.access.candidates import (
    candidates,
    cases_with_duties_of,
    duties_of,
    readable_duties,
)
from pathway.service.access.readers import keeps_cases, reading, required_reading
from pathway.service.cases.reading.damaged import damaged_duty
from pathway.service.cases.reading.deadlines import deadline_view
from pathway.service.readable import why_damaged, why_unreadable
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.deadlines import DeadlineView
from pathway.storage.cases import duty_pages
from pathway.storage.cases.duty_pages import DutiesAsked, ListedDuty
from pathway.storage.cases.list_rows import UnreadableDeadline
from pathway.storage.cases.places import DutyPlace, duty_place
from pathway.workflows.access.reading import DEADLINES, Reading
from pathway.workflows.calendar.working_days import earliest
from pathway.workflows.history.case import Case
from pathway.workflows.history.deadline import Deadline

# How many duties are read at once, however many are asked for, and how many cases are kept.
FEWEST, MOST, KEPT = 20, 200, 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which duties are asked for, as `Pathway.deadlines` takes them."""

    reference: str | None = field(default=None, kw_only=False)
    overdue: bool = False
    within: int | None = None
    owner: str | None = None
    status: str | None = None
    key: str | None = None
    limit: int | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    """A case, and what its reader may read of it."""

    case: Case
    reading: Reading


@dataclass
class _Cases:
    """The cases of a list of duties, those of a page read together."""

    unit: UnitOfWork
    _read: dict[str, _Read | str] = field(default_factory=dict[str, "_Read | str"])

    def of(self, reference: str) -> _Read | str:
        """Return a case of the page, or why it cannot be read."""
        return self._read[reference]

    def look_up(self, references: Sequence[str]) -> None:
        """Read the cases of a page."""
        if len(self._read) > KEPT:
            self._read.clear()
        new = [name for name in dict.fromkeys(references) if name not in self._read]
        cases = self.unit.cases.whole(new)
        for name in new:
            self._read[name] = self._case_or_why(name, cases.get(name))

    def _case_or_why(self, reference: str, case: Case | None) -> _Read | str:
        try:
            # Those that are left out are asked for alone, to learn why.
            own = case or self.unit.cases.get(reference)
            return _Read(own, reading(self.unit, own))
        except Exception as error:  # noqa: BLE001 - one case must not end a list
            return why_unreadable(reference, error)


def duties_asked(unit: UnitOfWork, wanted: Wanted) -> list[DeadlineView]:
    """
    Return the duties that are asked for and that the reader may read.

    Raises:
        NotFound: There is no such case, or no such duty to begin after, or no such person.
        Refused: The reader may read nothing of the case.
        WrongUsage: The limit is less than one.
    """
    check_limit(wanted.limit)
    asked, email = _asked(unit, wanted), None
    asked = replace(asked, after=place_of(unit, wanted.after, wanted.reference))
    if wanted.owner is not None:
        person = unit.person(wanted.owner)
        email = unit.directory.of(person)[0].email
        cases, own = [cases_with_duties_of(unit, person)], duties_of(unit, person)
        asked = replace(asked, among=cases, own=own)
    listed = (
        duty
        for duty in listed_duties(unit, asked, wanted.limit)
        if (duty.overdue or not wanted.overdue) and _is_of(duty, email)
    )
    return list(islice(listed, wanted.limit))


def listed_duties(
    unit: UnitOfWork, asked: DutiesAsked, limit: int | None = None
) -> Iterator[DeadlineView]:
    """
    Yield the duties that the reader may read, each with its case's reference, the soonest first;
    what cannot be read with `damaged`.

    Args:
        limit: How many will be taken, if that is known: no more are read at once than that takes.
    """
    cases = _Cases(unit)
    among, own = (*asked.among, candidates(unit)), (*asked.own, *readable_duties(unit))
    size = min(MOST, max(FEWEST, limit or MOST))
    page = replace(asked, among=among, own=own, limit=size)
    while True:
        rows = duty_pages.duties_of(unit.connection, page)
        cases.look_up([row.reference for row in rows])
        for row in rows:
            view = _listed(unit, cases.of(row.reference), row)
            if view is not None:
                yield view if limit is None else replace(view, cursor=str(row.place))
        if len(rows) != page.limit:
            return
        page = replace(page, after=rows[-1].place)


def check_limit(limit: int | None) -> None:
    """
    Make sure that a page can be made.

    Raises:
        WrongUsage: The limit is less than one.
    """
    if limit is not None and limit < 1:
        raise WrongUsage(f"A page has at least one duty, not {limit}.")


def place_of(unit: UnitOfWork, after: str | None, reference: str | None = None) -> DutyPlace | None:
    """
    Return where the page before ended: what its cursor says or, where a duty is named, where that is
    now. In a list of one case a duty is named by its id, else by `REF/ID`.

    Args:
        reference: The case, in a list of one.

    Raises:
        NotFound: There is no such duty, or it is not the reader's to read.
    """
    if after is None:
        return None
    place = duty_place(after)
    if place is not None:
        return place
    case, name = (reference, after) if reference else after.partition("/")[::2]
    place = duty_pages.place_in(unit.connection, case, name)
    if place is None or not _is_seen(unit, case, name):
        named = f"{case}/{name}" if name else case
        raise NotFound("entry of this list", named, hint="Begin again, without an entry before.")
    return place


def _is_seen(unit: UnitOfWork, reference: str, name: str) -> bool:
    """Return whether the reader may know that there is such a duty."""
    cases = _Cases(unit)
    cases.look_up([reference])
    own = cases.of(reference)
    if isinstance(own, str):
        return keeps_cases(unit)
    deadline = own.case.deadlines.get(name)
    return own.reading.sees(DEADLINES) if deadline is None else own.reading.sees_deadline(deadline)


def _asked(unit: UnitOfWork, wanted: Wanted) -> DutiesAsked:
    """Return what rows have to be looked at."""
    within = unit.calendar.add(unit.today, wanted.within) if wanted.within is not None else None
    last = earliest(within, unit.today if wanted.overdue else None)
    if wanted.reference is None:
        return DutiesAsked(status=wanted.status, key=wanted.key, due_to=last)
    _check_case(unit, wanted.reference)
    state = None if wanted.within is None else "open"
    return DutiesAsked(
        references=[wanted.reference],
        state=state,
        status=wanted.status,
        key=wanted.key,
        due_to=last,
    )


def _check_case(unit: UnitOfWork, reference: str) -> None:
    """Raise NotFound or Refused, rather than return an empty list."""
    if unit.reader is not None:
        required_reading(unit, unit.cases.get(reference))
    elif not unit.cases.find(references=[reference]):
        unit.cases.get(reference)


def _is_of(duty: DeadlineView, email: str | None) -> bool:
    """Return whether a person is in charge of a duty, or nobody can say who is."""
    return email is None or email in duty.owner.emails or duty.damaged is not None


def _listed(unit: UnitOfWork, own: _Read | str, row: ListedDuty) -> DeadlineView | None:
    """Return a duty of a list; None where the reader may not read it."""
    reference, deadline = row.reference, row.deadline
    if isinstance(own, str):
        return damaged_duty(unit, reference, deadline, own) if keeps_cases(unit) else None
    if not _is_readable(own.reading, deadline):
        return None
    if isinstance(deadline, UnreadableDeadline):
        why = why_damaged(reference, "damaged_row")
        return damaged_duty(unit, reference, deadline, why)
    try:
        return deadline_view(unit, unit.definition_of(own.case), own.case, deadline)
    except Exception as error:  # noqa: BLE001 - one duty must not end a list
        return damaged_duty(unit, reference, deadline, why_unreadable(reference, error))


def _is_readable(own: Reading, deadline: Deadline) -> bool:
    if isinstance(deadline, UnreadableDeadline):
        return own.sees(DEADLINES)
    return own.sees_deadline(deadline)
