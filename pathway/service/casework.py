"""Casework: every call on cases, each in a transaction of its own or inside a host's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel

from pathway.errors import Conflict, Refused
from pathway.service.cases.case_reading import CaseReading
from pathway.service.cases.idempotency import KeyTaken, check_key, first_result, keep
from pathway.service.cases.previewing import preview_of
from pathway.service.cases.reading.cases import case_view
from pathway.service.cases.referring import refer
from pathway.service.cases.saving import save
from pathway.service.cases.step_request import StepRequest, confirmations, form_table
from pathway.service.cases.taken import Taken
from pathway.service.cases.taking import take_request
from pathway.service.deadlines.duty_reading import DutyReading
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.upkeep import definition_versions
from pathway.service.views.cases import CaseView
from pathway.service.views.steps import PreviewView
from pathway.workflows.history.case import Case


class Casework(CaseReading, DutyReading):
    """
    The cases of one database, as `Pathway.join` returns them to a host inside its own transaction.

    When the host commits, either both its own changes and Pathway's are stored, or neither. A step
    that is refused undoes nothing that the host did before. No listener is called; the `events` of
    the returned case are what was recorded.
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
            form: As `form_schema` describes it.
            by: The email of the person who refers it, or the host's user if there is an authoriser;
                so in all calls.
            key: Makes a repeat harmless: the same form under the same key returns the first result.
            unlisted: Accept agencies that nobody here knows.
            again: Open a case even if there is another with the same children, referred by the same
                agency on the same day.
            definition: The name of the definition that the case will follow, loaded or shipped; if
                left out, the one in the settings or, without that, the latest that was loaded and
                is in force.

        Raises:
            NotFound: Nobody has that email.
            WrongUsage: There is no definition of that name; the known ones are named, the nearest
                first.
            Refused: The form has faults, the person may not refer, the referral was made before, or
                the key was used; every reason is listed.
        """
        confirmed = confirmations(unlisted=unlisted, again=again)
        request = StepRequest(
            "refer", by, input=form_table(form), confirmed=confirmed, definition=definition
        )
        return self._done(request, key, lambda unit: [refer(unit, request)])

    def amend(
        self, reference: str, form: BaseModel | Mapping[str, Any], *, by: str, **options: Any
    ) -> CaseView:
        """
        Change the form of a draft, and return the case. Raises what `take` raises.

        Args:
            form: The whole form, as for `refer`.
            options: `on`, `reason`, `late_reason`, `expect_version`, `key` and `unlisted`, as for
                `take`.
        """
        return self.take(reference, "amend", by=by, input=form, **options)

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
        Take a step, and return the case as it is afterwards.

        Args:
            by: The email of the person who takes it.
            item: The item it is about: `agency_return:police`, `action:3`, `publication`.
            on: The day it happened, in Europe/London; today if left out.
            input: What `schema` asks for.
            reason: Why, if the step needs a reason.
            late_reason: Why a duty that it meets was done late, if that has to be explained.
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
        request = StepRequest(
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
        return self._done(request, key, lambda unit: take_request(unit, request, expect_version))

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
        request = StepRequest(
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
            return preview_of(unit, take_request(unit, request, expect_version))

    # ---- definitions over time -------------------------------------------------------------------

    def migrate(
        self, reference: str, *, to: str | None, by: str | None = None, reason: str | None = None
    ) -> CaseView:
        """
        Move a running case to another version of its definition, and return it.

        Args:
            to: The version; None undoes the last move, as long as no step has been taken since.
            by: The email of the person who decided it: the chair, or somebody in the business unit;
                if left out, the system moves it, if the host answers for that (see
                `Pathway.connect`).

        Raises:
            NotFound: There is no such case, person or version.
            Refused: The other version has no place for something in the case; every reason is
                listed.
        """
        move = definition_versions.Migration(to, by, reason)

        def work(unit: UnitOfWork) -> CaseView:
            taken = definition_versions.migrate(unit, reference, move)
            save(unit, [taken])
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
        self, request: StepRequest, key: str | None, work: Callable[[UnitOfWork], list[Taken]]
    ) -> CaseView:
        """Carry a command out; where its key was used for it before, return the first result."""
        check_key(key)
        try:
            return self._done_once(request, key, work)
        except (KeyTaken, Refused, Conflict):
            if key is None:
                raise
            # The same command may have been carried out in between: then its result is returned.
            return self._done_once(request, key, work)

    def _done_once(
        self, request: StepRequest, key: str | None, work: Callable[[UnitOfWork], list[Taken]]
    ) -> CaseView:
        def once(unit: UnitOfWork) -> CaseView:
            known = first_result(unit, key, request)
            if known is not None:
                return _view(unit, known)
            changed = work(unit)
            save(unit, changed)
            keep(unit, key, request, changed[0])
            return _view(unit, changed[0].after)

        return self._installation.in_transaction(once)


def _view(unit: UnitOfWork, case: Case) -> CaseView:
    """Return a case as callers are shown it, with what this transaction recorded of it."""
    own = [event for event in unit.recorded if event.case == case.reference]
    return replace(case_view(unit, case), events=tuple(own))
