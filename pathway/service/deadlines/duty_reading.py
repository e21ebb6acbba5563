"""Dated duties as callers read them: lists, explanations, a person's own calendar."""

from __future__ import annotations

from pathway.service.cases.reading.damaged import listed_duties
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
        Return deadlines, the soonest first: all those of one case, or the open ones of all cases.
        If one cannot be read, its `damaged` says why.

        Args:
            overdue: Only those that are overdue.
            within: Only open ones due within that many working days.
            owner: Only those that the person with this email is in charge of.
            status: law, guidance, expected or local.
        """
        with self._installation.reading() as unit:
            deadlines = self._deadlines(unit, reference, within=within, status=status)
            email = unit.directory.of(unit.person(owner))[0].email if owner else None
        if overdue:
            deadlines = [deadline for deadline in deadlines if deadline.overdue]
        if email is not None:
            deadlines = [
                deadline
                for deadline in deadlines
                if email in deadline.owner.emails or deadline.damaged
            ]
        return deadlines

    def explain(self, reference: str, deadline: str) -> DeadlineView:
        """
        Return one deadline: its rule, source and clock, the days that were counted, and its moves.

        Args:
            deadline: Its id, or its key if only one deadline of the case has it.

        Raises:
            NotFound: There is no such case or deadline, or the key means several.
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
        if reference is not None and not unit.cases.find(references=[reference]):
            unit.cases.get(reference)  # NotFound, rather than an empty list
        state = None if reference is not None and within is None else "open"
        only = None if reference is None else [reference]
        rows = unit.cases.deadlines(references=only, state=state, status=status, due_to=last)
        return listed_duties(unit, rows)
