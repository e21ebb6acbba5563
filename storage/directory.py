"""The directory as rows: people keep their number for life, even after they are removed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from pathway.errors import NotFound
from pathway.storage import tasks
from pathway.storage.database.dialects import hold_table, upsert
from pathway.storage.database.salvage import whole
from pathway.storage.database.tables import absence, agency, appointment, person
from pathway.workflows.attempts.directory import Appointment, Directory


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a people's file: who works for which agency, and how; lower orders come first."""

    email: str
    name: str
    agency: str
    roles: tuple[str, ...]
    order: int


class Imported(NamedTuple):
    """How many rows of a people's file were new, different, and the same as before."""

    added: int
    changed: int
    unchanged: int


class Named(NamedTuple):
    """The person that a number belongs to."""

    name: str
    email: str


class Absence(NamedTuple):
    """A person's absence from one day to another, both included."""

    person: int
    first_day: date
    last_day: date


MEMBERS = (
    select(person.c.id, person.c.email, person.c.name, appointment.c.agency, appointment.c.roles)
    .add_columns(appointment.c.position)
    .join_from(appointment, person)
    .where(person.c.removed_at.is_(None))
    .order_by(appointment.c.position, person.c.email, appointment.c.agency)
)
ABSENCES = (
    select(absence.c.person_id)
    .add_columns(absence.c.first_day, absence.c.last_day)
    .where(absence.c.withdrawn_at.is_(None))
    .order_by(absence.c.first_day, absence.c.id)
)
RENAME = (
    update(person)
    .where(person.c.id == bindparam("number"))
    .values(name=bindparam("called"), removed_at=None)
)


def hold(connection: Connection) -> None:
    """Keep others from changing the directory until the transaction ends."""
    hold_table(connection, person)


def load(connection: Connection, day: date | None = None) -> Directory:
    """
    Return everybody who may act now, lowest order first, and who is absent on a given day.

    Raises:
        VerificationFailed: A row of it was damaged.
    """
    away: set[int] = set()
    with whole("The directory"):
        for period in absences(connection):
            if day and period.first_day <= day <= period.last_day:
                away.add(period.person)
        members = tuple(appointment_of(row) for row in connection.execute(MEMBERS))
        held = {duty: holding.person for duty, holding in tasks.taken(connection).items()}
        return Directory(members, frozenset(away), agency_names(connection), held)


def appointment_of(row: Any) -> Appointment:
    """Return the appointment of a row of `MEMBERS`."""
    roles = tuple(row.roles.split(";")) if row.roles else ()
    return Appointment(
        row.id, row.email, row.name, agency=row.agency, roles=roles, order=row.position
    )


def agency_names(connection: Connection) -> dict[str, str]:
    """Return the names of agencies by code, of those that were given one."""
    return {row.code: row.name for row in connection.execute(select(agency.c.code, agency.c.name))}


def name_agencies(connection: Connection, names: Mapping[str, str]) -> None:
    """Record the names of agencies, by code."""
    rows = [{"code": code, "name": name} for code, name in names.items()]
    if rows:
        connection.execute(upsert(connection, agency), rows)


def names(connection: Connection) -> dict[int, Named]:
    """Return everybody's name and email by number, including those who were removed."""
    rows = connection.execute(select(person.c.id, person.c.name, person.c.email))
    return {row.id: Named(row.name, row.email) for row in rows}


def import_people(connection: Connection, rows: Iterable[Entry]) -> Imported:
    """
    Write the rows of a people's file and return how many were added, changed and unchanged.

    People who are in no row stay as they were; those who were removed and return keep their number.
    """
    before = {(held.email, held.agency): held for held in load(connection).appointments}
    people = _people(connection)
    counts = {"added": 0, "changed": 0, "unchanged": 0}
    for row in rows:
        email = row.email.strip().casefold()
        number = _number(connection, people, email, row.name)
        new = Appointment(
            number, email, row.name, agency=row.agency, roles=row.roles, order=row.order
        )
        old = before.get((email, row.agency))
        if old == new:
            counts["unchanged"] += 1
            continue
        counts["added" if old is None else "changed"] += 1
        connection.execute(upsert(connection, appointment), _row(new))
    return Imported(**counts)


def remove(connection: Connection, email: str, now: datetime) -> int:
    """
    End all of a person's appointments, and return their number, which stays theirs.

    Raises:
        NotFound: Nobody in the directory has that email; the nearest are named.
    """
    number = load(connection).number(email)
    if number is None:
        raise NotFound("person", email, load(connection).emails())
    connection.execute(delete(appointment).where(appointment.c.person_id == number))
    connection.execute(update(person).where(person.c.id == number).values(removed_at=now))
    return number


def remove_from(connection: Connection, number: int, agency: str) -> None:
    """End a person's appointment in one agency; those in others stay."""
    held = (appointment.c.person_id == number, appointment.c.agency == agency)
    connection.execute(delete(appointment).where(*held))


def absences(connection: Connection) -> list[Absence]:
    """Return the absences that were not withdrawn, the earliest first."""
    with whole("The directory"):
        return [Absence(*row) for row in connection.execute(ABSENCES)]


def add_absence(connection: Connection, period: Absence, now: datetime) -> None:
    """Record that a person is away."""
    row = {
        "person_id": period.person,
        "first_day": period.first_day,
        "last_day": period.last_day,
        "recorded_at": now,
    }
    connection.execute(insert(absence), row)


def end_absences(connection: Connection, number: int, day: date, now: datetime) -> int:
    """Withdraw a person's absences that last to a day or beyond it, and return how many."""
    lasting = (
        absence.c.person_id == number,
        absence.c.last_day >= day,
        absence.c.withdrawn_at.is_(None),
    )
    return connection.execute(update(absence).where(*lasting).values(withdrawn_at=now)).rowcount


def _people(connection: Connection) -> dict[str, tuple[int, str, bool]]:
    """Return each person's number, name and whether they were removed, by email."""
    rows = connection.execute(select(person))
    return {row.email: (row.id, row.name, row.removed_at is not None) for row in rows}


def _number(
    connection: Connection, people: dict[str, tuple[int, str, bool]], email: str, name: str
) -> int:
    """Return the number of the person with an email, after adding or correcting their row."""
    if email not in people:
        row = {"email": email, "name": name}
        key: Any = connection.execute(insert(person), row).inserted_primary_key
        people[email] = (key[0], name, False)
    number, called, removed = people[email]
    if called != name or removed:
        connection.execute(RENAME, {"number": number, "called": name})
        people[email] = (number, name, False)
    return number


def _row(held: Appointment) -> dict[str, Any]:
    return {
        "person_id": held.person,
        "agency": held.agency,
        "roles": ";".join(held.roles),
        "position": held.order,
    }
