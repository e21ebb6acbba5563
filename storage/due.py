"""What a sweep looks for before anything else: whether there is anything for it to do."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, func, or_, select

from pathway.storage.clock_faults import LAST_MESSAGE, LAST_NOTICE
from pathway.storage.database.mail_conditions import notice_is_unaddressed
from pathway.storage.database.mail_tables import notice
from pathway.storage.database.tables import setting, watch
from pathway.storage.database.task_tables import follow_up, task
from pathway.storage.follow_ups import DUE_FOLLOW_UPS
from pathway.storage.tasks import STALE

CLOCK = select(setting.c.value).where(setting.c.name == "clock").scalar_subquery()
NEXT_LOOK = select(func.min(watch.c.look_at)).scalar_subquery()
NEXT_NOTICE = select(func.min(notice.c.not_before)).where(notice_is_unaddressed).scalar_subquery()
NEXT_FOLLOW_UP = select(func.min(follow_up.c.day)).scalar_subquery()
# Of one table each, since what has to be joined is asked for only where there is something to join;
# and of the first or last of its rows, which an index has, whatever plan is kept.
SIGHT = select(
    CLOCK,
    or_(
        NEXT_LOOK <= bindparam("now"),
        NEXT_NOTICE <= bindparam("now"),
        LAST_NOTICE > bindparam("instant"),
        LAST_MESSAGE > bindparam("instant"),
    ),
    or_(select(task.c.case_id).exists(), NEXT_FOLLOW_UP <= bindparam("today")),
)
OF_TASKS = select(or_(STALE.exists(), DUE_FOLLOW_UPS.exists()))


class Sight(NamedTuple):
    """
    What a look found.

    Args:
        clock: What the clock of a rehearsal shows; None where the database is none.
        is_due: A deadline is to be looked at, a notice may be told, or mail waits that a clock which
            ran ahead has written.
        has_tasks: Somebody has taken a duty on, or their own date has come, which may be done with.
    """

    clock: str | None
    is_due: bool
    has_tasks: bool


def look(connection: Connection, now: datetime, today: date, *, instant: datetime) -> Sight:
    """
    Return what there may be for a sweep to do, in one query.

    Args:
        instant: What was written after it was written by a clock that ran ahead.
    """
    values = {"now": now, "today": today, "instant": instant}
    clock, is_due, has_tasks = connection.execute(SIGHT, values).one()
    return Sight(clock, bool(is_due), bool(has_tasks))


def is_task_due(connection: Connection, today: date) -> bool:
    """Return whether a task is to be given back, or somebody is to be told of their own date."""
    return bool(connection.execute(OF_TASKS, {"today": today}).scalar())
