"""The directory: imported from a file, all or nothing; who is away; who has left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from pydantic import Field

from pathway.errors import ImportRefused, NotFound, WrongUsage
from pathway.service.definition_choice import definition_today
from pathway.service.people.holdings import Held, holdings
from pathway.service.people.import_faults import faults_of, roles_in
from pathway.service.people.import_files import Row
from pathway.service.transactions import UnitOfWork
from pathway.service.views.people import AbsenceView, PersonView
from pathway.service.views.shapes import View
from pathway.storage import directory
from pathway.storage.directory import Absence, Entry
from pathway.workflows.attempts.directory import Appointment
from pathway.workflows.cases.agencies import defined_agencies


@dataclass(frozen=True, slots=True)
class ColumnChange(View):
    """What a column said before, and what it says in the file."""

    from_: Annotated[str, Field(serialization_alias="from")]
    to: str


@dataclass(frozen=True, slots=True)
class PersonChange(View):
    """One row that is new or different: what changes in it, by column, from what to what."""

    email: str
    agency: str
    change: str
    fields: Mapping[str, ColumnChange]


@dataclass(frozen=True, slots=True)
class AgencyChange(View):
    """An agency that is given a name, or another one; `from_` is empty where it had none."""

    agency: str
    from_: Annotated[str, Field(serialization_alias="from")]
    to: str


@dataclass(frozen=True, slots=True)
class ImportedPeople(View):
    """
    How many rows were new, different, and the same as before; each change with what it changes.
    """

    added: int
    changed: int
    unchanged: int
    changes: tuple[PersonChange, ...] = ()
    agencies: tuple[AgencyChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Removed(View):
    """
    Who was removed.

    Args:
        agencies: From which agencies.
        left_empty: The roles that nobody holds there any more.
        held: What they held in open cases, with who is asked in their place and what to do about
            it.
    """

    email: str
    agencies: tuple[str, ...]
    left_empty: tuple[str, ...]
    held: tuple[Held, ...] = ()


def import_rows(unit: UnitOfWork, rows: Sequence[Row]) -> ImportedPeople:
    """
    Add the people of a file, or change them: a person is known by email, with one row for each
    agency.

    Nobody is taken away. In a unit that only reads, it returns what would change.

    Raises:
        ImportRefused: The file has faults; every one is listed with its row, and nothing was
            changed.
    """
    reasons = faults_of(rows)
    if reasons:
        raise ImportRefused("The file", reasons)
    entries = [_entry(row.cells) for row in rows]
    before = {(post.email.casefold(), post.agency): post for post in unit.directory.appointments}
    compared = [_change(before, entry) for entry in entries]
    changes = [change for change in compared if change is not None]
    renamed = _renamed(unit.directory.agency_names, rows)
    if unit.writes:
        directory.import_people(unit.connection, entries)
        directory.name_agencies(unit.connection, {change.agency: change.to for change in renamed})
    added = sum(change.change == "added" for change in changes)
    return ImportedPeople(
        added=added,
        changed=len(changes) - added,
        unchanged=len(entries) - len(changes),
        changes=tuple(changes),
        agencies=tuple(renamed),
    )


def listed(unit: UnitOfWork, agency: str | None = None) -> list[PersonView]:
    """
    Return everybody in the directory, or in one agency, by agency and order; the agency is named by
    its code or its display name.

    Raises:
        NotFound: No agency of that code or name is known; the nearest are named.
    """
    code = _code_of(unit, agency) if agency is not None else None
    away: dict[int, list[AbsenceView]] = {}
    for absence in directory.absences(unit.connection):
        if absence.last_day >= unit.today:
            away.setdefault(absence.person, []).append(
                AbsenceView(absence.first_day, absence.last_day)
            )
    posts = [post for post in unit.directory.appointments if code in (None, post.agency)]
    posts.sort(key=lambda post: (post.agency, post.order, post.email))
    return [_view(unit, post, away.get(post.person, [])) for post in posts]


def absent(unit: UnitOfWork, email: str, first: date, last: date) -> None:
    """
    Record that somebody is away, both days included; their mail goes to the next in each list.

    Raises:
        NotFound: Nobody has that email.
        WrongUsage: The last day lies before the first, or is past.
    """
    person = unit.person(email)
    if last < first:
        raise WrongUsage(f"The last day, {last}, lies before the first, {first}.")
    if last < unit.today:
        raise WrongUsage(f"The last day, {last}, is past; mail of that time was sent already.")
    known = directory.absences(unit.connection)
    if Absence(person, first, last) not in known:
        directory.add_absence(unit.connection, Absence(person, first, last), unit.now)


def back(unit: UnitOfWork, email: str) -> int:
    """
    Take back a person's absences of today and later, and return how many; NotFound where nobody has
    that email.
    """
    return directory.end_absences(unit.connection, unit.person(email), unit.today, unit.now)


def remove(unit: UnitOfWork, email: str, agency: str | None) -> Removed:
    """
    End what a person holds, in one agency or in all; their name stays in the history, and their
    number remains theirs.

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
        hint = f"{own[0].email} works for no other."
        raise NotFound("agency", str(agency), theirs, hint)
    left = tuple(post for post in unit.directory.appointments if post not in ending)
    after = replace(unit.directory, appointments=left)
    if unit.directory.holders("bu") and not after.holders("bu"):
        raise WrongUsage(
            "This is the last person of the business unit, to whom every alarm goes; add another first."
        )
    held = holdings(unit, person, after)
    if unit.writes and after.of(person):
        directory.remove_from(unit.connection, person, ending[0].agency)
    elif unit.writes:
        directory.remove(unit.connection, email, unit.now)
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


