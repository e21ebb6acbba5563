"""
A person's own calendar: the due dates they are in charge of, and in a file to be imported those that
were theirs and ended lately.

A program that subscribes to it drops what is not in it any more. One into which a file is imported
again moves what has moved and removes what is cancelled, because the sequence number is higher. It
is told so for 60 days, and should have read it again by then.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from pathway.notifications.writing.calendars import REFRESHED, Entry, calendar_of
from pathway.service.access.candidates import cases_with_duties_of
from pathway.service.readable import why_unreadable
from pathway.service.unit_of_work import UnitOfWork
from pathway.storage.cases.concerned import with_duties
from pathway.workflows.calendar.working_days import london_date
from pathway.workflows.history.case import Case
from pathway.workflows.history.deadline import Deadline, Owner
from pathway.workflows.people.in_charge import for_deadline, for_owner, is_shut_out

KEPT, ONE_DAY = timedelta(days=60), timedelta(days=1)
# Whoever has signed is no longer in charge, yet the duty was theirs.
WHOLE = {"partner_to_sign": "partner"}


def feed(unit: UnitOfWork, person: int, *, for_import: bool) -> bytes:
    """
    Return the calendar of the person with that number in the directory.

    Args:
        for_import: With what has ended lately, as cancelled.

    Raises:
        WrongUsage: The extra that makes calendars is not installed.
    """
    settings = unit.installation.settings
    entries: list[Entry] = []
    among = cases_with_duties_of(unit, person)
    since = unit.now - KEPT - ONE_DAY if for_import else None
    for reference in with_duties(unit.connection, among, since):
        try:
            case = unit.cases.get(reference)
            if not is_shut_out(case, person, None):
                entries += _entries(unit, case, person)
        except Exception as error:  # noqa: BLE001 - one case must not end a calendar
            why_unreadable(reference, error)
    if not for_import:
        entries = [entry for entry in entries if not entry.cancelled]
    entries.sort(key=lambda entry: (entry.due, entry.reference, entry.deadline))
    return calendar_of(
        entries,
        unit.now,
        settings.message_domain,
        settings.base_url or None,
        refreshed=REFRESHED,
    )


def _entries(unit: UnitOfWork, case: Case, person: int) -> list[Entry]:
    theirs = [
        deadline
        for deadline in case.deadlines.values()
        if _was_theirs(unit, case, deadline, person)
    ]
    # The history is read only where something has ended.
    lately: Collection[int] = ()
    if any(not deadline.is_open for deadline in theirs):
        lately = _recorded_lately(unit, case)
    kept = [deadline for deadline in theirs if deadline.is_open or deadline.closed_by in lately]
    return [_entry(unit, case, deadline, person) for deadline in kept]


def _was_theirs(unit: UnitOfWork, case: Case, deadline: Deadline, person: int) -> bool:
    """Return whether the deadline is or was the person's, by the present directory."""
    role = WHOLE.get(deadline.owner.role, deadline.owner.role)
    owner = Owner(role, deadline.owner.agency, deadline.owner.person)
    in_charge = for_owner(
        unit.definition_of(case), case, owner, directory=unit.directory, deadline=deadline
    )
    return person in {post.person for post in in_charge.people}


def _recorded_lately(unit: UnitOfWork, case: Case) -> Collection[int]:
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
    cancelled = True
    if deadline.is_open:
        owners = for_deadline(definition, case, deadline, unit.directory).people
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
