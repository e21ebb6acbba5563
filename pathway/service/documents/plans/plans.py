"""The action plan of a case as a file: Word, PDF, HTML, a workbook or CSV."""

from __future__ import annotations

from pathway.documents.plans.plan import Plan, plan_paper
from pathway.documents.plans.workbook import plan_as_csv, plan_as_xlsx
from pathway.documents.printing.formats import FORMATS, PrintedPaper, printed
from pathway.errors import WrongUsage
from pathway.service.access.readers import read_as
from pathway.service.cases.loading import review_in
from pathway.service.documents.plans.on_record import plan_on_record
from pathway.service.transactions import Installation

KIND = "action-plan"
TABLES = {"xlsx": plan_as_xlsx, "csv": plan_as_csv}


class PlanFiles:
    """Action plans as files, each read in a transaction of its own."""

    _installation: Installation

    def plan_on_record(self, reference: str, *, by: str | None = None) -> Plan:
        """
        Return the action plan of a case as plain data, as `plan` writes it.

        Args:
            by: Who reads, as for `Pathway.case`.

        Raises:
            NotFound: There is no such case or person.
            Refused: The person may read no action of the case.
        """
        with self._installation.reading() as unit:
            read_as(unit, by)
            return plan_on_record(unit, review_in(unit, reference)).plan()

    def plan(
        self,
        reference: str,
        *,
        by: str | None = None,
        format: str = "docx",  # noqa: A002 - the contract names it so
    ) -> PrintedPaper:
        """
        Return the action plan of a case as a file, with a file name that contains nobody's name.

        Args:
            format: docx, pdf or html for a document to read; xlsx or csv for one action a row, in
                the columns of the toolkit.

        Raises:
            WrongUsage: There is no such format, or the packages for it are not installed.
            NotFound: There is no such case or person.
            Refused: The person may read no action of the case.
        """
        if format not in TABLES and format not in FORMATS:
            known = ", ".join([*FORMATS, *TABLES])
            raise WrongUsage(f"{format!r} is not a format of plans; use one of {known}.")
        plan = self.plan_on_record(reference, by=by)
        if format in TABLES:
            return PrintedPaper(f"{reference}-{KIND}.{format}", TABLES[format](plan))
        return printed(plan_paper(plan), KIND, format)
