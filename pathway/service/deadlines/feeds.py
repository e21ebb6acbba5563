"""
A person's own calendar: the due dates they are in charge of, and those that were theirs and have
ended of late.

A calendar that reads it again moves what has moved and takes out what has ended, because of the
higher number; it is told so for 60 days, and by then has read it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from pathway.notifications.writing.calendars import Entry, calendar_of
from pathway.service.transactions import UnitOfWork
from pathway.workflows.calendar.working_days import london_date
from pathway.workflows.history.case import Case, Deadline, Owner
from pathway.workflows.people.in_charge import for_deadline, for_owner

KEPT = timedelta(days=60)
# Whoever has signed is in charge no more; the signature was theirs all the same.
WHOLE = {"partner_to_sign": "partner"}


def feed(unit: UnitOfWork, person: int) -> bytes:
    """
    Return the calendar of the person with that number in the directory.

    Raises:
        WrongUsage: The extra that makes calendars is not installed.
    """
    settings = unit.installation.settings
    entries = [
        one
        for row in unit.cases.find()
        for one in _entries(unit, unit.cases.get(row.reference), person)
    ]
    entries.sort(key=lambda one: (one.due, one.reference, one.deadline))
    return calendar_of(entries, unit.now, settings.message_domain, settings.base_url or None)


def _entries(unit: UnitOfWork, case: Case, person: int) -> list[Entry]:
    theirs = [one for one in case.deadlines.values() if _was_theirs(unit, case, one, person)]
    ended = _ended_lately(unit, case) if any(not one.is_open for one in theirs) else ()
    return [
        _entry(unit, case, one, person) for one in theirs if one.is_open or one.closed_by in ended
    ]


def _was_theirs(unit: UnitOfWork, case: Case, deadline: Deadline, person: int) -> bool:
    owner = Owner(
        WHOLE.get(deadline.owner.role, deadline.owner.role),
        deadline.owner.agency,
        deadline.owner.person,
    )
    held = for_owner(unit.definition_of(case), case, owner, unit.directory, deadline)
    return person in {post.person for post in held.people}


def _ended_lately(unit: UnitOfWork, case: Case) -> Collection[int]:
    """
    Return the numbers of the events that were recorded in the last 60 days; no sealed part is
    opened.
    """
    first = unit.today - KEPT
    events = unit.cases.events(case.reference, opened=False)
    return {event.seq for event in events if london_date(event.recorded_at) >= first}


def _entry(unit: UnitOfWork, case: Case, deadline: Deadline, person: int) -> Entry:
    definition = unit.definition_of(case)
    rule = definition.deadlines.get(deadline.key)
    owners = (
        for_deadline(definition, case, deadline, unit.directory).people if deadline.is_open else ()
    )
    cancelled = person not in {post.person for post in owners}
    return Entry(
        reference=case.reference,
        deadline=deadline.id,
        duty=rule.title if rule else deadline.key,
        due=deadline.due,
        sequence=case.version,
        cancelled=cancelled,
        prompt=deadline.never_breached,
        provisional=deadline.provisional,
    )
