"""Dated duties, as callers are shown them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field, field_serializer

from pathway.service.views.shapes import View


@dataclass(frozen=True, slots=True)
class OwnerView(View):
    """Whose duty it is, and the emails of the people in charge now, in their order."""

    role: str
    agency: str | None
    emails: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DelayView(View):
    """The day to which a duty was put off, and whether that delay still runs."""

    revised: date
    runs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineView(View):
    """
    A dated duty with how it was counted.

    Args:
        delay: The day to which it was put off, where it was.
        damaged: Why it cannot be read, where it cannot; then the rest is what lists know of it.
        prompt: It only reminds, and is never breached.
        due_at: The instant by which it is due, where it is counted in hours; `due` is its London
            day. In JSON `due` is the instant then.
        clock_at: The instant at which its clock started, likewise.
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
    due_at: Annotated[datetime | None, Field(exclude=True)] = None
    clock_at: Annotated[datetime | None, Field(exclude=True)] = None

    @field_serializer("due")
    def _due(self, due: date) -> str:
        return (self.due_at or due).isoformat()

    @field_serializer("clock_on")
    def _clock_on(self, clock_on: date) -> str:
        return (self.clock_at or clock_on).isoformat()
