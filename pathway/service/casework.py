"""Casework: every call on cases, each in a transaction of its own or inside a host's."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from pathway.service.cases.case_reading import CaseReading
from pathway.service.deadlines.duty_reading import DutyReading
from pathway.service.transactions import Installation

if TYPE_CHECKING:
    from pydantic import BaseModel

    from pathway.service.files.given import Files
    from pathway.service.views.cases import CaseView
    from pathway.service.views.steps import PreviewView


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
        files: Files | None = None,
        on_behalf_of: str | None = None,
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
            files: As for `take`, and so is `on_behalf_of`.

        Raises:
            NotFound: Nobody has that email.
            WrongUsage: There is no definition of that name; the known ones are named, the nearest
                first.
            Refused: The form has faults, the person may not refer, the referral was made before, or
                the key was used; every reason is listed.
        """
        from pathway.service import acting
        from pathway.service.cases.step_request import StepRequest, confirmations, form_table

        confirmed = confirmations(unlisted=unlisted, again=again)
        request = StepRequest(
            "refer",
            by,
            input=form_table(form),
            confirmed=confirmed,
            definition=definition,
            on_behalf_of=on_behalf_of,
        )
        return acting.refer(self._installation, request, key=key, files=files)

    def amend(
        self, reference: str, form: BaseModel | Mapping[str, Any], *, by: str, **options: Any
    ) -> CaseView:
        """
        Change the form of a draft, and return the case. Raises what `take` raises.

        Args:
            form: The whole form, as for `refer`.
            options: `on`, `reason`, `late_reason`, `expect_version`, `key`, `unlisted`, `files` and
                `on_behalf_of`, as for `take`.
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
        personal_data: Collection[str] = (),
        files: Files | None = None,
        on_behalf_of: str | None = None,
    ) -> CaseView:
        """
        Take a step, and return the case as it is afterwards.

        Args:
            by: The email of the person who takes it, or records it.
            item: The item it is about: `agency_return:police`, `action:3`, `publication`.
            on: The day it happened, in Europe/London; today if left out.
            input: What `schema` asks for.
            reason: Why, if the step needs a reason.
            late_reason: Why a duty that it meets was done late, if that has to be explained.
            expect_version: Refuse unless the case is at this version.
            key: Makes a repeat harmless: the same command under the same key returns the first
                result.
            unlisted: Accept agencies that nobody here knows.
            personal_data: For a step before which personal data is looked for: the ids of the finds
                of `personal_data` that somebody looked at and confirms.
            files: Files by the path of their field, such as `summary` or `documents[0]`: each a
                `PathwayFile`, a `Path` or an open binary file. Name and SHA-256 need not be in the
                input.
            on_behalf_of: The email of the person whose step it is, if `by` only records it: the
                business unit does so for somebody who telephoned. The step is judged as theirs, and
                the history names both. Nobody votes, gives a view, signs, declares an interest or
                restricts a case on behalf of another.

        Raises:
            NotFound: There is no such case, person, step or item.
            StepRefused: It cannot be taken now; every reason is listed.
            Refused: The key was used for another command.
            Conflict: Somebody else changed the case first.
        """
        from pathway.service import acting
        from pathway.service.cases.step_request import StepRequest, confirmations

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
            personal_data=personal_data,
            on_behalf_of=on_behalf_of,
        )
        return acting.take(
            self._installation, request, key=key, files=files, expect_version=expect_version
        )

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
        personal_data: Collection[str] = (),
        files: Files | None = None,
        on_behalf_of: str | None = None,
    ) -> PreviewView:
        """Return what would follow from a step; nothing is changed. Raises what `take` raises."""
        from pathway.service import acting
        from pathway.service.cases.step_request import StepRequest, confirmations

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
            personal_data=personal_data,
            on_behalf_of=on_behalf_of,
        )
        return acting.preview(
            self._installation, request, files=files, expect_version=expect_version
        )

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
        from pathway.service import acting

        return acting.migrate(self._installation, reference, acting.Migration(to, by, reason))

    def preview_migration(
        self, reference: str, *, to: str | None, by: str | None = None, reason: str | None = None
    ) -> PreviewView:
        """
        Return what a move to another version would change, including every due date. Raises what
        `migrate` raises.
        """
        from pathway.service import acting

        move = acting.Migration(to, by, reason)
        return acting.preview_migration(self._installation, reference, move)
