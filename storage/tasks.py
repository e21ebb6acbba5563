"""Tasks as rows: who has taken which duty on, and from whom."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, and_, bindparam, delete, exists, or_, select

from pathway.storage.database.conditions import deadline_is_open
from pathway.storage.database.dialects import upsert
from pathway.storage.database.tables import absence, case, deadline, person
from pathway.storage.database.task_tables import task

Duty = tuple[str, str]  # the case's reference and the deadline's id
_OPEN = exists().where(
    deadline.c.case_id == task.c.case_id, deadline.c.id == task.c.deadline, deadline_is_open
)
_AWAY = select(absence.c.person_id).where(
    absence.c.withdrawn_at.is_(None),
    absence.c.first_day <= bindparam("today"),
    absence.c.last_day >= bindparam("today"),
)
_GONE = or_(person.c.removed_at.is_not(None), task.c.person_id.in_(_AWAY))
# The duties that are taken on by somebody who cannot hold them any more.
STALE = (
    select(case.c.reference, task.c.deadline)
    .join_from(task, case)
    .join(person, person.c.id == task.c.person_id)
    .where(or_(~_OPEN, _GONE))
)


class Taken(NamedTuple):
    """
    A duty that somebody has taken on.

    Args:
        person: Their number in the directory.
        lent_by: The number of the colleague who handed it to them and gets it back; None if nobody
            did.
    """

    person: int
    lent_by: int | None
    taken_at: datetime


def taken(connection: Connection) -> dict[Duty, Taken]:
    """Return the duties that somebody has taken on, whether or not they may still act."""
    query = select(case.c.reference, task).join_from(task, case)
    rows = connection.execute(query)
    return {
        (row.reference, row.deadline): Taken(row.person_id, row.lent_by, row.taken_at)
        for row in rows
    }


def stale(connection: Connection, today: date) -> list[Duty]:
    """
    Return the duties that are taken on and have ended, or that somebody holds who is away today or
    was removed from the directory.
    """
    query = STALE.order_by(case.c.id, task.c.deadline)
    rows = connection.execute(query, {"today": today})
    return [(row.reference, row.deadline) for row in rows]


def take(connection: Connection, duty: Duty, holding: Taken) -> None:
    """Record who has a duty."""
    row = {
        "case_id": case_number(connection, duty[0]),
        "deadline": duty[1],
        "person_id": holding.person,
        "lent_by": holding.lent_by,
        "taken_at": holding.taken_at,
    }
    connection.execute(upsert(connection, task), [row])


def give_back(connection: Connection, duty: Duty) -> None:
    """Record that nobody has a duty any more."""
    held = and_(task.c.case_id == case_number(connection, duty[0]), task.c.deadline == duty[1])
    connection.execute(delete(task).where(held))


def case_number(connection: Connection, reference: str) -> int:
    """Return the number of a case's row, by which tasks name it."""
    query = select(case.c.id).where(case.c.reference == reference)
    return int(connection.execute(query).scalar_one())
