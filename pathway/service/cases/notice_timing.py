"""Writing notices into the outbox, each with the hour from which on it may be told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from pathway.notifications.hours import PostHours
from pathway.service.transactions import UnitOfWork
from pathway.storage.mail import notices as noticeboard
from pathway.storage.mail.notices import TimedNotice
from pathway.workflows.calendar.working_days import london_time
from pathway.workflows.reminders.notices import START, Notice


def write_notices(unit: UnitOfWork, notices: Iterable[Notice]) -> int:
    """Write the notices that do not stand there yet, and return how many those are."""
    return noticeboard.write(unit.connection, [_timed(unit, one) for one in notices], unit.now)


def _timed(unit: UnitOfWork, notice: Notice) -> TimedNotice:
    urgent = notice.is_urgent(unit.today, unit.calendar)
    return TimedNotice(notice, _not_before(unit.hours, unit, notice, urgent), urgent)


def _not_before(hours: PostHours, unit: UnitOfWork, notice: Notice, urgent: bool) -> datetime:
    """
    A reminder belongs to the digest of its day, also where that is late; what starts today to the
    next one.
    """
    if urgent:
        return hours.open_from(unit.now)
    return hours.next_digest(unit.now if notice.rung == START else london_time(unit.today, 0))
