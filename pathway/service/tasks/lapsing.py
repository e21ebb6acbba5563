"""What the sweep does for tasks: it ends those that nobody can hold any more, and reminds people."""

from __future__ import annotations

from pathway.service.cases.notice_timing import write_notices
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.storage import follow_ups, tasks
from pathway.storage.follow_ups import FollowUp
from pathway.workflows.people.in_charge import FOLLOWER
from pathway.workflows.reminders.notices import FOLLOW_UP, Notice


def look_at_tasks(installation: Installation) -> int:
    """
    Give back the tasks of people who are away or were removed, and those whose duty has ended; write
    the reminders of follow-up dates that have come, and return how many.
    """
    with installation.reading() as unit:
        stale = tasks.stale(unit.connection, unit.today)
        due = follow_ups.due(unit.connection, unit.today)
    if not stale and not due:
        return 0
    return installation.in_transaction(_look)


def _look(unit: UnitOfWork) -> int:
    if tasks.stale(unit.connection, unit.today):
        with unit.recording("lapse", of=["task"]):
            # Asked for anew now that others wait: what was taken on in between is kept.
            for duty in tasks.stale(unit.connection, unit.today):
                tasks.give_back(unit.connection, duty)
    due = follow_ups.due(unit.connection, unit.today)
    return write_notices(unit, [_notice(follow_up) for follow_up in due])


def _notice(follow_up: FollowUp) -> Notice:
    return Notice(
        follow_up.reference,
        follow_up.deadline,
        follow_up.due,
        rung=f"{FOLLOW_UP}{follow_up.day.isoformat()}",
        event=0,
        role=FOLLOWER,
        person=follow_up.person,
    )
