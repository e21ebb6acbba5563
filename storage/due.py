"""What a sweep looks for before anything else: whether there is anything for it to do."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection, bindparam, or_, select

from pathway.storage.clock_faults import MESSAGES_AFTER, NOTICES_AFTER
from pathway.storage.database.conditions import notice_is_unaddressed
from pathway.storage.database.mail_tables import notice
from pathway.storage.database.tables import watch
from pathway.storage.tasks import DUE_FOLLOW_UPS, STALE

WATCHED = select(watch.c.case_id).where(watch.c.look_at <= bindparam("now"))
UNADDRESSED = select(notice.c.id).where(
    notice_is_unaddressed, notice.c.not_before <= bindparam("now")
)
EACH = (WATCHED, UNADDRESSED, NOTICES_AFTER, MESSAGES_AFTER, STALE, DUE_FOLLOW_UPS)
ANYTHING = select(or_(*(query.exists() for query in EACH)))


def is_anything_due(
    connection: Connection, now: datetime, today: date, *, instant: datetime
) -> bool:
    """
    Return whether a deadline is to be looked at, a notice may be told, a task is to be given back, or
    somebody's own date has come.

    Args:
        instant: What was written after it was written by a clock that ran ahead, and is looked at too.
    """
    values = {"now": now, "today": today, "instant": instant}
    return bool(connection.execute(ANYTHING, values).scalar())
