"""Dated duties as callers read them: lists, explanations, a person's own calendar."""

from __future__ import annotations

from pathway.service.cases.reading.deadlines import deadline_view, find_deadline
from pathway.service.deadlines.feeds import feed
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.deadlines import DeadlineView


class DutyReading:
    """The duties of the cases of one database."""

    _installation: Installation

    def deadlines(
        self,
        reference: str | None = None,
        *,
        overdue: bool = False,
        within: int | None = None,
        owner: str | None = None,
        status: str | None = None,
    ) -> list[DeadlineView]:
        """
        Return dated duties, the soonest first: all of one case, or the open ones of every case.

        Args:
            within: Only open ones due within that many working days.
            owner: Only those of which the person with that email is in charge.
            status: law, guidance, expected or local.
        """
        with self._installation.reading() as unit:
            deadlines = self._deadlines(unit, reference, within=within, status=status)
            email = unit.directory.of(unit.person(owner))[0].email if owner else None
        if overdue:
            deadlines = [deadline for deadline in deadlines if deadline.overdue]
        if email is not None:
            deadlines = [deadline for deadline in deadlines if email in deadline.owner.emails]
        return deadlines

    def explain(self, reference: str, deadline: str) -> DeadlineView:
        """
        Return one deadline, by its id or a key that only one has: rule, source, clock, days, moves.
        """
        with self._installation.reading() as unit:
            case = unit.cases.get(reference)
            definition = unit.definition_of(case)
            named = find_deadline(case, deadline)
            return deadline_view(unit, definition, case, named)

    def calendar(self, *, by: str, for_import: bool = False) -> bytes:
        """
        Return the due dates that a person is in charge of, as a calendar (RFC 5545) to subscribe
        to.

        Args:
            by: The email of the person whose calendar it is.
            for_import: For a file that is imported now and again: those that were theirs and ended
                in the last 60 days are in it as cancelled, so that the import takes them out.

        Raises:
            NotFound: Nobody has that email.
            WrongUsage: The extra `calendar` is not installed.
        """
        with self._installation.reading() as unit:
            return feed(unit, unit.actor(by), for_import=for_import)

    def _deadlines(
        self, unit: UnitOfWork, reference: str | None, *, within: int | None, status: str | None
    ) -> list[DeadlineView]:
        last = unit.calendar.add(unit.today, within) if within is not None else None
        if reference is not None:
            unit.cases.get(reference)  # NotFound where there is none, rather than an empty list
        state = None if reference is not None and within is None else "open"
        only = None if reference is None else [reference]
        rows = unit.cases.deadlines(references=only, state=state, status=status, due_to=last)
        cases = {name: unit.cases.get(name) for name in {name for name, _ in rows}}
        views: list[DeadlineView] = []
        for name, deadline in rows:
            case = cases[name]
            views.append(deadline_view(unit, unit.definition_of(case), case, deadline))
        return views
