"""The letter that asks an agency for its return, as a paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pathway.service.access.readers import note_read, part_refused, read_as, required_reading
from pathway.service.cases.loading import review_in
from pathway.service.transactions import Installation
from pathway.workflows.known_names import RETURN

if TYPE_CHECKING:
    from pathway.documents.paper import Paper
    from pathway.documents.printing.formats import PrintedPaper

LETTER = "request-letter"


class RequestLetters:
    """Letters to agencies, each made in a transaction of its own."""

    _installation: Installation

    def request_paper(self, reference: str, agency: str, *, by: str | None = None) -> Paper:
        """
        Return the letter that asks an agency for its return, as plain data. It names no child and
        gives no details of the case but its reference.

        Args:
            agency: The agency's code, for the latest request to it, or the id of the return.
            by: The email of the person who is sending it, or the host's user if there is an
                authoriser.

        Raises:
            NotFound: There is no such case or person, or the agency was not asked for a return.
            Refused: The return was received or settled, or is not the person's to read.
        """
        from pathway.documents.letters.return_request import request_letter
        from pathway.service.documents.records.requests import asked, request_in_words

        with self._installation.reading() as unit:
            read_as(unit, by)
            case = review_in(unit, reference)
            readable = required_reading(unit, case)
            item = asked(unit, case, agency)
            if not readable.sees_item(item):
                raise part_refused(case, "returns")
            note_read(unit, reference, "returns")
            return request_letter(request_in_words(unit, case, item))

    def request_letter(
        self,
        reference: str,
        agency: str,
        *,
        by: str | None = None,
        format: str = "docx",  # noqa: A002 - the contract names it so
    ) -> PrintedPaper:
        """
        Return that letter as a file. Raises what `request_paper` raises.

        Args:
            format: docx, pdf or html.

        Raises:
            WrongUsage: There is no such format, or the packages for papers are not installed.
        """
        from pathway.documents.printing.formats import printed

        paper = self.request_paper(reference, agency, by=by)
        code = agency.removeprefix(f"{RETURN}:").replace(":", "-").replace("_", "-")
        return printed(paper, f"{LETTER}-{code}", format)
