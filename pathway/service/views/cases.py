"""Cases, as callers are shown them: their items, what is awaited, and what there is to deal with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pathway.service.views.deadlines import DeadlineView
from pathway.service.views.history import EventView
from pathway.service.views.shapes import IN_PAGES, NOT_IN_JSON, LateView, View


@dataclass(frozen=True, slots=True)
class ItemView(View):
    """
    An incident, an agency return, an action or a publication.

    Args:
        id: Such as `agency_return:police`, `action:3` or `publication`.
        data: What else is on record about it; in JSON, next to the other members.
    """

    id: str
    kind: str
    state: str
    title: str
    data: Mapping[str, Any]

    def _shape(self, members: dict[str, Any]) -> dict[str, Any]:
        data = members.pop("data")
        return {**members, **data}


@dataclass(frozen=True, slots=True)
class SeatView(View):
    """
    A safeguarding partner's seat.

    Args:
        name: The name of its agency.
        emails: The people who answer for it now.
    """

    seat: str
    name: str
    emails: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedView(View):
    """
    Something that every safeguarding partner is asked to answer, such as a vote.

    Args:
        step: The step by which a partner answers.
        item: The item that it is about; None if it is about the case.
        given: The seats that have answered.
        missing: The seats that have not.
    """

    step: str
    title: str
    item: str | None
    given: tuple[SeatView, ...]
    missing: tuple[SeatView, ...]


@dataclass(frozen=True, slots=True)
class ProcessView(View):
    """
    A process that runs in parallel with the case, such as a criminal investigation.

    Args:
        process: Its code.
        hold: The number of the entry that says who must not be spoken to, if there is one.
        until: The last day of that hold, if it has one.
    """

    process: str
    title: str
    hold: int | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingView(View):
    """
    Something that a step left to be dealt with; a note settles it.

    Args:
        event: The number of the entry that it is about.
        code: `guard.NAME`, `late_reason_required`, `clock_after_met`, `later_day`,
            `form_lacks.FIELD` and others.
        deadline: The id of the deadline that it is about, if any.
        corrected_by: The number of the correction that left it, if one did.
    """

    id: str
    event: int
    step: str | None
    code: str
    deadline: str | None
    corrected_by: int | None
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView(LateView):
    """
    One case: its state, its items, its deadlines, and what there is to deal with.

    Args:
        kind: The kind of referral.
        line: What happens in this state, in a sentence. Not in the JSON.
        outcome: How it ended; None while it is open.
        version: The number of entries in its history; pass it to `take` as `expect_version`.
        definition: The name, version and edition of the definition that it follows.
        deadlines: All of them, including those that have ended, the soonest first.
        findings: What is left to be dealt with.
        wanted: What the safeguarding partners are asked to answer.
        damaged: Why it cannot be read, if it cannot; then the rest is what lists know of it.
        processes: Those that run in parallel with it.
        children: How many children it concerns.
        recommendations: The answer to each recommendation, by its name.
        links: Other cases that it is linked to, and how.
        suspended_on: The day on which the review was suspended, if it is.
        restricted: Whether only people who need to know read it.
        parts: The parts of which whoever asked may read anything, such as `status` and `returns`.
            What is not in them is left out, as if there were nothing.
        stages: The stages that it was in and has left, such as `rapid_review`, the earliest first;
            for whoever reads the history. Not in the JSON.
        events: What the call that returned this case recorded, in order; empty if the call only
            read. Not in the JSON.
        cursor: Its place in the list, for the next page; None where it is not in a page.
    """

    reference: str
    kind: str
    state: str
    state_title: str
    line: str = field(metadata=NOT_IN_JSON)
    outcome: str | None
    version: int
    opened_on: date
    changed_on: date
    definition: Mapping[str, str]
    items: tuple[ItemView, ...]
    deadlines: tuple[DeadlineView, ...]
    findings: tuple[FindingView, ...] = ()
    wanted: tuple[WantedView, ...] = ()
    processes: tuple[ProcessView, ...] = ()
    children: int = 0
    recommendations: Mapping[str, str] = field(default_factory=dict[str, str])
    links: Mapping[str, str] = field(default_factory=dict[str, str])
    urgent: bool = False
    legal_hold: bool = False
    suspended_on: date | None = None
    damaged: str | None = None
    restricted: bool = False
    parts: tuple[str, ...] = ()
    stages: tuple[str, ...] = field(default=(), metadata=NOT_IN_JSON)
    events: tuple[EventView, ...] = field(default=(), metadata=NOT_IN_JSON)
    cursor: str | None = field(default=None, compare=False, metadata=IN_PAGES)
