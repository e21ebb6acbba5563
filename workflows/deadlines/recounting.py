"""
Counting open deadlines again with a changed calendar, in an event of the system.

The event is not a step of any definition, so that a case follows the calendar whatever its version.
"""

from __future__ import annotations

from datetime import datetime

from pathway.workflows.attempts.definition import Definition
from pathway.workflows.calendar.working_days import Calendar, london_date
from pathway.workflows.deadlines.moving import retold
from pathway.workflows.deadlines.on_record import Now
from pathway.workflows.history.case import Case
from pathway.workflows.history.changes import Changes
from pathway.workflows.history.events import Event
from pathway.workflows.history.recording import recorded

RECOUNT = "recount"


def recounted(
    definition: Definition, case: Case, calendar: Calendar, now: datetime
) -> Event | None:
    """
    Return the event that re-dates the open deadlines by that calendar, or None where none moves.

    Raises:
        CalendarUnknown: A due day lies beyond the table of bank holidays.
    """
    changes = Changes(case, case.version + 1, london_date(now))
    event = Now(changes.seq, changes.on)
    for deadline in case.duties.counted_otherwise(calendar.version):
        members = retold(definition, changes, deadline, calendar=calendar, now=event)
        if members:
            changes.set_deadline(deadline.id, members)
    if not changes.patch:
        return None
    return recorded(changes, RECOUNT, now, definition=case.definition)
