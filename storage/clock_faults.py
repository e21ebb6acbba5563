"""What a clock that ran ahead has written: rows that say they were written later than it is now."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, false, func, select, true, update

from pathway.storage.database.mail_conditions import message_is_due, notice_is_unaddressed
from pathway.storage.database.mail_tables import message, notice
from pathway.storage.database.tables import absence, case, closed_day, definition

WRITTEN = {
    "absences": absence.c.recorded_at,
    "closed days": closed_day.c.added_at,
    "definitions": definition.c.loaded_at,
    "messages": message.c.created_at,
    "notices": notice.c.created_at,
}

# When the last of the mail that waits was written.
LAST_NOTICE = select(func.max(notice.c.created_at)).where(notice_is_unaddressed).scalar_subquery()
LAST_MESSAGE = select(func.max(message.c.created_at)).where(message_is_due).scalar_subquery()


def cases_after(connection: Connection, instant: datetime) -> list[str]:
    """Return the references of the cases whose last event was recorded after an instant."""
    query = select(case.c.reference).where(case.c.recorded_at > instant).order_by(case.c.id)
    return list(connection.scalars(query))


def counts_after(connection: Connection, instant: datetime) -> dict[str, int]:
    """Return how many rows of each kind say that they were written after an instant, if any do."""
    counts = {
        name: connection.execute(select(func.count()).where(written > instant)).scalar_one()
        for name, written in WRITTEN.items()
    }
    return {name: count for name, count in counts.items() if count}


def has_mail_after(connection: Connection, instant: datetime) -> bool:
    """Return whether mail waits that was written after an instant."""
    last = connection.execute(select(LAST_NOTICE, LAST_MESSAGE)).one()
    return any(written is not None and written > instant for written in last)


def pull_mail_back(
    connection: Connection, instant: datetime, now: datetime, not_before: datetime
) -> None:
    """
    Let mail that was written after an instant wait for no later hour than if it were written now.

    Args:
        not_before: From when notices may be told that are not urgent.
    """
    for urgent, first in ((true(), now), (false(), not_before)):
        connection.execute(
            update(notice)
            .where(notice_is_unaddressed, notice.c.created_at > instant, notice.c.urgent == urgent)
            .values(created_at=now, not_before=first)
        )
    connection.execute(
        update(message)
        .where(message_is_due, message.c.created_at > instant)
        .values(created_at=now, next_attempt_at=now)
    )
