"""Cases, as callers are shown them: their items, what is awaited, and what there is to deal with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from pathway.service.views.deadlines import DeadlineView
from pathway.service.views.history import EventView
from pathway.service.views.shapes import View


@dataclass(frozen=True, slots=True)
class ItemView(View):
    """
    An incident, an agency return, an action or a publication.

    Args:
        data: What else is on record of it; in JSON beside the other members.
    """

    id: str
    kind: str
    state: str
    title: str
    data: Mapping[str, Any]

    @model_serializer(mode="wrap")
    def _shape(self, members: SerializerFunctionWrapHandler) -> dict[str, Any]:
        shape = members(self)
        data = shape.pop("data")
        return {**shape, **data}


@dataclass(frozen=True, slots=True)
class SeatView(View):
    """
    A safeguarding partners' seat, the name of its agency, and the emails of those who answer for
    it now.
    """

    seat: str
    name: str
    emails: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedView(View):
    """
    The answers that are awaited from each safeguarding partner.

    Args:
        step: The step with which a partner answers.
        item: What it is about, where that is not the case.
        given: The seats whose answer is in.
        missing: Those whose answer is still awaited.
    """

    step: str
    title: str
    item: str | None
    given: tuple[SeatView, ...]
    missing: tuple[SeatView, ...]


@dataclass(frozen=True, slots=True)
class ProcessView(View):
    """
    A process that runs beside the case.

    Args:
        process: Its code.
        hold: The number of the entry that says who may not be spoken to, where somebody may not.
        until: The last day of that hold, where it has one.
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
        event: The entry that it is about.
        code: `guard.NAME`, `late_reason_required`, `clock_after_met`, `later_day`,
            `form_lacks.FIELD` and others.
        corrected_by: The number of the correction that left it, where one did.
    """

    id: str
    event: int
    step: str | None
    code: str
    deadline: str | None
    corrected_by: int | None
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView(View):
    """
    One case: its state, its items, its deadlines, and what there is to deal with.

    Args:
        line: What happens in its state, in a sentence; not in its JSON.
        wanted: Answers that are awaited from the partners.
        damaged: Why it cannot be read, where it cannot; then the rest is what lists know of it.
        processes: Those that run beside it, each with its hold on whom one may speak to, if any.
        events: What the call that returned this recorded, in order; empty where it only read. Not
            in its JSON.
    """

    reference: str
    kind: str
    state: str
    state_title: str
    line: Annotated[str, Field(exclude=True)]
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
    events: Annotated[tuple[EventView, ...], Field(exclude=True)] = ()
