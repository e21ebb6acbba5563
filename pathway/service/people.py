"""The directory: imported from a file, all or nothing; who is away; who left."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pathway.errors import ImportRefused, NotFound, Reason, WrongUsage
from pathway.service.office import Unit
from pathway.service.people_files import Row
from pathway.service.views import PersonView
from pathway.storage import directory
from pathway.storage.directory import Absence, Entry
from pathway.workflows.people import ROLES, Appointment

EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")
AGENCY = re.compile(r"[a-z0-9_]+")
SHORT = re.compile(r"[^\x00-\x1f\x7f]{1,200}")


@dataclass(frozen=True, slots=True)
class PersonChange:
    """One row that is new or different: what of it changes, by column, from what to what."""

    email: str
    agency: str
    change: str
    fields: Mapping[str, tuple[str, str]]

    def as_json(self) -> dict[str, Any]:
        """Return the shape that scripts rely on."""
        fields = {name: {"from": before, "to": after} for name, (before, after) in self.fields.items()}
        return {"email": self.email, "agency": self.agency, "change": self.change, "fields": fields}


@dataclass(frozen=True, slots=True)
class ImportedPeople:
    """How many rows were new, different, and the same as before; each change with what it changes."""

    added: int
    changed: int
    unchanged: int
    changes: tuple[PersonChange, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the shape that scripts rely on."""
        counts = {"added": self.added, "changed": self.changed, "unchanged": self.unchanged}
        return counts | {"changes": [one.as_json() for one in self.changes]}


@dataclass(frozen=True, slots=True)
class Removed:
    """Who was removed, from which agencies, and the roles that nobody holds there any more."""

    email: str
    agencies: tuple[str, ...]
    left_empty: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the shape that scripts rely on."""
        return {"email": self.email, "agencies": list(self.agencies), "left_empty": list(self.left_empty)}


def import_rows(unit: Unit, rows: Sequence[Row]) -> ImportedPeople:
    """
    Add the people of a file, or change them: a person is known by email, with one row for each agency.

    Nobody is taken away. In a unit that only reads, it says what would change.

    Raises:
        ImportRefused: The file has faults; every one is listed with its row, and nothing was changed.
    """
    reasons = [reason for row in rows for reason in (*row.faults, *_faults(row))] + _twice(rows)
    if reasons:
        raise ImportRefused("The file", reasons)
    entries = [_entry(row.cells) for row in rows]
    before = {(one.email.casefold(), one.agency): one for one in unit.directory.appointments}
    changes = [change for entry in entries if (change := _change(before, entry)) is not None]
    if unit.writes:
        directory.import_people(unit.connection, entries)
    added = sum(one.change == "added" for one in changes)
    return ImportedPeople(added, len(changes) - added, len(entries) - len(changes), tuple(changes))


def listed(unit: Unit) -> list[PersonView]:
    """Return everybody in the directory, by agency and order."""
    away: dict[int, list[tuple[date, date]]] = {}
    for one in directory.absences(unit.connection):
        if one.last_day >= unit.today:
            away.setdefault(one.person, []).append((one.first_day, one.last_day))
    found = sorted(unit.directory.appointments, key=lambda one: (one.agency, one.order, one.email))
    return [_view(one, away.get(one.person, []), one.person in unit.directory.absent) for one in found]


def absent(unit: Unit, email: str, first: date, last: date) -> None:
    """
    Write down that somebody is away, from a day to a day; their mail goes to the next in each list.

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


def back(unit: Unit, email: str) -> int:
    """Take back a person's absences of today and later, and return how many; NotFound where nobody has that email."""
    return directory.end_absences(unit.connection, unit.person(email), unit.today, unit.now)


def remove(unit: Unit, email: str, agency: str | None) -> Removed:
    """
    End what a person holds, in one agency or altogether; their name stays on the history, and their number theirs.

    Raises:
        NotFound: Nobody has that email, or they hold nothing in that agency.
        WrongUsage: They are the last of the business unit, which the alarms go to.
    """
    person = unit.person(email)
    own = unit.directory.of(person)
    ending = [one for one in own if agency in (None, one.agency)]
    if not ending:
        raise NotFound("agency", str(agency), [one.agency for one in own], f"{own[0].email} works for no other.")
    roles = {(role, one.agency) for one in ending for role in one.roles}
    if any(role == "bu" for role, _ in roles) and {one.person for one in unit.directory.holders("bu")} == {person}:
        raise WrongUsage("This is the last person of the business unit, to whom every alarm goes; add another first.")
    if len(ending) == len(own):
        directory.remove(unit.connection, email, unit.now)
    else:
        directory.remove_from(unit.connection, person, ending[0].agency)
    after = directory.load(unit.connection)
    empty = sorted(f"{role} of {where}" for role, where in roles if not after.holders(role, where))
    return Removed(own[0].email, tuple(one.agency for one in ending), tuple(empty))


def _view(one: Appointment, absences: Sequence[tuple[date, date]], is_absent: bool) -> PersonView:
    return PersonView(one.name, one.email, one.agency, one.roles, one.order, is_absent, tuple(absences))


def _change(before: Mapping[tuple[str, str], Appointment], entry: Entry) -> PersonChange | None:
    was = before.get((entry.email.casefold(), entry.agency))
    now = {"name": entry.name, "roles": ";".join(entry.roles), "order": str(entry.order)}
    old = {"name": was.name, "roles": ";".join(was.roles), "order": str(was.order)} if was else dict.fromkeys(now, "")
    fields = {name: (old[name], value) for name, value in now.items() if old[name] != value}
    change = "added" if was is None else "changed"
    return PersonChange(entry.email.casefold(), entry.agency, change, fields) if fields else None


def _faults(row: Row) -> list[Reason]:
    cells = row.cells
    unknown = [role for role in _roles(cells) if role not in ROLES]
    checks = {
        "name": "" if SHORT.fullmatch(cells["name"]) else "give a name of one line",
        "email": "" if EMAIL.fullmatch(cells["email"]) else "this is no email address",
        "agency": "" if AGENCY.fullmatch(cells["agency"]) else "an agency is a code of a-z, 0-9 and _",
        "roles": _roles_fault(cells, unknown),
        "order": "" if cells["order"].isdecimal() and int(cells["order"]) > 0 else "give a whole number from 1",
    }
    return [Reason("input", message, f"{row.where}, {name}") for name, message in checks.items() if message]


def _roles_fault(cells: Mapping[str, str], unknown: list[str]) -> str:
    if not _roles(cells):
        return "give at least one role"
    return f"there is no role {', '.join(unknown)}; there are {', '.join(ROLES)}" if unknown else ""


def _twice(rows: Sequence[Row]) -> list[Reason]:
    seen: dict[tuple[str, str], str] = {}
    reasons: list[Reason] = []
    for row in rows:
        key = (row.cells["email"].casefold(), row.cells["agency"])
        if key in seen:
            reasons.append(Reason("input", f"the same person and agency stand in {seen[key]}", row.where))
        seen.setdefault(key, row.where)
    return reasons


def _roles(cells: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(role.strip() for role in cells["roles"].split(";") if role.strip())


def _entry(cells: Mapping[str, str]) -> Entry:
    return Entry(cells["email"], cells["name"], cells["agency"], _roles(cells), int(cells["order"]))
