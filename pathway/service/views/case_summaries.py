"""Cases, as lists show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from pathway.service.views.deadlines import DeadlineView
from pathway.service.views.shapes import IN_PAGES, View


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSummary(View):
    """
    A case as lists show it. `Pathway.case` returns the whole of it.

    Args:
        state_title: The state in words.
        next_duty: The open duty that is due next; None if there is none.
        overdue: Whether any open duty is overdue.
        children: How many children it concerns.
        suspended_on: The day on which the review was suspended, if it is.
        restricted: Whether only people who need to know read it.
        damaged: Why it cannot be read, if it cannot; then the rest is what its row says.
        parts: The parts of which whoever asked may read anything. What is not in them is left out.
        cursor: Its place in the list, for the next page; None where it is not in a page.

    The other members are those of `CaseView`.
    """

    reference: str
    kind: str
    state: str
    state_title: str
    outcome: str | None
    version: int
    opened_on: date
    changed_on: date
    definition: Mapping[str, str]
    next_duty: DeadlineView | None = None
    overdue: bool = False
    children: int = 0
    urgent: bool = False
    legal_hold: bool = False
    suspended_on: date | None = None
    restricted: bool = False
    damaged: str | None = None
    parts: tuple[str, ...] = ()
    cursor: str | None = field(default=None, compare=False, metadata=IN_PAGES)
