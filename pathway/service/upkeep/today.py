"""
What needs attention today: duties, what corrections left, what keeps Pathway from working, and new
cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from itertools import islice
from typing import TypeVar

from pathway.errors import WrongUsage
from pathway.service.access.candidates import candidates
from pathway.service.access.readers import keeps_cases, note_read, read_as, reading
from pathway.service.cases.reading.cases import finding_views
from pathway.service.cases.reading.duty_listing import listed_duties
from pathway.service.cases.reading.listing import SUMMARY, UNCLOSED, shown
from pathway.service.readable import readable
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.upkeep.damage import unreadable_cases
from pathway.service.upkeep.doctor import examine
from pathway.service.views.case_summaries import CaseSummary
from pathway.service.views.deadlines import DeadlineView
from pathway.service.views.today import AttentionView, CaseFindingView
from pathway.storage.cases.duty_pages import DutiesAsked
from pathway.storage.cases.pages import NEWEST, PageAsked, page_of

SOON = 5  # working days
ONE_DAY = timedelta(days=1)
NEW_FOR = timedelta(days=7)
MOST_NEW = 20
CASES_AT_ONCE = 50
Entry = TypeVar("Entry")


def attention(
    installation: Installation, by: str | None, limit: int | None, *, duties: bool
) -> AttentionView:
    """
    Return what needs attention today, of what the person who asks may read; needs no key.

    Args:
        limit: At most so many entries of each list; None for all.
        duties: With duties and new cases; else they are left empty.

    Raises:
        WrongUsage: The limit is less than one.
    """
    if limit is not None and limit < 1:
        raise WrongUsage(f"A list has at least one entry, not {limit}.")
    # `examine` opens a transaction of its own.
    warnings = [diagnosis for diagnosis in examine(installation) if diagnosis.level != "ok"]
    with installation.reading() as unit:
        read_as(unit, by)
        note_read(unit, "", "status", "deadlines")
        today = unit.today
        late, now, soon = _all_duties(unit, limit) if duties else ([], [], [])
        left = _cut(_findings(unit), limit)
        damaged = sorted({duty.case for duty in (*late, *now, *soon) if duty.damaged})
        # The count of findings says nothing where they are all listed.
        if limit is None or len(left) <= limit:
            warnings = [diagnosis for diagnosis in warnings if diagnosis.what != "findings"]
        lists: Mapping[str, Sequence[object]] = {
            "overdue": late,
            "due_today": now,
            "due_soon": soon,
            "findings": left,
        }
        return AttentionView(
            today=today,
            overdue=tuple(late[:limit]),
            due_today=tuple(now[:limit]),
            due_soon=tuple(soon[:limit]),
            findings=tuple(left[:limit]),
            warnings=(*warnings, *unreadable_cases(damaged)) if keeps_cases(unit) else (),
            opened=tuple(_opened(unit)) if duties else (),
            more=tuple(name for name, own in lists.items() if limit and len(own) > limit),
        )


def _all_duties(unit: UnitOfWork, limit: int | None) -> tuple[list[DeadlineView], ...]:
    """Return the duties that are overdue, due today, and due soon."""
    today = unit.today
    return (
        _duties(unit, None, today, limit=limit, overdue=True),
        _duties(unit, today, today, limit=limit),
        _duties(unit, today + ONE_DAY, unit.calendar.add(today, SOON), limit=limit),
    )


def _duties(
    unit: UnitOfWork,
    first: date | None,
    last: date,
    *,
    limit: int | None,
    overdue: bool = False,
) -> list[DeadlineView]:
    """
    Return the open duties that are due from one day to another and are not suspended, the soonest
    first; one more than the limit where there are more.

    Args:
        overdue: Only those that are overdue.
    """
    asked = DutiesAsked(due_from=first, due_to=last)
    # With the one that tells that there are more, so that no further page is read for it.
    taken = limit + 1 if limit is not None else None
    duties = (duty for duty in listed_duties(unit, asked, taken) if duty.suspended_on is None)
    return _cut((duty for duty in duties if duty.overdue or not overdue), limit)


def _findings(unit: UnitOfWork) -> Iterator[CaseFindingView]:
    """Yield what corrections left to be dealt with, of the cases whose summary may be read."""
    last: str | None = None
    while references := [*unit.cases.with_findings(CASES_AT_ONCE, last)]:
        for case in readable(unit, references).values():
            if reading(unit, case).sees("summary"):
                for finding in finding_views(case):
                    yield CaseFindingView(case=case.reference, **asdict(finding))
        last = references[-1]


def _opened(unit: UnitOfWork) -> Iterable[CaseSummary]:
    """Return the cases that were opened lately and are not closed, the newest first."""
    asked = PageAsked(within=UNCLOSED, among=[candidates(unit)], sort=NEWEST, limit=MOST_NEW)
    rows = page_of(unit.connection, asked)
    return shown(unit, [row for row in rows if row.opened_on > unit.today - NEW_FOR], SUMMARY)


def _cut(entries: Iterable[Entry], limit: int | None) -> list[Entry]:
    """Return as many entries, and one more to tell that there are more."""
    return list(islice(entries, None if limit is None else limit + 1))
