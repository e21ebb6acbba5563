"""Dated duties as callers read them: lists, explanations, a person's own calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pathway.service.access.readers import note_read, read_as
from pathway.service.transactions import Installation

if TYPE_CHECKING:
    from pathway.service.views.deadlines import DeadlineView
    from pathway.service.views.steps import NextStepView


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
        key: str | None = None,
        limit: int | None = None,
        after: str | None = None,
        by: str | None = None,
    ) -> list[DeadlineView]:
        """
        Return deadlines, the soonest first: all those of one case, or the open ones of all cases.
        If one cannot be read, its `damaged` says why.

        Args:
            overdue: Only those that are overdue.
            within: Only open ones due within that many working days.
            owner: Only those that the person with this email is in charge of.
            status: law, guidance, expected or local.
            key: Only those with this name in the definition.
            limit: At most so many of those that whoever reads may read: a page.
            after: The `cursor` of the last deadline of the page before. The page goes on from
                there, wherever that deadline is now. Its id in a list of one case, else `REF/ID`,
                begins where it is now.
            by: Who reads, as for `case`; duties that they may not read are left out.

        Raises:
            NotFound: There is no such case, or no such deadline to begin after, or nobody has that
                email.
            Refused: They may read nothing of the case, or nobody is named where somebody must be.
            WrongUsage: The limit is less than one.
        """
        from pathway.service.cases.reading.duty_listing import Wanted, duties_asked

        wanted = Wanted(
            reference,
            overdue=overdue,
            within=within,
            owner=owner,
            status=status,
            key=key,
            limit=limit,
            after=after,
        )
        with self._installation.reading() as unit:
            read_as(unit, by)
            listed = duties_asked(unit, wanted)
            note_read(unit, reference or "", "deadlines")
            return listed

    def explain(self, reference: str, deadline: str, *, by: str | None = None) -> DeadlineView:
        """
        Return one deadline: its rule, source and clock, the days that were counted, and its moves.

        Args:
            deadline: Its id, or its key if only one deadline of the case has it.
            by: Who reads, as for `case`.

        Raises:
            NotFound: There is no such case or deadline, or the key means several.
            Refused: The deadline is not theirs to read, or nobody is named where somebody must be.
        """
        from pathway.service.cases.reading.deadlines import deadline_view, readable_duty

        with self._installation.reading() as unit:
            read_as(unit, by)
            case = unit.cases.get(reference)
            named = readable_duty(unit, case, deadline)
            note_read(unit, reference, "deadlines")
            return deadline_view(unit, unit.definition_of(case), case, named)

    def steps_meeting(self, reference: str, deadline: str, *, by: str) -> list[NextStepView]:
        """
        Return the steps that meet a duty, or come closer to meeting it, and that a person may take
        now.

        Args:
            deadline: Its id, as for `explain`.
            by: The email of the person who asks.

        Raises:
            NotFound: There is no such case, person or deadline.
            Refused: The deadline is not theirs to read.
        """
        from pathway.service.cases.reading.deadlines import readable_duty
        from pathway.service.cases.situations import plain_situation
        from pathway.service.views.steps import NextStepView
        from pathway.workflows.deciding.next_steps import next_steps

        with self._installation.reading() as unit:
            person = unit.reader = unit.actor(by)
            case = unit.cases.get(reference)
            named, definition = readable_duty(unit, case, deadline), unit.definition_of(case)
            unit.need_key()
            steps = next_steps(definition, case, named, person, plain_situation(unit, person))
            return [NextStepView(step.step, step.item, step.title) for step in steps]

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
        from pathway.service.deadlines.feeds import feed

        with self._installation.reading() as unit:
            person = unit.reader = unit.actor(by)
            note_read(unit, "", "deadlines")
            return feed(unit, person, for_import=for_import)