def agency_name(unit: UnitOfWork, code: str) -> str:
    """
    Return the name of an agency: from the directory, else from today's definition, else its code in
    words.
    """
    return unit.directory.agency_name(code, defined_agencies(definition_today(unit)))


def _code_of(unit: UnitOfWork, agency: str) -> str:
    """Return the code of a known agency, from its code or its display name."""
    wanted = agency.strip().casefold()
    directory = unit.directory
    codes = {
        *directory.agencies(),
        *directory.agency_names,
        *defined_agencies(definition_today(unit)),
    }
    by_name = {agency_name(unit, code).casefold(): code for code in codes}
    if wanted in codes:
        return wanted
    if wanted not in by_name:
        raise NotFound("agency", wanted, [*codes, *by_name], "See `pathway people list`.")
    return by_name[wanted]


def _view(unit: UnitOfWork, post: Appointment, absences: Sequence[AbsenceView]) -> PersonView:
    return PersonView(
        name=post.name,
        email=post.email,
        agency=post.agency,
        agency_name=agency_name(unit, post.agency),
        roles=post.roles,
        order=post.order,
        absent=post.person in unit.directory.absent,
        absences=tuple(absences),
    )


def _change(before: Mapping[tuple[str, str], Appointment], entry: Entry) -> PersonChange | None:
    """Return how a row differs from the directory, or None where it does not."""
    email = entry.email.casefold()
    was = before.get((email, entry.agency))
    new = _columns(entry)
    old = _columns(was) if was is not None else dict.fromkeys(new, "")
    fields = {
        name: ColumnChange(old[name], value) for name, value in new.items() if old[name] != value
    }
    if not fields:
        return None
    return PersonChange(email, entry.agency, "added" if was is None else "changed", fields)


def _columns(row: Entry | Appointment) -> dict[str, str]:
    return {"name": row.name, "roles": ";".join(row.roles), "order": str(row.order)}


def _renamed(names: Mapping[str, str], rows: Sequence[Row]) -> list[AgencyChange]:
    """
    Return the agencies that have another name in the file than in the directory; a row without a
    name changes none.
    """
    in_file: dict[str, str] = {}
    for row in rows:
        name = row.cells["agency_name"].strip()
        if name:
            in_file[row.cells["agency"]] = name
    return [
        AgencyChange(code, names.get(code, ""), name)
        for code, name in in_file.items()
        if name != names.get(code, "")
    ]


def _entry(cells: Mapping[str, str]) -> Entry:
    return Entry(
        email=cells["email"],
        name=cells["name"],
        agency=cells["agency"],
        roles=roles_in(cells["roles"]),
        order=int(cells["order"]),
    )
