"""The directory as rows: people keep their number for life, also after they were removed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from pathway.errors import NotFound
from pathway.storage.database.dialects import upsert
from pathway.storage.database.tables import absence, agency, appointment, person
from pathway.workflows.attempts.directory import Appointment, Directory


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a people's file: who works for which agency, in which roles, lower order first."""

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
    """Who a number stands for."""

    name: str
    email: str


class Absence(NamedTuple):
    """Somebody is away, from a day to a day, both included."""

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
    select(absence.c.person_id, absence.c.first_day, absence.c.last_day)
    .where(absence.c.withdrawn_at.is_(None))
    .order_by(absence.c.first_day, absence.c.id)
)
RENAME = (
    update(person)
    .where(person.c.id == bindparam("number"))
    .values(name=bindparam("called"), removed_at=None)
)


def load(connection: Connection, day: date | None = None) -> Directory:
    """Return everybody who may act now, lowest order first; with a day, who is absent on it."""
    away = frozenset(
        one.person for one in absences(connection) if day and one.first_day <= day <= one.last_day
    )
    members = tuple(_appointment(row) for row in connection.execute(MEMBERS))
    return Directory(members, away, agency_names(connection))


def agency_names(connection: Connection) -> dict[str, str]:
    """Return what agencies are called, by code; only those that were given a name."""
    return {row.code: row.name for row in connection.execute(select(agency.c.code, agency.c.name))}


def name_agencies(connection: Connection, names: Mapping[str, str]) -> None:
    """Write down what agencies are called, by code."""
    rows = [{"code": code, "name": name} for code, name in names.items()]
    if rows:
        connection.execute(upsert(connection, agency), rows)


def names(connection: Connection) -> dict[int, Named]:
    """Return name and email of everybody by number, those who were removed included."""
    rows = connection.execute(select(person.c.id, person.c.name, person.c.email))
    return {row.id: Named(row.name, row.email) for row in rows}


def import_people(connection: Connection, rows: Iterable[Entry]) -> Imported:
    """
    Write the rows of a people's file and return how many were added, changed and unchanged.

    Who stands in no row stays as they were; who was removed and comes back has the old number.
    """
    before = {(one.email, one.agency): one for one in load(connection).appointments}
    people = _people(connection)
    counts = {"added": 0, "changed": 0, "unchanged": 0}
    for row in rows:
        email = row.email.strip().casefold()
        number = _number(connection, people, email, row.name)
        now = Appointment(number, email, row.name, row.agency, row.roles, row.order)
        was = before.get((email, row.agency))
        counts["added" if was is None else "unchanged" if was == now else "changed"] += 1
        if was != now:
            connection.execute(upsert(connection, appointment), _row(now))
    return Imported(**counts)


def remove(connection: Connection, email: str, now: datetime) -> int:
    """
    End everything a person holds, and return their number, which stays theirs.

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
    """End what a person holds in one agency; they stay in the others."""
    mine = (appointment.c.person_id == number, appointment.c.agency == agency)
    connection.execute(delete(appointment).where(*mine))


def absences(connection: Connection) -> list[Absence]:
    """Return every absence that was not taken back, the earliest first."""
    return [Absence(*row) for row in connection.execute(ABSENCES)]


def add_absence(connection: Connection, one: Absence, now: datetime) -> None:
    """Write down that a person is away."""
    row = {
        "person_id": one.person,
        "first_day": one.first_day,
        "last_day": one.last_day,
        "recorded_at": now,
    }
    connection.execute(insert(absence), row)


def end_absences(connection: Connection, number: int, day: date, now: datetime) -> int:
    """
    Take back a person's absences that last to that day or beyond, and return how many those were.
    """
    lasting = (
        absence.c.person_id == number,
        absence.c.last_day >= day,
        absence.c.withdrawn_at.is_(None),
    )
    return connection.execute(update(absence).where(*lasting).values(withdrawn_at=now)).rowcount


def _people(connection: Connection) -> dict[str, tuple[int, str, bool]]:
    """Return number, name and whether they were removed, by email."""
    rows = connection.execute(select(person))
    return {row.email: (row.id, row.name, row.removed_at is not None) for row in rows}


def _number(
    connection: Connection, people: dict[str, tuple[int, str, bool]], email: str, name: str
) -> int:
    """
    Return the number of the person with that email, written or put right where that is needed.
    """
    if email not in people:
        key: Any = connection.execute(
            insert(person), {"email": email, "name": name}
        ).inserted_primary_key
        people[email] = (key[0], name, False)
    number, called, removed = people[email]
    if called != name or removed:
        connection.execute(RENAME, {"number": number, "called": name})
        people[email] = (number, name, False)
    return number


def _appointment(row: Any) -> Appointment:
    roles = tuple(row.roles.split(";")) if row.roles else ()
    return Appointment(row.id, row.email, row.name, row.agency, roles, row.position)


def _row(one: Appointment) -> dict[str, Any]:
    return {
        "person_id": one.person,
        "agency": one.agency,
        "roles": ";".join(one.roles),
        "position": one.order,
    }
