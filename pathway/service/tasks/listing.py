"""The open duties as tasks: those that a person may see, by role and agency."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date

from pathway.errors import NotFound, WrongUsage
from pathway.service.access.readers import keeps_cases
from pathway.service.cases.reading.duty_listing import listed_duties
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.deadlines import DeadlineView
from pathway.service.views.tasks import TaskView
from pathway.storage import follow_ups, tasks
from pathway.storage.cases.duty_pages import DutiesAsked
from pathway.storage.cases.places import DutyPlace
from pathway.storage.tasks import Duty, Taken
from pathway.workflows.people.roles import ROLES


def listed(
    unit: UnitOfWork,
    person: int | None,
    *,
    role: str | None,
    agency: str | None,
    mine: bool,
    references: Collection[str] | None = None,
    limit: int | None = None,
    after: DutyPlace | None = None,
) -> Iterator[TaskView]:
    """
    Yield the tasks that a person may see, the soonest first.

    Args:
        person: Their number in the directory; None for whoever keeps the installation.
        mine: Only those that they have taken on.
        references: Only those of these cases.
        limit: How many will be taken, if that is known.
        after: Where the last task of the page before was.

    Raises:
        NotFound: Nobody works for that agency.
        WrongUsage: There is no such role.
    """
    _check(unit, role, agency)
    held = tasks.taken(unit.connection)
    own_days: Mapping[Duty, date] = {}
    if person is not None:
        own_days = follow_ups.of_person(unit.connection, person)
    asked = DutiesAsked(references=references, role=role, after=after)
    if mine:
        own = {reference for (reference, _), taken in held.items() if taken.person == person}
        asked = replace(asked, references=own)
    for duty in listed_duties(unit, asked, limit):
        task = task_view(unit, duty, held, own_days)
        if not duty.damaged and not _may_see(unit, person, duty):
            continue
        if not _is_of(unit, duty, agency):
            continue
        if not mine or (person is not None and _email(unit, person) == task.holder):
            yield task


def task_view(
    unit: UnitOfWork,
    duty: DeadlineView,
    held: Mapping[Duty, Taken],
    own_days: Mapping[Duty, date],
) -> TaskView:
    """
    Return a duty as a task.

    Args:
        held: Who has taken which duty on, whether or not they may still act.
        own_days: The follow-up dates of whoever asks.
    """
    taken = held.get((duty.case, duty.id))
    holder = _email(unit, taken.person) if taken is not None else None
    # Whoever is away, barred or removed is not in charge, and has given it back by that.
    if taken is None or holder not in duty.owner.emails:
        taken = holder = None
    return TaskView(
        case=duty.case,
        id=duty.id,
        title=duty.title,
        item=duty.item,
        owner=duty.owner,
        state=duty.state,
        due=duty.due,
        days_left=duty.days_left,
        overdue=duty.overdue,
        holder=holder,
        lent_by=_email(unit, taken.lent_by) if taken is not None and taken.lent_by else None,
        follow_up_on=own_days.get((duty.case, duty.id)),
        damaged=duty.damaged,
        cursor=duty.cursor,
    )


def _check(unit: UnitOfWork, role: str | None, agency: str | None) -> None:
    if role is not None and role not in ROLES:
        raise WrongUsage(f"There is no role {role}; there are {', '.join(ROLES)}.")
    known = unit.directory.agencies()
    if agency is not None and agency not in known:
        raise NotFound("agency", agency, known, "See `pathway people list`.")


def _may_see(unit: UnitOfWork, person: int | None, duty: DeadlineView) -> bool:
    if person is None:
        return True
    posts = unit.directory_for(person).of(person)
    return keeps_cases(unit) or any(post.email in duty.owner.emails for post in posts)


def _is_of(unit: UnitOfWork, duty: DeadlineView, agency: str | None) -> bool:
    """Return whether somebody of an agency is in charge of a duty."""
    if agency in (None, duty.owner.agency):
        return True
    posts = (post for post in unit.directory.appointments if post.agency == agency)
    return any(post.email in duty.owner.emails for post in posts)


def _email(unit: UnitOfWork, number: int) -> str | None:
    person = unit.names.get(number)
    return person.email if person else None
