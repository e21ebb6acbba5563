"""Casework: every call on cases, each in a transaction of its own or inside a host's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel

from pathway.errors import Conflict, Refused
from pathway.service.cases import reading, taking
from pathway.service.cases.entries import history_views
from pathway.service.cases.idempotency import KeyTaken, check_key, first_result, keep
from pathway.service.cases.previewing import preview_of
from pathway.service.cases.step_request import StepRequest, asked_form, asked_input, confirmations
from pathway.service.deadlines.duty_reading import DutyReading
from pathway.service.transactions import Installation, UnitOfWork
from pathway.service.upkeep import definition_versions
from pathway.service.views.cases import CaseView
from pathway.service.views.history import EventView
from pathway.service.views.steps import PreviewView, StepView
from pathway.workflows.history.case import Case


class Casework(DutyReading):
    """
    The cases of one database, as `Pathway.join` gives them to a host inside its own transaction.

    There, when the host commits, either both are stored or neither; a step that is refused leaves
    what the host did before. What was recorded is in the `events` of the case returned, since no
    listener is called.
    """

    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    # ---- cases -----------------------------------------------------------------------------------

    def refer(
        self,
        form: BaseModel | Mapping[str, Any],
        *,
        by: str,
        key: str | None = None,
        unlisted: bool = False,
        again: bool = False,
        definition: str | None = None,
    ) -> CaseView:
        """
        Open a case in draft from a referral form, and return it.

        Args:
            key: Makes a repeat harmless: the same form under the same key returns the first result.
            unlisted: Accept agencies that nobody here knows.
            again: Open a case even if another holds the same children, referred by the same agency
                on the same day.
            definition: The name of the definition that the case follows from then on, loaded or
                shipped; left out, the one in the settings, else the latest that was loaded and is
                in force.

        Raises:
            NotFound: Nobody has that email.
            WrongUsage: There is no definition of that name; the known ones are named, the nearest
                first.
            Refused: The form has faults, the person may not refer, the referral was made before, or
                the key was used; every reason is listed.
        """
        confirmed = confirmations(unlisted=unlisted, again=again)
        asked = StepRequest(
            "refer", by, input=asked_form(form), confirmed=confirmed, definition=definition
        )
        return self._done(asked, key, lambda unit: [taking.refer(unit, asked)])

    def amend(
        self, reference: str, form: BaseModel | Mapping[str, Any], *, by: str, **said: Any
    ) -> CaseView:
        """Change the form of a draft, and return the case; raises what `take` raises."""
        return self.take(reference, "amend", by=by, input=form, **said)

    def take(
        self,
        reference: str,
        step: str,
        *,
        by: str,
        item: str | None = None,
        on: date | datetime | None = None,
        input: BaseModel | Mapping[str, Any] | None = None,  # noqa: A002 - the contract names it so
        reason: str | None = None,
        late_reason: str | None = None,
        expect_version: int | None = None,
        key: str | None = None,
        unlisted: bool = False,
    ) -> CaseView:
        """
        Take a step, and return the case as it then is.

        Args:
            by: The email of who takes it.
            item: The item it is about: `agency_return:police`, `action:3`, `publication`.
            on: The day it happened, in Europe/London; today if left out.
            input: What the step's schema asks for.
            expect_version: Refuse unless the case is at this version.
            key: Makes a repeat harmless: the same command under the same key returns the first
                result.
            unlisted: Accept agencies that nobody here knows.

        Raises:
            NotFound: There is no such case, person, step or item.
            StepRefused: It cannot be taken now; every reason is listed.
            Refused: The key was used for another command.
            Conflict: Somebody else changed the case first.
        """
        asked = StepRequest(
            step,
            by,
            reference,
            item=item,
            on=on,
            input=input,
            reason=reason,
            late_reason=late_reason,
            confirmed=confirmations(unlisted=unlisted),
        )
        return self._done(asked, key, lambda unit: taking.asked(unit, asked, expect_version))

    def preview(
        self,
        reference: str,
        step: str,
        *,
        by: str,
        item: str | None = None,
        on: date | datetime | None = None,
        input: BaseModel | Mapping[str, Any] | None = None,  # noqa: A002 - the contract names it so
        reason: str | None = None,
        late_reason: str | None = None,
        expect_version: int | None = None,
        unlisted: bool = False,
    ) -> PreviewView:
        """Return what would follow from a step; nothing is changed. Raises what `take` raises."""
        asked = StepRequest(
            step,
            by,
            reference,
            item=item,
            on=on,
            input=input,
            reason=reason,
            late_reason=late_reason,
            confirmed=confirmations(unlisted=unlisted),
        )
        with self._installation.reading() as unit:
            return preview_of(unit, taking.asked(unit, asked, expect_version))

    def case(self, reference: str) -> CaseView:
        """Return one case; NotFound names the nearest where there is none."""
        with self._installation.reading() as unit:
            return reading.case_view(unit, unit.cases.get(reference))

    def cases(
        self,
        *,
        state: str | None = None,
        kind: str | None = None,
        overdue: bool = False,
        due_within: int | None = None,
        mine: str | None = None,
    ) -> list[CaseView]:
        """
        Return cases in the order in which they were opened.

        Args:
            state: A state, or `cspr.*` for every state of it.
            overdue: Only those with a duty past its due day.
            due_within: Only those with a duty due within that many working days.
            mine: Only those with an open duty of the person with that email.
        """
        with self._installation.reading() as unit:
            rows = unit.cases.find(state=state, kind=kind)
            cases = [reading.case_view(unit, unit.cases.get(row.reference)) for row in rows]
            last = unit.calendar.add(unit.today, due_within) if due_within is not None else None
            email = unit.directory.of(unit.person(mine))[0].email if mine else None
        return [case for case in cases if _fits(case, overdue=overdue, last=last, email=email)]

    def steps(
        self, reference: str, *, by: str, on: date | datetime | None = None
    ) -> list[StepView]:
        """
        Return every step that leads on from the case's state: whether this person may take it, what
        is missing, and what input it takes.
        """
        with self._installation.reading() as unit:
            person = unit.actor(by)
            unit.need_key()
            return reading.steps_of(unit, unit.cases.get(reference), person, on)

    def schema(
        self,
        reference: str,
        step: str,
        *,
        by: str | None = None,
        item: str | None = None,
        on: date | datetime | None = None,
        input: BaseModel | Mapping[str, Any] | None = None,  # noqa: A002 - the contract names it so
    ) -> dict[str, Any]:
        """
        Return the JSON Schema of a step's input, made for this case and day.

        Args:
            input: The input so far; where the schema `asks_anew`, it then says more about the
                fields that depend on it.

        Raises:
            NotFound: There is no such case, person, step or item.
        """
        given, _ = asked_input(input, None, None, None)
        with self._installation.reading() as unit:
            unit.need_key()
            person = unit.actor(by) if by else None
            case = unit.cases.get(reference)
            return reading.schema_of(unit, case, step, item=item, person=person, on=on, given=given)

    def form_schema(self, kind: str, *, definition: str | None = None) -> dict[str, Any]:
        """
        Return the JSON Schema of a referral form: practice_review, serious_offence or good_outcome.

        Args:
            definition: The name of the definition whose form it is, as `refer` takes it.
        """
        with self._installation.reading() as unit:
            return reading.form_schema(unit, kind, definition)

    def history(self, reference: str) -> list[EventView]:
        """Return what was done to a case, by whom, when it happened and when it was recorded."""
        with self._installation.reading() as unit:
            unit.need_key()
            return history_views(unit, list(unit.cases.events(reference)))

    # ---- definitions over time -------------------------------------------------------------------

    def migrate(
        self, reference: str, *, to: str | None, by: str | None = None, reason: str | None = None
    ) -> CaseView:
        """
        Move a running case to another version of its definition, and return it.

        Args:
            to: The version; None takes the last move back, which can be done until the next step.
            by: The email of whoever decided it, from the business unit or the chair; left out, the
                system moves it.

        Raises:
            NotFound: There is no such case, person or version.
            Refused: The other version has no place for something in the case; every reason is
                listed.
        """
        move = definition_versions.Migration(to, by, reason)

        def work(unit: UnitOfWork) -> CaseView:
            taken = definition_versions.migrate(unit, reference, move)
            taking.save(unit, [taken])
            return _view(unit, taken.after)

        return self._installation.in_transaction(work)

    def preview_migration(
        self, reference: str, *, to: str | None, by: str | None = None, reason: str | None = None
    ) -> PreviewView:
        """
        Return what a move to another version would change, including every due date. Raises what
        `migrate` raises.
        """
        move = definition_versions.Migration(to, by, reason)
        with self._installation.reading() as unit:
            return preview_of(unit, [definition_versions.migrate(unit, reference, move)])

    # ---- internals -------------------------------------------------------------------------------

    def _done(
        self, asked: StepRequest, key: str | None, work: Callable[[UnitOfWork], list[taking.Taken]]
    ) -> CaseView:
        """Carry a command out; where its key was used for it before, return the first result."""
        check_key(key)
        try:
            return self._done_once(asked, key, work)
        except (KeyTaken, Refused, Conflict):
            if key is None:
                raise
            # The same command may have been carried out in between: then its result is returned.
            return self._done_once(asked, key, work)

    def _done_once(
        self, asked: StepRequest, key: str | None, work: Callable[[UnitOfWork], list[taking.Taken]]
    ) -> CaseView:
        def once(unit: UnitOfWork) -> CaseView:
            known = first_result(unit, key, asked)
            if known is not None:
                return _view(unit, known)
            changed = work(unit)
            taking.save(unit, changed)
            keep(unit, key, asked, changed[0])
            return _view(unit, changed[0].after)

        return self._installation.in_transaction(once)


def _fits(case: CaseView, *, overdue: bool, last: date | None, email: str | None) -> bool:
    duties = [deadline for deadline in case.deadlines if deadline.state in ("running", "breached")]
    if overdue and not any(duty.overdue for duty in duties):
        return False
    if last is not None and not any(duty.due <= last for duty in duties):
        return False
    return email is None or any(email in duty.owner.emails for duty in duties)


def _view(unit: UnitOfWork, case: Case) -> CaseView:
    """Return a case as callers are shown it, with what this transaction recorded of it."""
    own = [event for event in unit.recorded if event.case == case.reference]
    return replace(reading.case_view(unit, case), events=tuple(own))
