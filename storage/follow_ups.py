"""The follow-up dates of people, as rows: when each wants to be reminded of a duty."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, and_, bindparam, delete, exists, insert, literal, select
from sqlalchemy import cast as sql_cast
from sqlalchemy.types import String

from pathway.storage.database.conditions import deadline_is_open
from pathway.storage.database.mail_tables import notice
from pathway.storage.database.tables import case, deadline
from pathway.storage.database.task_tables import follow_up
from pathway.storage.tasks import Duty, case_number
from pathway.workflows.reminders.notices import FOLLOW_UP

_WRITTEN = exists().where(
    notice.c.case_id == follow_up.c.case_id,
    notice.c.deadline == follow_up.c.deadline,
    notice.c.person == follow_up.c.person_id,
    notice.c.rung == literal(FOLLOW_UP) + sql_cast(follow_up.c.day, String),
)
# The follow-up dates that have come and of which no notice is written.
DUE_FOLLOW_UPS = (
    select(case.c.reference, follow_up, deadline.c.due)
    .join_from(follow_up, case)
    .join(
        deadline,
        and_(deadline.c.case_id == follow_up.c.case_id, deadline.c.id == follow_up.c.deadline),
    )
    .where(follow_up.c.day <= bindparam("today"), deadline_is_open, ~_WRITTEN)
)


class FollowUp(NamedTuple):
    """A day on which somebody wants to be reminded of a duty, with its due day."""

    reference: str
    deadline: str
    person: int
    day: date
    due: date


def of_person(connection: Connection, number: int) -> Mapping[Duty, date]:
    """Return the follow-up dates of a person, by duty."""
    query = (
        select(case.c.reference, follow_up.c.deadline, follow_up.c.day)
        .join_from(follow_up, case)
        .where(follow_up.c.person_id == number)
    )
    return {(row.reference, row.deadline): row.day for row in connection.execute(query)}


def record(
    connection: Connection, duty: Duty, number: int, day: date | None, now: datetime
) -> None:
    """Record the day on which a person wants to be reminded of a duty; None for no day."""
    own = {
        "case_id": case_number(connection, duty[0]),
        "deadline": duty[1],
        "person_id": number,
    }
    held = and_(*(follow_up.c[name] == value for name, value in own.items()))
    connection.execute(delete(follow_up).where(held))
    if day is not None:
        connection.execute(insert(follow_up).values(**own, day=day, set_at=now))


def due(connection: Connection, today: date) -> list[FollowUp]:
    """Return the follow-up dates that have come, of open duties, of which no notice is written."""
    query = DUE_FOLLOW_UPS.order_by(case.c.id, follow_up.c.deadline, follow_up.c.person_id)
    return [
        FollowUp(row.reference, row.deadline, row.person_id, row.day, row.due)
        for row in connection.execute(query, {"today": today})
    ]
