"""The integrated chronology of a case, merged from the chronologies of its returns."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from pathway.documents.chronologies.days.when import NO_DAY
from pathway.documents.chronologies.integrated import (
    ALL,
    DEFAULT_GAP_DAYS,
    Contribution,
    IntegratedChronology,
    MarkedEntry,
    Selection,
)
from pathway.documents.chronologies.reading.row_reading import Agency
from pathway.documents.chronologies.writing.exporting import ChosenChronology, FileKind, exported
from pathway.documents.paper import Block, Paragraph
from pathway.errors import ImportRefused, NotFound, WrongUsage
from pathway.service.access.readers import note_read, part_refused, reading, required_reading
from pathway.service.cases.loading import review_in
from pathway.service.files.chronologies import entries_of
from pathway.service.files.storing import contents_of
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.chronologies import ChronologyFile, ContributionView, EntryView
from pathway.workflows.access.reading import Reading
from pathway.workflows.attempts.numbers import CHRONOLOGY_GAP
from pathway.workflows.calendar.in_words import day_words
from pathway.workflows.cases.agencies import defined_agencies
from pathway.workflows.history.case import Case
from pathway.workflows.history.item import Item
from pathway.workflows.known_names import RETURN

PART = "chronology"
ACCEPTED = ("accepted",)
HANDED_IN = ("accepted", "submitted", "involved")


@dataclass(frozen=True)
class CaseChronology:
    """
    The integrated chronology of a case, as of the time of the call.

    Args:
        contributions: The chronologies of the returns.
    """

    contributions: list[ContributionView]
    _chosen: ChosenChronology = field(repr=False)

    def entries(self) -> Iterator[EntryView]:
        """Yield its entries in order; may be called repeatedly."""
        for marked in self._chosen.marked():
            yield _entry_view(marked, self._chosen)

    def blocks(self, *, with_picture: bool = True) -> list[Block]:
        """
        Return it as part of a paper whose pages are upright: what is chosen, its picture, and its
        table.

        Raises:
            WrongUsage: It has too many entries to be read on paper, or nothing that draws is
                installed.
        """
        return self._chosen.blocks(with_picture=with_picture)

    def export(self, kind: FileKind) -> ChronologyFile:
        """
        Return it as a file.

        Args:
            kind: xlsx, csv, docx, pdf, png or svg.

        Raises:
            WrongUsage: There is no such kind, it has too many entries for that kind, or what
                writes it is not installed.
        """
        is_picture = kind in ("png", "svg")
        return ChronologyFile(
            f"{self._chosen.reference}-integrated-chronology.{kind}",
            exported(self._chosen, kind),
            self._chosen.lanes().in_words if is_picture else "",
        )


def chronology_of(
    unit: UnitOfWork,
    reference: str,
    selection: Selection,
    *,
    gap_days: int | None = None,
    accepted_only: bool = True,
) -> CaseChronology:
    """
    Return the integrated chronology of a case, of the returns that its reader may read.

    Args:
        selection: What is taken of it; the agency by its code or its name.
        gap_days: After more days than that without an entry there is a gap; left out, the
            definition says after how many.
        accepted_only: Only of returns that are accepted, not of those that were handed in.

    Raises:
        NotFound: There is no such case, or no return of that agency.
        Refused: They may read none.
        KeyMissing: There is no key to open the files.
        ImportRefused: A chronology cannot be read under the definition.
    """
    case = review_in(unit, reference)
    readable = required_reading(unit, case)
    if not {PART, "returns"} & set(readable.parts):
        raise part_refused(case, PART)
    note_read(unit, reference, PART)
    definition = unit.definition_of(case)
    states = ACCEPTED if accepted_only else HANDED_IN
    contributions = _contributions(unit, case, readable, states)
    if selection.agency is not None:
        agency = agency_of_return(unit, case, selection.agency)
        selection = replace(selection, agency=agency.code)
    if gap_days is None:
        gap_days = definition.case.numbers.get(CHRONOLOGY_GAP, DEFAULT_GAP_DAYS)
    integrated = IntegratedChronology(
        (
            Contribution(view.item, entries_of(unit, case, _agency(view), view.sha256))
            for view in contributions
            if view.kept == "here"
        ),
        gap_days,
    )
    names = {view.agency: view.agency_name for view in contributions}
    made_on = day_words(unit.today)
    chosen = ChosenChronology(
        integrated, selection, names, definition.case.chronology, reference, made_on
    )
    return CaseChronology(contributions, chosen)


def chronology_part(unit: UnitOfWork, reference: str, *, with_picture: bool) -> list[Block]:
    """
    Return the integrated chronology of the accepted returns as a part of a case pack: nothing where
    there is none, and a sentence where it cannot be shown.
    """
    try:
        if not reading(unit, review_in(unit, reference)).sees(PART):
            return []
        chronology = chronology_of(unit, reference, ALL)
        if not any(view.kept == "here" for view in chronology.contributions):
            return []
        return chronology.blocks(with_picture=with_picture)
    except (ImportRefused, WrongUsage) as error:
        return [Paragraph(str(error), tone="warning")]


def agency_of_return(unit: UnitOfWork, case: Case, named: str) -> Agency:
    """
    Return the agency of a case's return, from its code or its name.

    Raises:
        NotFound: The case has no return of it; the nearest are named.
    """
    wanted = " ".join(named.split()).casefold()
    known: list[str] = []
    for item in case.items.values():
        if item.kind == RETURN:
            code = item.data.get("agency", "")
            name = agency_name(unit, case, code)
            if wanted in (code.casefold(), name.casefold()):
                return Agency(code, name)
            known += [code, name]
    hint = f"See `pathway case {case.reference}` for its returns."
    raise NotFound("return of the agency", named, known, hint)


def agency_name(unit: UnitOfWork, case: Case, code: str) -> str:
    """Return what an agency is called in a case."""
    return unit.directory.agency_name(code, defined_agencies(unit.definition_of(case)))


def _contributions(
    unit: UnitOfWork, case: Case, readable: Reading, states: Collection[str]
) -> list[ContributionView]:
    """Return the chronologies of the returns in these states that somebody may read."""
    stored = contents_of(unit, case.reference)
    remembered = case.memory.get("files", {})
    views: list[ContributionView] = []
    for item in _returns(case, readable, states):
        sha256, agency = item.data.get("chronology", ""), item.data.get("agency", "")
        lost: Literal["missing", "elsewhere"] = "missing" if sha256 in remembered else "elsewhere"
        views.append(
            ContributionView(
                item=item.id,
                state=item.state,
                agency=agency,
                agency_name=agency_name(unit, case, agency),
                sha256=sha256,
                kept="here" if sha256 in stored else lost,
            )
        )
    return views


def _returns(case: Case, readable: Reading, states: Collection[str]) -> Iterator[Item]:
    for item in case.items.values():
        is_wanted = item.kind == RETURN and item.state in states and "chronology" in item.data
        if is_wanted and readable.sees_item(item):
            yield item


def _agency(view: ContributionView) -> Agency:
    return Agency(view.agency, view.agency_name)


def _entry_view(marked: MarkedEntry, chosen: ChosenChronology) -> EntryView:
    entry = marked.entry
    is_dated = entry.when.first != NO_DAY
    return EntryView(
        when=entry.when.written,
        first=entry.when.first if is_dated else None,
        last=entry.when.last if is_dated else None,
        uncertain=entry.when.is_uncertain,
        time=entry.time.written,
        end=entry.end.written if entry.end else "",
        end_time=entry.end_time,
        sequence=entry.sequence,
        agency=entry.agency,
        agency_name=chosen.agency_names.get(entry.agency, entry.agency),
        source=entry.source,
        about=entry.about,
        event=entry.event,
        response=entry.response,
        seen=entry.seen,
        impact=entry.impact,
        comment=entry.comment,
        agencies=marked.agencies,
        gap=marked.gap,
    )
