"""`pathway.reads`: who has read what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from pathway.errors import Reason, Refused, WrongUsage
from pathway.service.access.readers import read_as
from pathway.service.readable import readable
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.reads import ReadView
from pathway.storage import read_log
from pathway.storage.read_log import Read
from pathway.workflows.people.in_charge import is_shut_out

CHAIR = "chair"
FOR_CHAIR = "Who has read a case is for the chair, and for whoever keeps the installation."
MOST, BATCH = 10_000, 1_000


class Reads:
    """The record of what was read, which is no part of the history (`Pathway.reads`)."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    def list(
        self,
        reference: str | None = None,
        *,
        limit: int = MOST,
        after: int | None = None,
        by: str | None = None,
    ) -> list[ReadView]:
        """
        Return what was read, the latest first, with what this process has read until now. What
        other processes have read in the last seconds may not be on record yet.

        Args:
            reference: Only of this case or meeting.
            limit: At most so many.
            after: The number of the last one of the page before.
            by: Who asks, as for `Pathway.case`: the chair. What an upheld interest keeps them from
                is left out.

        Raises:
            NotFound: There is no such case, or nobody has that email.
            WrongUsage: The limit is less than one.
            Refused: They are not the chair, or nobody is named where somebody must be.
        """
        if limit < 1:
            raise WrongUsage(f"A page has at least one entry, not {limit}.")
        self._installation.write_reads()
        with self._installation.reading() as unit:
            read_as(unit, by)
            _refuse_others(unit)
            if reference is not None and not unit.cases.find(references=[reference]):
                unit.cases.get(reference)  # NotFound, rather than an empty list
            return list(islice(_readable(unit, reference, after), limit))


def _refuse_others(unit: UnitOfWork) -> None:
    if unit.reader is None:
        return
    if not unit.directory_for(unit.reader).holds(unit.reader, CHAIR):
        raise Refused(FOR_CHAIR, [Reason("not_permitted", FOR_CHAIR)])


def _readable(unit: UnitOfWork, reference: str | None, after: int | None) -> Iterator[ReadView]:
    """Yield what whoever asks may know of, page by page, so that each page is full."""
    while True:
        reads = list(read_log.listed(unit.connection, reference, limit=BATCH, after=after))
        yield from _views(unit, reads)
        if len(reads) < BATCH:
            return
        after = reads[-1].id


def _views(unit: UnitOfWork, reads: Iterable[Read]) -> Iterator[ReadView]:
    names, hidden = unit.names, _kept_from(unit, reads)
    for entry in reads:
        if entry.reference not in hidden:
            person = names.get(entry.person) if entry.person is not None else None
            email = person.email if person is not None else None
            case, number = entry.reference or None, entry.id or 0
            yield ReadView(entry.at, email, case, entry.parts, entry.door, number)


def _kept_from(unit: UnitOfWork, reads: Iterable[Read]) -> set[str]:
    """
    Return the cases from which an upheld interest keeps whoever asks, or of which that is not known,
    as they cannot be read.
    """
    if unit.reader is None:
        return set()
    references = dict.fromkeys(entry.reference for entry in reads if entry.reference)
    cases = readable(unit, references)
    return {
        name
        for name in references
        if name not in cases or is_shut_out(cases[name], unit.reader, None)
    }
