"""`pathway.chronologies`: chronologies of agencies, checked, stored, and merged into one."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import BinaryIO, Unpack

from pathway.documents.chronologies.integrated import Selection
from pathway.documents.chronologies.reading.reading import Summary
from pathway.documents.files import MEGABYTE, PathwayFile, checked
from pathway.documents.kinds import FileNotTaken
from pathway.errors import ImportRefused, Reason
from pathway.service.access.readers import read_as, required_reading
from pathway.service.cases.loading import review_in
from pathway.service.cases.step_request import StepRequest
from pathway.service.definition_choice import definition_today
from pathway.service.documents.case_chronology import (
    CaseChronology,
    agency_of_return,
    chronology_of,
)
from pathway.service.documents.case_files import StepOptions
from pathway.service.documents.document_views import document_views
from pathway.service.files.chronologies import reading_of
from pathway.service.files.given import named_file
from pathway.service.files.storing import content_of
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.chronologies import ChronologyView
from pathway.service.views.documents import DocumentView
from pathway.workflows.history.case import Case
from pathway.workflows.known_names import RETURN

ADD_CHRONOLOGY = "add_chronology"
PART_BYTES = 1 << 20


class Chronologies:
    """Chronologies of agencies (`Pathway.chronologies`)."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    def check(self, file: PathwayFile | Path | BinaryIO) -> ChronologyView:
        """
        Check a chronology, and return a summary of what was read; nothing is stored.

        Args:
            file: A workbook, a Word file with a table, or CSV: a `PathwayFile`, a `Path`, or an
                open binary file with a name.

        Raises:
            ImportRefused: It has faults; every one is listed with its row and column.
        """
        try:
            accepted = checked(named_file(file), self._limit)
        except FileNotTaken as error:
            fault = Reason("input", f"the file is not accepted: {error}")
            raise ImportRefused("The chronology", [fault]) from error
        with self._installation.reading() as unit:
            definition, today = definition_today(unit), unit.today
        return _view(reading_of(accepted.parts(PART_BYTES), definition, today=today).read())

    def add(
        self,
        reference: str,
        agency: str,
        file: PathwayFile | Path | BinaryIO,
        *,
        by: str,
        **options: Unpack[StepOptions],
    ) -> ChronologyView:
        """
        Add an agency's chronology to its return by the step `add_chronology`, replacing an earlier
        one, and return a summary of it with the document as which it is stored.

        Args:
            agency: The agency's code or name; the chronology goes to its latest return.
            file: As for `check`.

        Raises:
            NotFound: There is no such case or person, or no return of that agency.
            Refused: They may read nothing of the case.
            StepRefused: What `Pathway.take` refuses, or the file has faults; every one is listed
                with its row and column.
        """
        # Who only merges takes no step, and does without the rules of steps.
        from pathway.service import acting

        with self._installation.reading() as unit:
            unit.reader = unit.actor(by)
            case = review_in(unit, reference)
            required_reading(unit, case)
            item = _latest_return(unit, case, agency)
        # Its summary is from the reading by which the step judges it: a long one takes its time.
        request = StepRequest(
            ADD_CHRONOLOGY,
            by,
            reference,
            item=item,
            on=options.get("on"),
            reason=options.get("reason"),
            late_reason=options.get("late_reason"),
        )
        request = acting.with_files(self._installation, request, {"chronology": named_file(file)})
        key, version = options.get("key"), options.get("expect_version")
        acting.take_with_files(self._installation, request, key=key, expect_version=version)
        with self._installation.reading() as unit:
            unit.reader = unit.actor(by)
            views = document_views(unit, reference)
            own = [view for view in views if view.item == item and view.field == "chronology"]
            # Another one may have taken its place meanwhile.
            read = request.summaries.get(own[-1].sha256)
            return _view(read or _read_from_store(unit, reference, own[-1]), own[-1])

    def integrated(
        self,
        reference: str,
        *,
        by: str | None = None,
        agency: str | None = None,
        about: str | None = None,
        first: date | None = None,
        last: date | None = None,
        gap_days: int | None = None,
        accepted_only: bool = True,
    ) -> CaseChronology:
        """
        Return the chronologies of a case's returns merged into one, in order of time; those that the
        person may not read are left out.

        Args:
            by: Who reads, as for `Pathway.case`.
            agency: Only entries of this agency; its code or its name.
            about: Only entries about this person, as the agencies call them.
            first: Leave out what was certainly before this day.
            last: Leave out what was certainly after this day.
            gap_days: The number of days without an entry above which there is a gap; the number in
                the definition if left out.
            accepted_only: Whether to leave out returns that are not accepted yet.

        Raises:
            NotFound: There is no such case or person, or no return of that agency.
            Refused: The person may read no chronology of the case.
            KeyMissing: There is no key to open the files.
            ImportRefused: A chronology cannot be read under the case's definition as it is now.
        """
        selection = Selection(agency, about, first, last)
        with self._installation.reading() as unit:
            read_as(unit, by)
            return chronology_of(
                unit,
                reference,
                selection,
                gap_days=gap_days,
                accepted_only=accepted_only,
            )

    @property
    def _limit(self) -> int:
        return self._installation.settings.document_size_limit * MEGABYTE


def _latest_return(unit: UnitOfWork, case: Case, agency: str) -> str:
    code = agency_of_return(unit, case, agency).code
    own = [
        item
        for item in case.items.values()
        if item.kind == RETURN and item.data.get("agency") == code
    ]
    return max(own, key=lambda item: item.opened_by).id


def _read_from_store(unit: UnitOfWork, reference: str, document: DocumentView) -> Summary:
    definition = unit.definition_of(review_in(unit, reference))
    return reading_of(content_of(unit, reference, document.sha256), definition).read()


def _view(summary: Summary, document: DocumentView | None = None) -> ChronologyView:
    return ChronologyView(
        entries=summary.entries,
        uncertain=summary.uncertain,
        first=summary.first,
        last=summary.last,
        columns={str(name): heading for name, heading in summary.columns.items()},
        kept_in_comment=summary.kept_in_comment,
        left_out=summary.left_out,
        document=document,
    )
