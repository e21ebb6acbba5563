"""Meetings: planning and holding them, and recording their decisions on each case."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from pathway.errors import Reason, Refused
from pathway.service.cases.carrying_out import carry_out
from pathway.service.cases.step_request import StepRequest, with_given_files
from pathway.service.cases.taken import Taken
from pathway.service.cases.taking import take_request
from pathway.service.files.given import Files
from pathway.service.meetings import decisions
from pathway.service.meetings.attendance import TookPart, member_emails
from pathway.service.meetings.meeting_reading import (
    MeetingReading,
    check_meeting,
    loaded_meeting,
)
from pathway.service.meetings.planning import plan, plan_schema
from pathway.service.meetings.reading import meeting_view
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.meetings import Decision, DecisionView, MeetingView
from pathway.workflows.cases import meetings
from pathway.workflows.known_names import DECLARE, HOLD, PLAN


class Meetings(MeetingReading):
    """
    Meetings (`Pathway.meetings`). A meeting is a record like a case: `steps`, `take`, `preview`,
    `schema`, `history` and `deadlines` take its reference too.
    """

    # ---- steps -----------------------------------------------------------------------------------

    def new(
        self,
        plan_of: Mapping[str, Any],
        *,
        by: str,
        on: date | datetime | None = None,
        key: str | None = None,
        definition: str | None = None,
    ) -> MeetingView:
        """
        Plan a meeting, and return it. Nobody is told until they are invited.

        Args:
            plan_of: `kind`, `day`, `starts`, `ends`, `chair` and `members`; `place`, `link`,
                `cases` and `about` may be left out.
            by: The email of the person who plans it, or the host's user if there is an authoriser,
                as in all calls.
            on: The day on which it was planned; today if left out.
            key: Makes a repeat harmless, as in `Pathway.take`.
            definition: The name of the definition that it follows, as in `refer`.

        Raises:
            NotFound: Nobody has that email.
            WrongUsage: The definition has no meetings.
            Refused: The plan has faults, or the person may not plan meetings; every reason is
                listed.
        """
        request = StepRequest(PLAN, by, on=on, input=plan_of, definition=definition)
        return self._done(request, key, lambda unit: [plan(unit, request)])

    def plan_schema(self, *, by: str) -> dict[str, Any]:
        """
        Return the JSON Schema of what `new` takes.

        Raises:
            NotFound: Nobody has that email.
            WrongUsage: The definition has no meetings.
            Refused: The person may not plan meetings.
        """
        with self._installation.reading() as unit:
            return plan_schema(unit, unit.actor(by))

    def take(
        self,
        reference: str,
        step: str,
        *,
        by: str,
        item: str | None = None,
        on: date | datetime | None = None,
        input: Mapping[str, Any] | None = None,  # noqa: A002 - as `Pathway.take` names it
        reason: str | None = None,
        expect_version: int | None = None,
        key: str | None = None,
        files: Files | None = None,
    ) -> MeetingView:
        """
        Take a step of a meeting, such as `invite`, `reschedule` or `cancel`, and return the meeting
        as it is afterwards. The arguments, and what it raises, are those of `Pathway.take`.
        """
        request = StepRequest(step, by, reference, item=item, on=on, input=input, reason=reason)
        request = with_given_files(request, files, self._installation.settings)
        return self._taken(request, expect_version=expect_version, key=key)

    def declare(
        self,
        reference: str,
        interests: Mapping[str, str],
        *,
        by: str,
        on: date | datetime | None = None,
        key: str | None = None,
    ) -> MeetingView:
        """
        Record whether a member has an interest in a case on the agenda, and return the meeting.
        Each interest is also declared in its case, where it is decided on.

        Args:
            interests: The nature of each interest by the reference of the case; empty if there is
                nothing to declare.
            by: The email of the member; nobody else can answer for them.

        Raises:
            Refused: They are not a member of the meeting.
            StepRefused: It cannot be recorded now; every reason is listed.
        """
        with self._installation.reading() as unit:
            meeting = loaded_meeting(unit, reference)
            member = meetings.member_of(meeting, unit.actor(by))
        if member is None:
            sentence = f"You are not a member of {reference}."
            raise Refused(sentence, [Reason("not_permitted", sentence)])
        listed = [{"case": case, "nature": nature} for case, nature in interests.items()]
        request = StepRequest(
            DECLARE, by, reference, item=member.id, on=on, input={"interests": listed}
        )
        return self._taken(request, key=key)

    def attend(
        self,
        reference: str,
        *,
        by: str,
        present: Collection[str],
        apologies: Collection[str] = (),
        represented: Mapping[str, str] | None = None,
        guests: Sequence[str] = (),
        key: str | None = None,
    ) -> MeetingView:
        """
        Record who took part, and return the meeting. Called again, it replaces what was recorded.

        Args:
            present: The emails of the members who came. Members not named at all are absent.
            apologies: The emails of the members who sent apologies.
            represented: The emails of substitutes, by the email of the member whom each represents.
            guests: Who else took part, in words.

        Raises:
            Refused: Somebody who is named is not a member, or is named in two ways.
            StepRefused: It cannot be recorded now, for example before the day of the meeting.
        """
        with self._installation.reading() as unit:
            meeting = loaded_meeting(unit, reference)
            members = member_emails(unit, meeting)
        took_part = TookPart(present, apologies, represented or {})
        answers = took_part.answers(members) | ({"guests": list(guests)} if guests else {})
        first = meeting.state != "held"
        request = StepRequest(
            HOLD if first else "amend_attendance",
            by,
            reference,
            on=meetings.day_of(meeting) if first else None,
            input=answers,
        )
        return self._taken(request, key=key)

    def decide(self, reference: str, decided: Iterable[Decision], *, by: str) -> list[DecisionView]:
        """
        Record what a meeting decided: a step of each case, dated the day of the meeting, with the
        meeting's reference. Each is a transaction of its own, so that one refusal does not stop the
        others. Called again with the same decisions, it records nothing twice.

        Args:
            decided: Steps of cases on its agenda, in the order in which to take them.

        Raises:
            NotFound: There is no such meeting.
        """
        with self._installation.reading() as unit:
            loaded_meeting(unit, reference)
        return [
            decisions.record(self._installation, reference, decision, by) for decision in decided
        ]

    # ---- internals -------------------------------------------------------------------------------

    def _taken(
        self, request: StepRequest, *, expect_version: int | None = None, key: str | None = None
    ) -> MeetingView:
        check_meeting(request.reference or "")
        return self._done(request, key, lambda unit: take_request(unit, request, expect_version))

    def _done(
        self, request: StepRequest, key: str | None, work: Callable[[UnitOfWork], list[Taken]]
    ) -> MeetingView:
        return carry_out(self._installation, request, key, work=work, show=meeting_view)
