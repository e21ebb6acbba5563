"""The directory: who is in it, who is away, who has left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from pathway.errors import NotFound, WrongUsage
from pathway.service.people.agency_names import agency_name
from pathway.service.people.holdings import Held, holdings
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.people import PersonView
from pathway.service.views.shapes import View
from pathway.storage import directory
from pathway.storage.directory import Absence
from pathway.storage.identity import sessions, tokens

LAST_OF_BUSINESS_UNIT = (
    "This is the last person of the business unit, to whom every alarm goes; add another first."
)


@dataclass(frozen=True, slots=True)
class Removed(View):
    """
    Who was removed from the directory, and what that leaves.

    Args:
        agencies: The agencies from which they were removed.
        left_empty: The roles that nobody holds there any longer.
        held: What they held in open cases, who is asked instead, and what to do about it.
    """

    email: str
    agencies: tuple[str, ...]
    left_empty: tuple[str, ...]
    held: tuple[Held, ...] = ()


def posts_of(unit: UnitOfWork, person: int) -> list[PersonView]:
    """
    Return a person's places in the directory, with the roles in which they act; without absences.
    """
    away = person in unit.directory.absent
    return [
        PersonView(
            name=post.name,
            email=post.email,
            agency=post.agency,
            agency_name=agency_name(unit, post.agency),
            roles=post.roles,
            order=post.order,
            absent=away,
            absences=(),
        )
        for post in unit.directory_for(person).of(person)
    ]


def absent(unit: UnitOfWork, email: str, first: date, last: date, *, by: int | None = None) -> None:
    """
    Record that somebody is away, both days included; their mail goes to the next in each list.

    Args:
        by: The number of who records it; None for whoever keeps the installation.

    Raises:
        NotFound: Nobody has that email.
        WrongUsage: The last day is before the first, or is past.
    """
    person = unit.person(email)
    if last < first:
        raise WrongUsage(f"The last day, {last}, is before the first, {first}.")
    if last < unit.today:
        raise WrongUsage(f"The last day, {last}, has passed; its mail has already been sent.")
    known = directory.absences(unit.connection)
    if Absence(person, first, last) not in known:
        with unit.recording("absent", by):
            directory.add_absence(unit.connection, Absence(person, first, last), unit.now)


def back(unit: UnitOfWork, email: str, by: int | None = None) -> int:
    """
    Take back a person's absences of today and later, and return how many; NotFound where nobody has
    that email.
    """
    person = unit.person(email)
    with unit.recording("back", by):
        return directory.end_absences(unit.connection, person, unit.today, unit.now)


def remove(unit: UnitOfWork, email: str, agency: str | None, by: int | None = None) -> Removed:
    """
    End what a person holds, in one agency or in all; their name stays in the history, and their
    number remains theirs. With the last of it their tokens and sessions end.

    In a unit that only reads, it returns what would follow.

    Raises:
        NotFound: Nobody has that email, or they hold nothing in that agency.
        WrongUsage: They are the last of the business unit, which the alarms go to.
    """
    person = unit.person(email)
    own = unit.directory.of(person)
    ending = [post for post in own if agency in (None, post.agency)]
    if not ending:
        theirs = [post.agency for post in own]
        hint = f"{own[0].email} works for no other agency."
        raise NotFound("agency", str(agency), theirs, hint)
    left = tuple(post for post in unit.directory.appointments if post not in ending)
    after = replace(unit.directory, appointments=left)
    if unit.directory.holders("bu") and not after.holders("bu"):
        raise WrongUsage(LAST_OF_BUSINESS_UNIT)
    held = holdings(unit, person, after)
    if unit.writes:
        with unit.recording("remove", by):
            if after.of(person):
                directory.remove_from(unit.connection, person, ending[0].agency)
            else:
                directory.remove(unit.connection, email, unit.now)
                tokens.revoke_all(unit.connection, person, unit.now, by)
                sessions.end_all(unit.connection, person, unit.now)
    left_empty: set[str] = set()
    for post in ending:
        for role in post.roles:
            if not after.holders(role, post.agency):
                left_empty.add(f"{role} of {post.agency}")
    return Removed(
        email=own[0].email,
        agencies=tuple(post.agency for post in ending),
        left_empty=tuple(sorted(left_empty)),
        held=tuple(held),
    )
