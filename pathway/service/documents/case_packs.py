"""A case as a paper to read, for a meeting or a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pathway.service.access.entries import open_to_reader
from pathway.service.access.readers import note_read, part_refused, read_as, required_reading
from pathway.service.cases.loading import review_in
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.workflows.history.case import Case

if TYPE_CHECKING:
    from pathway.documents.case_pack.answers import Names
    from pathway.documents.case_pack.pack import PackOptions
    from pathway.documents.paper import Block, Paper
    from pathway.documents.printing.formats import PrintedPaper

CASE_PACK, CHRONOLOGY = "case-pack", "chronology"


class CasePacks:
    """Cases as papers to read, each read in a transaction of its own."""

    _installation: Installation

    def case_paper(
        self,
        reference: str,
        *,
        by: str | None = None,
        parts: Sequence[str] = (),
        watermark: str = "",
        circulation: Sequence[str] = (),
    ) -> Paper:
        """
        Return a case as a paper: plain data, which `pathway.documents.printing` prints.

        Args:
            by: Who reads, as for `Pathway.case`.
            parts: The names of the parts to include, such as `decisions`; all that they may read if
                left out.
            watermark: A word behind the text of each page, such as DRAFT.
            circulation: The recipients, for the circulation list.

        Raises:
            NotFound: There is no such case, person or part.
            Refused: The person may read nothing of the case, or not a part that is named.
        """
        from pathway.documents.case_pack.pack import PackOptions

        options = PackOptions(parts, watermark, circulation)
        return self._paper(reference, by, options, with_picture=False)

    def case_names(self, reference: str, *, by: str | None = None, documents: bool = True) -> Names:
        """
        Return what agencies, people, items, documents and codes of a case are called, as far as the
        person may read what is called that.

        Args:
            documents: False leaves documents out: their names are in the history, all of which has
                to be opened for them.

        Raises:
            NotFound: There is no such case or person.
            Refused: The person may read nothing of the case.
        """
        from pathway.service.documents.records.naming import names_of

        with self._installation.reading() as unit:
            read_as(unit, by)
            case = unit.cases.get(reference)
            own = required_reading(unit, case)
            unit.need_key()
            note_read(unit, reference, *own.parts)
            entries = open_to_reader(unit, case) if documents else ()
            return names_of(unit, unit.definition_of(case), case, entries)

    def case_parts(self, reference: str, *, by: str | None = None) -> tuple[str, ...]:
        """
        Return the names of the parts of a case of which the person may read anything.

        Raises:
            NotFound: There is no such case or person.
            Refused: The person may read nothing of the case.
        """
        with self._installation.reading() as unit:
            read_as(unit, by)
            return required_reading(unit, unit.cases.get(reference)).parts

    def case_pack(
        self,
        reference: str,
        *,
        by: str | None = None,
        format: str = "docx",  # noqa: A002 - the contract names it so
        parts: Sequence[str] = (),
        watermark: str = "",
        circulation: Sequence[str] = (),
    ) -> PrintedPaper:
        """
        Return a case as a file to read, with a file name that contains nobody's name.

        Args:
            format: docx, pdf or html.
            parts: The other arguments are as for `case_paper`.

        Raises:
            WrongUsage: There is no such format, or the packages for papers are not installed.
            NotFound: There is no such case, person or part.
            Refused: The person may read nothing of the case, or not a part that is named.
        """
        from pathway.documents.case_pack.pack import PackOptions
        from pathway.documents.printing.formats import printed

        options = PackOptions(parts, watermark, circulation)
        return printed(self._paper(reference, by, options, with_picture=True), CASE_PACK, format)

    def _paper(
        self, reference: str, by: str | None, options: PackOptions, *, with_picture: bool
    ) -> Paper:
        # Papers are made by few commands, and are loaded by no other.
        from pathway.documents.case_pack.pack import case_pack, chosen
        from pathway.service.documents.case_chronology import chronology_part
        from pathway.service.documents.records.record import case_record

        with self._installation.reading() as unit:
            read_as(unit, by)
            case = review_in(unit, reference)
            options = _readable(unit, case, options)
            note_read(unit, reference, *(options.parts or options.may_read or ()))
            chronology: Sequence[Block] = ()
            if CHRONOLOGY in chosen(options.parts):
                chronology = chronology_part(unit, reference, with_picture=with_picture)
            return case_pack(case_record(unit, case, chronology), options)


def _readable(unit: UnitOfWork, case: Case, options: PackOptions) -> PackOptions:
    """
    Return options with the parts that the reader may read, of which something is theirs.

    Raises:
        Refused: They may read nothing of the case, or not a part that was named.
    """
    from pathway.documents.case_pack.pack import chosen

    own = required_reading(unit, case)
    for name in options.parts and chosen(options.parts):
        if name not in own.parts:
            raise part_refused(case, name)
    return replace(options, may_read=own.parts)
