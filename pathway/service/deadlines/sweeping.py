"""
The sweep: breaches are recorded, reminders and escalations written.

It looks only at deadlines whose next look is due. A few cases share a transaction; where one of them
fails, each is swept in a transaction of its own, so that a case that fails stops no other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from pathway import logs
from pathway.errors import DatabaseBusy
from pathway.measures import CASE, CLAIMS_LOST
from pathway.progress import Progress, no_progress
from pathway.service.cases.notice_timing import write_notices
from pathway.service.cases.saving import save, save_case
from pathway.service.cases.taken import Taken
from pathway.service.cases.taking import breach, overdue_deadlines, recount
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.shapes import View
from pathway.storage import sweep_failures
from pathway.workflows.history.case import Case
from pathway.workflows.reminders.ladders import next_look, notices_on
from pathway.workflows.reminders.notices import Notice

PAGE = 100
# How many cases share a transaction, and how many breaches are recorded in it, for which other
# writers wait; and how many such transactions a sweep gives to one case.
CASES_AT_ONCE, SLICE, MAX_SLICES = 10, 50, 40


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


@dataclass
class Part:
    """
    What one transaction did in some of the cases that are waiting.

    Args:
        held: The cases that another worker holds.
        unfinished: The case in which there is more to do.
        passed: How many of the cases have had their turn.
        notices: Those that are still to be written, of all cases together.
        mended: The cases that were swept to the end, and fail no more.
    """

    swept: Swept = field(default_factory=Swept)
    held: list[str] = field(default_factory=list[str])
    unfinished: str | None = None
    passed: int = 0
    notices: list[Notice] = field(default_factory=list[Notice])
    mended: list[str] = field(default_factory=list[str])

    def has_room(self, breaches: int) -> bool:
        """Return whether so many more breaches may be recorded; in one case as many as it takes."""
        return not self.swept.cases or self.swept.breaches + breaches <= SLICE


@dataclass(frozen=True, slots=True)
class Watched:
    """
    A case that is waiting.

    Args:
        looks: How many of its deadlines are to be looked at.
    """

    reference: str
    looks: int


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
        last = page[-1].reference
        while page:
            part = _next_part(installation, _fitting(page))
            done = done.plus(part.swept)
            held += part.held
            page = page[part.passed :]
            progress(done.cases, None)
    for reference in held:
        done = done.plus(_swept(installation, reference))
    return done


def _page(installation: Installation, after: str | None) -> list[Watched]:
    with installation.reading() as unit:
        watched = unit.cases.watched(unit.now, after=after, limit=PAGE)
    counts = Counter(reference for reference, _ in watched)
    return [Watched(reference, looks) for reference, looks in counts.items()]


def _fitting(page: Sequence[Watched]) -> list[str]:
    """
    Return the first cases of a page that are likely to fit into a transaction: one whose breaches
    do not is locked and decided in vain.
    """
    fitting, looks = [page[0].reference], page[0].looks
    for case in page[1:CASES_AT_ONCE]:
        looks += case.looks
        if looks > SLICE:
            break
        fitting.append(case.reference)
    return fitting


def _next_part(installation: Installation, references: Sequence[str]) -> Part:
    """
    Sweep cases together, as many as fit into a transaction; where one of them fails, the first by
    itself.
    """
    try:
        part = installation.in_transaction(lambda unit: _sweep_some(unit, references))
    except Exception:  # noqa: BLE001 - whichever failed is named when it is swept by itself
        return Part(_swept(installation, references[0]), passed=1)
    for _ in part.held:
        installation.tally.count(CLAIMS_LOST, CASE)
    if part.unfinished is not None:
        more = _swept(installation, part.unfinished)
        part.swept = part.swept.plus(replace(more, cases=0))
    return part


def _swept(installation: Installation, reference: str) -> Swept:
    """
    Sweep one case, and return what that did; whoever holds it is waited for.

    Any failure is logged, kept and counted, and the case is looked at again next time.
    """
    done = Swept()
    try:
        for _ in range(MAX_SLICES):
            part = installation.in_transaction(
                lambda unit: _sweep_some(unit, [reference], wait=True)
            )
            done = done.plus(part.swept)
            if part.unfinished is None:
                break
    except DatabaseBusy as error:
        logs.warning("sweep.busy", case=reference, error=error.code)
        return replace(done, cases=1, failed=1)
    except Exception as error:  # noqa: BLE001 - one case must not keep the sweep from all others
        code = getattr(error, "code", type(error).__name__)
        logs.error("sweep.failed", case=reference, error=code)
        installation.in_transaction(
            lambda unit: sweep_failures.failed(unit.connection, reference, code, unit.now)
        )
        return replace(done, cases=1, failed=1)
    return replace(done, cases=min(done.cases, 1))


def _sweep_some(unit: UnitOfWork, references: Sequence[str], *, wait: bool = False) -> Part:
    """Sweep cases as long as others can wait for the transaction to end."""
    part = Part()
    for reference in references:
        case = unit.cases.claim(reference, unit.now, wait=wait)
        if case is None:
            part.held.append(reference)
        elif not _sweep_case(unit, case, part):
            break
        part.passed += 1
        if part.unfinished is not None:
            break
    sweep_failures.mend(unit.connection, part.mended)
    part.swept = part.swept.plus(Swept(notices=write_notices(unit, part.notices)))
    return part


def _sweep_case(unit: UnitOfWork, case: Case, part: Part) -> bool:
    """
    Record breaches, and with the last of them have notices written; return whether there was room
    for them.
    """
    taken = Taken(unit.definition_of(case), case, case)
    recount(unit, taken)
    overdue = overdue_deadlines(taken.after, unit.now)
    if not part.has_room(len(overdue)):
        return False
    for deadline in overdue[:SLICE]:
        breach(unit, taken, deadline)
    part.swept = part.swept.plus(Swept(cases=1, breaches=min(len(overdue), SLICE)))
    if len(overdue) > SLICE:
        part.unfinished = case.reference
        part.swept = part.swept.plus(Swept(notices=len(taken.notices)))
        save(unit, [taken])
        return True
    for deadline in taken.after.open_deadlines():
        taken.notices += notices_on(
            taken.definition, taken.after, deadline, calendar=unit.calendar, today=unit.today
        )
    part.notices += taken.notices
    part.mended.append(case.reference)
    _save(unit, taken)
    return True


def _save(unit: UnitOfWork, taken: Taken) -> None:
    """Store what was done in a case, but for its notices."""
    looks: dict[str, datetime | None] = {
        deadline.id: next_look(taken.definition, deadline, unit.calendar, unit.now)
        for deadline in taken.after.open_deadlines()
    }
    unit.hold_calendar()
    if taken.events:
        save_case(unit, taken, looks)
    else:
        unit.cases.look(taken.after.reference, looks)
