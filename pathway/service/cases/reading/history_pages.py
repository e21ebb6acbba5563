"""
A history in pages: of the case, only the entries of the page are read, and those without which what
they correct, and what corrected them, cannot be told.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from pathway.errors import WrongUsage
from pathway.service.access.entries import Opening
from pathway.service.access.readers import reading
from pathway.service.cases.reading.around import Around
from pathway.service.cases.reading.entries import entry_views
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.history import EventView
from pathway.workflows.access.reading import HISTORY
from pathway.workflows.history.case import Case

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
    # Of the entries that are read, whoever may not read all of the history is shown some.
    fewest = 1 if reading(unit, case).sees(HISTORY) else FEWEST
    listed = _views(unit, case, after or 0, min(MOST, max(fewest, limit or MOST)))
    return list(islice(listed, limit))


def _views(unit: UnitOfWork, case: Case, after: int, size: int) -> Iterator[EventView]:
    while True:
        page = unit.cases.page(case.reference, after, limit=size)
        around = Around(unit, case, {event.seq: event for event in page})
        yield from entry_views(unit, page, Opening(unit, case, around.entry), around.corrections())
        if len(page) < size:
            return
        after = page[-1].seq
