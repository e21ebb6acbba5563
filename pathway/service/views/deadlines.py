"""Dated duties, as callers are shown them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pathway.service.views.shapes import IN_PAGES, NOT_IN_JSON, View


@dataclass(frozen=True, slots=True)
class OwnerView(View):
    """
    Whose duty it is.

    Args:
        emails: The people in charge now, in the order in which they are asked.
    """

    role: str
    agency: str | None
    emails: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DelayView(View):
    """
    A recorded delay of a duty; it does not change when the duty is due.

    Args:
        revised: The day by which it is now expected to be done.
        runs: Whether the delay is still in force.
    """

    revised: date
    runs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineView(View):
    """
    A dated duty, and how it was counted.

    Args:
        case: The reference of its case.
        id: Its identity in the case, as `explain` takes it.
        key: Its name in the definition; a case may have several deadlines with the same key.
        item: The item that it concerns, if any.
        child: The number of the child that it concerns, if any.
        seat: The safeguarding partner's seat that it concerns, if any.
        about: Another duty, or a round of votes, that it concerns, if any.
        occurrence: Which of several with the same key and subject it is, from 1.
        status: law, guidance, expected or local.
        state: running, breached, met, met_late, stopped or waived.
        rule: How it is counted, in words.
        clock_on: The day from which it is counted; that day is not counted itself.
        due: The day by which it must be done.
        practical: The last working day by then.
        provisional: Whether it lies beyond the published bank holidays.
        days_left: Working days until it is due; negative when it is overdue.
        status_grade: How well its rule is confirmed: C, S, D or B.
        source: Where its rule comes from.
        skipped: The days that were not counted, each with the reason.
        calendar: The version of the calendar by which it was counted.
        moves: Its earlier due days, and the entry that moved each.
        delay: The delay that is recorded on it, if any.
        breach_corrected: Whether its breach turned out not to be one.
        breaches: Its recorded breaches: the entry, the due day, and whether it was corrected.
        damaged: Why it cannot be read, if it cannot; then the rest is what lists know of it.
        prompt: Whether it only reminds, and is never breached.
        suspended_on: The day since which it has stood still, if it does.
        cursor: Its place in the list, for the next page; None where it is not in a page.
        due_at: The instant by which it is due if it is counted in hours, and `due` is then the day
            in London. Not in the JSON, in which `due` is then the instant.
        clock_at: Likewise, the instant at which its clock started.
    """

    case: str
    id: str
    key: str
    title: str
    item: str | None
    child: int | None
    seat: str | None
    about: str | None
    occurrence: int
    owner: OwnerView
    status: str
    state: str
    rule: str
    clock_on: date
    due: date
    practical: date
    provisional: bool
    met_on: date | None
    overdue: bool
    days_left: int
    status_grade: str
    source: str
    skipped: tuple[Mapping[str, str], ...]
    calendar: str
    moves: tuple[Mapping[str, Any], ...] = ()
    delay: DelayView | None = None
    breach_corrected: bool = False
    breaches: tuple[Mapping[str, Any], ...] = ()
    prompt: bool = False
    suspended_on: date | None = None
    damaged: str | None = None
    cursor: str | None = field(default=None, compare=False, metadata=IN_PAGES)
    due_at: datetime | None = field(default=None, metadata=NOT_IN_JSON)
    clock_at: datetime | None = field(default=None, metadata=NOT_IN_JSON)

    def _shape(self, members: dict[str, Any]) -> dict[str, Any]:
        return {
            **members,
            "clock_on": (self.clock_at or self.clock_on).isoformat(),
            "due": (self.due_at or self.due).isoformat(),
        }
