"""Cases as answers to national systems, as files."""

from __future__ import annotations

from collections.abc import Sequence

from pathway.documents.paper import Paper
from pathway.documents.printing.formats import PrintedPaper, printed
from pathway.documents.sheets_for_others.nhs_tracker import tracker_as_csv, tracker_as_xlsx
from pathway.documents.sheets_for_others.notification import notification_paper
from pathway.errors import WrongUsage
from pathway.service.access.readers import read_as
from pathway.service.cases.loading import review_in
from pathway.service.documents.sheets.nhs_tracker import tracker_rows
from pathway.service.documents.sheets.notifications import notification_sheet
from pathway.service.transactions import Installation

NOTIFICATION, TRACKER = "national-notification", "nhs-tracker"
TABLES = {"xlsx": tracker_as_xlsx, "csv": tracker_as_csv}


class SheetsForOthers:
    """Cases as answers to national systems, each read in a transaction of its own."""

    _installation: Installation

    def national_notification_paper(
        self, reference: str, *, by: str | None = None, incident: str | None = None
    ) -> Paper:
        """
        Return the known questions of the national notification, pre-filled from a case, as a paper.

        Args:
            by: Who reads, as for `Pathway.case`.
            incident: Its id, such as `incident:2`; the first on record if left out.

        Raises:
            NotFound: There is no such case, person or incident.
            Refused: The person may not read the referral of the case.
        """
        with self._installation.reading() as unit:
            read_as(unit, by)
            case = review_in(unit, reference)
            return notification_paper(notification_sheet(unit, case, incident))

    def national_notification(
        self,
        reference: str,
        *,
        by: str | None = None,
        incident: str | None = None,
        format: str = "docx",  # noqa: A002 - the contract names it so
    ) -> PrintedPaper:
        """
        Return the same as a file, with a file name that contains nobody's name.

        Args:
            format: docx, pdf or html.

        Raises:
            What `national_notification_paper` raises.
            WrongUsage: There is no such format, or the packages for papers are not installed.
        """
        paper = self.national_notification_paper(reference, by=by, incident=incident)
        return printed(paper, NOTIFICATION, format)

    def nhs_tracker(
        self,
        references: Sequence[str] = (),
        *,
        by: str | None = None,
        format: str = "xlsx",  # noqa: A002 - the contract names it so
    ) -> PrintedPaper:
        """
        Return cases in the fields of the NHS Safeguarding Case Review Tracker, one case a row.

        Args:
            references: The cases; all that the person may see if left out.
            by: As for `national_notification`.
            format: xlsx or csv.

        Raises:
            NotFound: There is no such case or person.
            Refused: The person may not read a case that is named whole.
            WrongUsage: There is no such format, or nothing that writes workbooks is installed.
        """
        if format not in TABLES:
            raise WrongUsage(f"{format!r} is not a format of the tracker; use xlsx or csv.")
        with self._installation.reading() as unit:
            read_as(unit, by)
            rows = tracker_rows(unit, references)
        name = f"{references[0]}-{TRACKER}" if len(references) == 1 else TRACKER
        return PrintedPaper(f"{name}.{format}", TABLES[format](rows))
