"""
A history in pages: of the case, only the entries of the page are read, and those without which what
they correct, and what corrected them, cannot be told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from pathway.errors import WrongUsage
from pathway.service.access.entries import Opening
from pathway.service.cases.reading.entries import entry_views
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.history import EventView
from pathway.workflows.cases.entries import Correction, corrections_in, is_vote
from pathway.workflows.history.case import Case
from pathway.workflows.history.events import Event

# How many entries are read at once, however many are asked for.
FEWEST, MOST = 20, 200


def history_page(
    unit: UnitOfWork, case: Case, *, limit: int | None, after: int | None
) -> list[EventView]:
    """
    Return the entries of a history that the reader may read, whose sealed parts are open.

    Args:
        limit: At most so many; None for all.
        after: The number of the last entry of the page before.

    Raises:
        NotFound: There is no such entry.
        WrongUsage: The limit is less than one.
    """
    if limit is not None and limit < 1:
        raise WrongUsage(f"A page has at least one entry, not {limit}.")
    if after is not None:
        unit.cases.event(case.reference, after, opened=False)
    listed = _views(unit, case, after or 0, min(MOST, max(FEWEST, limit or MOST)))
    return list(islice(listed, limit))


def _views(unit: UnitOfWork, case: Case, after: int, size: int) -> Iterator[EventView]:
    while True:
        page = unit.cases.page(case.reference, after, limit=size)
        around = _Around(unit, case, {event.seq: event for event in page})
        yield from entry_views(unit, page, Opening(unit, case, around.entry), around.corrections())
        if len(page) < size:
            return
        after = page[-1].seq


@dataclass
class _Around:
    """What a page has to do with other entries of its case."""

    unit: UnitOfWork
    case: Case
    known: dict[int, Event]

    def entry(self, number: int) -> Event:
        """Return an entry, read if it is not known yet."""
        if number not in self.known:
            self.known[number] = self.unit.cases.event(self.case.reference, number)
        return self.known[number]

    def corrections(self) -> Sequence[Correction]:
        """Return the corrections on the page, and of its entries."""
        corrected = self._corrected()
        about = {corrected.get(number, number) for number in self.known}
        concerned = {number for number, entry in corrected.items() if entry in about}
        entries = [self.entry(number) for number in {corrected[name] for name in concerned}]
        if any(is_vote(entry) for entry in entries):
            # What was voted on is found only by replaying the case up to the vote.
            return corrections_in(list(self.unit.cases.events(self.case.reference)))
        wanted = sorted(concerned | {entry.seq for entry in entries})
        return corrections_in([self.entry(number) for number in wanted])

    def _corrected(self) -> Mapping[int, int]:
        """Return the numbers of entries by the numbers of their corrections."""
        corrections = self.case.memory.get("corrections", {})
        return {int(number): record["entry"] for number, record in corrections.items()}
