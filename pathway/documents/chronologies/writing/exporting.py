"""What is chosen of an integrated chronology, as a file of any kind."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Literal, get_args

from pathway.documents.chronologies.integrated import IntegratedChronology, MarkedEntry, Selection
from pathway.documents.chronologies.writing.csv_files import write_csv
from pathway.documents.chronologies.writing.lanes import Lanes, lanes_of
from pathway.documents.chronologies.writing.pages import blocks_of, selection_words
from pathway.documents.paper import Block, Paper, Paragraph, Picture
from pathway.documents.tables.rows import LAST_ROW
from pathway.errors import WrongUsage
from pathway.workflows.definitions.chronology_format import Headings

FileKind = Literal["xlsx", "csv", "docx", "pdf", "png", "svg"]
FILE_KINDS: tuple[FileKind, ...] = get_args(FileKind)
TITLE, MARKING = "Integrated chronology", "OFFICIAL-SENSITIVE"
# Below the headings.
TOO_MANY_FOR_A_SHEET = (
    f"The chronology has more than {LAST_ROW - 1:,} entries, too many for a sheet of Excel: choose "
    "an agency, a person or a span of time, or export .csv."
)


@dataclass(frozen=True)
class ChosenChronology:
    """
    What is chosen of an integrated chronology, with all that is written about it.

    Args:
        agency_names: What agencies are called, by code.
        headings: The headings of its columns, from the definition.
        reference: The case.
        made_on: The day, as people write it.
    """

    integrated: IntegratedChronology
    selection: Selection
    agency_names: Mapping[str, str]
    headings: Headings
    reference: str
    made_on: str

    def marked(self) -> Iterator[MarkedEntry]:
        """Yield its entries, in their order; as often as one likes."""
        return self.integrated.marked(self.selection)

    def has_more_than(self, number: int) -> bool:
        """Return whether it has more entries than that; where many were sent they are counted."""
        if self.integrated.sent <= number:
            return False
        return next(islice(self.marked(), number, None), None) is not None

    @property
    def title(self) -> str:
        """Return what stands above its picture."""
        return f"{self.reference}: {TITLE.lower()}"

    def lanes(self) -> Lanes:
        """Return what its picture shows."""
        return lanes_of(self.marked(), self.agency_names)

    def blocks(self, *, is_wide: bool = False, with_picture: bool = True) -> list[Block]:
        """
        Return it as part of a paper: what is chosen, its picture, and its table.

        Args:
            is_wide: The pages lie on their side.

        Raises:
            WrongUsage: It has too many entries to be read on paper, or nothing that draws is
                installed.
        """
        blocks: list[Block] = []
        only = selection_words(self.selection, self.agency_names)
        if only:
            blocks.append(Paragraph(only, tone="note"))
        table = blocks_of(self.marked(), self.agency_names, is_wide=is_wide)
        if with_picture:
            blocks += self._picture()
        return [*blocks, *table]

    def _picture(self) -> list[Block]:
        from pathway.documents.chronologies.writing.timeline import picture_of

        lanes = self.lanes()
        if lanes.span is None:
            return []
        return [Picture(picture_of(lanes, self.title), lanes.in_words)]

    def as_paper(self) -> Paper:
        """Return it as a paper of its own. Raises what `blocks` raises."""
        return Paper(
            TITLE,
            self.blocks(is_wide=True),
            reference=self.reference,
            made_on=self.made_on,
            marking=MARKING,
            is_wide=True,
        )


def exported(chosen: ChosenChronology, kind: str) -> bytes:
    """
    Return what is chosen as a file.

    Raises:
        WrongUsage: There is no such kind, it has too many entries for that kind, or what writes it
            is not installed.
    """
    write = WRITERS.get(kind)
    if write is None:
        raise WrongUsage(f"A chronology is written as {', '.join(FILE_KINDS)}, not as {kind}.")
    return write(chosen)


def _csv(chosen: ChosenChronology) -> bytes:
    file = io.BytesIO()
    write_csv(chosen.marked(), chosen.headings, chosen.agency_names, file)
    return file.getvalue()


def _xlsx(chosen: ChosenChronology) -> bytes:
    from pathway.documents.chronologies.writing.workbook_files import write_workbook

    if chosen.has_more_than(LAST_ROW - 1):
        raise WrongUsage(TOO_MANY_FOR_A_SHEET)
    file = io.BytesIO()
    write_workbook(chosen.marked(), chosen.headings, chosen.agency_names, file)
    return file.getvalue()


def _docx(chosen: ChosenChronology) -> bytes:
    from pathway.documents.printing.word import paper_as_docx

    return paper_as_docx(chosen.as_paper())


def _pdf(chosen: ChosenChronology) -> bytes:
    from pathway.documents.printing.pdf import paper_as_pdf

    return paper_as_pdf(chosen.as_paper())


def _png(chosen: ChosenChronology) -> bytes:
    from pathway.documents.chronologies.writing.timeline import picture_of

    return picture_of(chosen.lanes(), chosen.title)


def _svg(chosen: ChosenChronology) -> bytes:
    from pathway.documents.chronologies.writing.timeline import picture_of

    return picture_of(chosen.lanes(), chosen.title, "svg")


WRITERS: Mapping[str, Callable[[ChosenChronology], bytes]] = {
    "xlsx": _xlsx,
    "csv": _csv,
    "docx": _docx,
    "pdf": _pdf,
    "png": _png,
    "svg": _svg,
}
