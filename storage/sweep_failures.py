"""Cases that the sweep could not process, kept until it can."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from pathway.storage.database.dialects import insert_or_ignore
from pathway.storage.database.tables import case, failure, watch


@dataclass(frozen=True, slots=True)
class Unswept:
    """A case that the sweep failed on: why, how often, and since when."""

    reference: str
    code: str
    times: int
    first_at: datetime
    last_at: datetime


def failed(connection: Connection, reference: str, code: str, now: datetime) -> None:
    """Record one more failure to sweep a case."""
    case_id = select(case.c.id).where(case.c.reference == reference).scalar_subquery()
    row = {"code": code, "times": 0, "first_at": now, "last_at": now}
    connection.execute(insert_or_ignore(connection, failure).values(case_id=case_id), row)
    again = update(failure).where(failure.c.case_id == case_id)
    connection.execute(again.values(code=code, times=failure.c.times + 1, last_at=now))


def mend(connection: Connection, references: Collection[str]) -> None:
    """Forget the failures of cases, since they were swept."""
    swept = select(case.c.id).where(case.c.reference.in_(references))
    if references:
        connection.execute(delete(failure).where(failure.c.case_id.in_(swept)))


def listed(connection: Connection) -> list[Unswept]:
    """
    Return the cases that failed when they were last swept, in the order in which they were opened.
    """
    query = (
        select(
            case.c.reference, failure.c.code, failure.c.times, failure.c.first_at, failure.c.last_at
        )
        .join_from(failure, case)
        .order_by(failure.c.case_id)
    )
    return [Unswept(*row) for row in connection.execute(query)]


def is_behind(connection: Connection, now: datetime) -> bool:
    """Return whether a deadline is still to be looked at by an instant, failing cases aside."""
    failing = select(failure.c.case_id)
    waiting = (
        select(watch.c.case_id)
        .where(watch.c.look_at <= now, watch.c.case_id.not_in(failing))
        .limit(1)
    )
    return connection.scalar(waiting) is not None
