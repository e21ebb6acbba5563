"""Writing notices for the outbox, each with the hour from which it may be told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from pathway.service.unit_of_work import UnitOfWork
from pathway.storage.database.pipelines import Write
from pathway.storage.mail import notices as waiting_notices
from pathway.storage.mail.notices import TimedNotice
from pathway.workflows.calendar.working_days import london_time
from pathway.workflows.reminders.notices import START, Notice


def write_notices(unit: UnitOfWork, notices: Iterable[Notice]) -> int:
    """Write the notices that are not there yet, and return how many those are."""
    return waiting_notices.write(unit.connection, _all_timed(unit, notices), unit.now)


def notices_write(unit: UnitOfWork, notices: Iterable[Notice]) -> Write:
    """Return what writes the notices that are not there yet."""
    return waiting_notices.writing(unit.connection, _all_timed(unit, notices), unit.now)


def _all_timed(unit: UnitOfWork, notices: Iterable[Notice]) -> list[TimedNotice]:
    return [_timed(unit, notice) for notice in notices]


def _timed(unit: UnitOfWork, notice: Notice) -> TimedNotice:
    urgent = notice.is_urgent(unit.today, unit.calendar)
    return TimedNotice(notice, _not_before(unit, notice, urgent), urgent)


def _not_before(unit: UnitOfWork, notice: Notice, urgent: bool) -> datetime:
    """
    Return the instant from which a notice may be told. A reminder belongs in today's digest, even
    where that is late; what has just started in the next one.
    """
    if urgent:
        return unit.hours.open_from(unit.now)
    if notice.rung == START:
        return unit.hours.next_digest(unit.now)
    return unit.hours.next_digest(london_time(unit.today, 0))
