"""
The sweep: breaches are recorded, reminders and escalations written.

It looks only at deadlines whose next look is due, case by case and each in a transaction of its
own, so that a case that fails stops no other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from pathway import logs
from pathway.errors import DatabaseBusy
from pathway.measures import CASE, CLAIMS_LOST
from pathway.progress import Progress, no_progress
from pathway.service.cases.notice_timing import write_notices
from pathway.service.cases.saving import save
from pathway.service.cases.taken import Taken
from pathway.service.cases.taking import breach, overdue_deadlines, recount
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.shapes import View
from pathway.storage import sweep_failures
from pathway.workflows.reminders.ladders import next_look, notices_on

PAGE = 100
# How many breaches are recorded in one transaction, for which other writers wait,
# and how many such transactions a sweep gives to one case.
SLICE, MAX_SLICES = 20, 100


@dataclass(frozen=True, slots=True)
class Swept(View):
    """
    What a sweep did.

    Args:
        cases: How many cases it looked at.
        breaches: How many breaches it recorded.
        notices: How many notices it wrote.
        messages: How many messages it made.
        failed: How many cases it could not sweep.
    """

    cases: int = 0
    breaches: int = 0
    notices: int = 0
    messages: int = 0
    failed: int = 0

    def plus(self, other: Swept) -> Swept:
        """Return the sum of both."""
        return Swept(
            cases=self.cases + other.cases,
            breaches=self.breaches + other.breaches,
            notices=self.notices + other.notices,
            messages=self.messages + other.messages,
            failed=self.failed + other.failed,
        )


@dataclass(frozen=True, slots=True)
class Part:
    """What one transaction did in a case, and whether there is more to do."""

    swept: Swept
    has_more: bool = False


def sweep(installation: Installation, progress: Progress = no_progress) -> Swept:
    """
    Look at every deadline whose next look is due, and return what that did; messages are made
    afterwards, by `make_messages`.

    Several workers share the cases: what another one holds is left to it, and waited for at the
    end, so that after a sweep nothing is left to look at but what failed.
    """
    done = Swept()
    last: str | None = None
    held: list[str] = []
    while page := _page(installation, last):
        for reference in page:
            swept = _swept(installation, reference, wait=False)
            if swept is None:
                installation.tally.count(CLAIMS_LOST, CASE)
                held.append(reference)
            else:
                done = done.plus(swept)
            progress(done.cases, None)
        last = _last(installation, page)
    for reference in held:
        done = done.plus(_swept(installation, reference, wait=True) or Swept())
    return done


def _page(installation: Installation, after: str | None) -> list[str]:
    with installation.reading() as unit:
        watched = unit.cases.watched(unit.now, after=after, limit=PAGE)
        return sorted({reference for reference, _ in watched})


def _swept(installation: Installation, reference: str, *, wait: bool) -> Swept | None:
    """
    Sweep one case, and return what that did; None where another worker holds it.

    Any failure is logged, kept and counted, and the case is looked at again next time.
    """
    done = Swept()
    try:
        part = installation.in_transaction(lambda unit: _begin_case(unit, reference, wait))
        while part is not None and part.has_more and done.cases < MAX_SLICES:
            done = done.plus(part.swept)
            part = installation.in_transaction(lambda unit: _sweep_case(unit, reference))
        return None if part is None else replace(done.plus(part.swept), cases=part.swept.cases)
    except DatabaseBusy as error:
        logs.warning("sweep.busy", case=reference, error=error.code)
    except Exception as error:  # noqa: BLE001 - one case must not keep the sweep from all others
        code = getattr(error, "code", type(error).__name__)
        logs.error("sweep.failed", case=reference, error=code)
        installation.in_transaction(
            lambda unit: sweep_failures.failed(unit.connection, reference, code, unit.now)
        )
    return replace(done, cases=1, failed=1)


def _begin_case(unit: UnitOfWork, reference: str, wait: bool) -> Part | None:
    """
    Return what was done, or None where another worker holds the case; nothing is done where that
    worker has done it already.
    """
    if not unit.cases.lock(reference, wait=wait):
        return None
    if not unit.cases.is_watched(reference, unit.now):
        return Part(Swept())
    return _sweep_case(unit, reference)


def _sweep_case(unit: UnitOfWork, reference: str) -> Part:
    """Record breaches, no more than others can wait for; with the last of them write notices."""
    unit.cases.lock(reference)
    case = unit.cases.get(reference)
    definition = unit.definition_of(case)
    taken = Taken(definition, case, case)
    recount(unit, taken)
    overdue = overdue_deadlines(taken.after, unit.now)
    for deadline in overdue[:SLICE]:
        breach(unit, taken, deadline)
    if len(overdue) > SLICE:
        notices = len(taken.notices)
        save(unit, [taken])
        return Part(Swept(cases=1, breaches=SLICE, notices=notices), has_more=True)
    for deadline in taken.after.open_deadlines():
        taken.notices += notices_on(
            definition, taken.after, deadline, calendar=unit.calendar, today=unit.today
        )
    notices = _save(unit, taken)
    sweep_failures.mended(unit.connection, reference)
    return Part(Swept(cases=1, breaches=len(overdue), notices=notices))


def _save(unit: UnitOfWork, taken: Taken) -> int:
    unit.hold_calendar()
    looks: dict[str, datetime | None] = {
        deadline.id: next_look(taken.definition, deadline, unit.calendar, unit.now)
        for deadline in taken.after.open_deadlines()
    }
    if taken.events:
        save(unit, [replace(taken, notices=[])])
    unit.cases.look(taken.after.reference, looks)
    return write_notices(unit, taken.notices)


def _last(installation: Installation, page: list[str]) -> str:
    """
    Return the case of the page that was opened last: pages are in the order in which cases were
    opened.
    """
    with installation.reading() as unit:
        return unit.cases.find(references=page)[-1].reference
