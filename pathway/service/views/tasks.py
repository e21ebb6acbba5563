"""Tasks as callers are shown them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from pathway.service.views.deadlines import OwnerView
from pathway.service.views.shapes import IN_PAGES, Instant, View


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView(View):
    """
    An open duty, as work for somebody.

    Args:
        case: The reference of its case.
        id: The deadline's id.
        owner: Whose duty it is, with those who are in charge of it now, whoever holds it first.
        days_left: Working days until it is due; negative when it is overdue.
        holder: The email of the person who has taken it on; None if nobody has, or they may not act.
        lent_by: The email of the colleague who handed it to them and gets it back, if one did.
        follow_up_on: The day on which whoever asks wants to be reminded of it.
        damaged: Why it cannot be read, if it cannot.
        cursor: Its place in the list, for the next page; None where it is not in a page.
    """

    case: str
    id: str
    title: str
    item: str | None
    owner: OwnerView
    state: str
    due: date
    days_left: int
    overdue: bool
    holder: str | None
    lent_by: str | None
    follow_up_on: date | None
    damaged: str | None = None
    cursor: str | None = field(default=None, compare=False, metadata=IN_PAGES)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskChange(View):
    """
    One thing that was done with a task.

    Args:
        number: Of the recorded change.
        by: The email of who did it; None for the system.
        what: take_on, give_back, hand, return, follow_up or lapse.
        id: The deadline's id.
        holder: The email of who had it afterwards; None if nobody did.
        follow_up_on: For a follow-up date, the new day; None if it was taken back.
    """

    number: int
    at: Instant
    by: str | None
    what: str
    id: str
    holder: str | None = None
    follow_up_on: date | None = None
