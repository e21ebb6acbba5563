"""People imported from a file, all or nothing, with what that changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pathway.errors import ImportRefused, WrongUsage
from pathway.service.people.directory import LAST_OF_BUSINESS_UNIT
from pathway.service.people.import_faults import faults_of, order_in, roles_in
from pathway.service.people.import_files import Row
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.shapes import FROM, View
from pathway.storage import directory
from pathway.storage.directory import Entry
from pathway.workflows.attempts.directory import Appointment


@dataclass(frozen=True, slots=True)
class ColumnChange(View):
    """What a column said before, and what it says in the file."""

    from_: str = field(metadata=FROM)
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
    from_: str = field(metadata=FROM)
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


def import_rows(unit: UnitOfWork, rows: Sequence[Row], by: int | None = None) -> ImportedPeople:
    """
    Add the people of a file, or change them: a person is known by email, with one row for each
    agency.

    Nobody is removed. In a unit that only reads, it returns what would change.

    Args:
        by: The number of who imports it; None for whoever keeps the installation.

    Raises:
        ImportRefused: The file has faults; every one is listed with its row, and nothing was
            changed.
        WrongUsage: Nobody would be left in the business unit.
    """
    reasons = faults_of(rows)
    if reasons:
        raise ImportRefused("The file", reasons)
    entries = [_entry(row.cells) for row in rows]
    _check_business_unit(unit, entries)
    before = {(post.email.casefold(), post.agency): post for post in unit.directory.appointments}
    compared = [_change(before, entry) for entry in entries]
    changes = [change for change in compared if change is not None]
    renamed = _renamed(unit.directory.agency_names, rows)
    if unit.writes:
        named = {change.agency: change.to for change in renamed}
        with unit.recording("import", by):
            directory.import_people(unit.connection, entries)
            directory.name_agencies(unit.connection, named)
    added = sum(change.change == "added" for change in changes)
    return ImportedPeople(
        added=added,
        changed=len(changes) - added,
        unchanged=len(entries) - len(changes),
        changes=tuple(changes),
        agencies=tuple(renamed),
    )


def _check_business_unit(unit: UnitOfWork, entries: Sequence[Entry]) -> None:
    """Raise WrongUsage where the file takes its role from the last of the business unit."""
    rows = {(entry.email.casefold(), entry.agency): "bu" in entry.roles for entry in entries}
    now = {(post.email.casefold(), post.agency) for post in unit.directory.holders("bu")}
    if now and not any(rows.values()) and not any(rows.get(post, True) for post in now):
        raise WrongUsage(LAST_OF_BUSINESS_UNIT)


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
        order=order_in(cells["order"]),
    )
