"""Entries of a history, as callers are shown them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from pathway.service.views.shapes import Instant, View


@dataclass(frozen=True, slots=True)
class CorrectionView(View):
    """
    What a correction changed.

    Args:
        event: The entry at the other end: for a correction, the entry that it corrects; for an
            entry, its correction.
        field: `occurred_on`, or the value's place in the input.
        from_: What the field said until then; None where it was empty.
    """

    event: int
    field: str
    from_: Annotated[Any, Field(serialization_alias="from")]
    to: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView(View):
    """
    One entry of a history.

    Args:
        input: What was first said with it; later corrections are in `corrected_by`.
        confirmed: What was accepted after a warning: `unlisted` agencies, a referral made `again`.
        deadlines: Those it started or ended, by id, with the state it left them in.
        moved: Those that it moved to another due day, by id, with that day.
    """

    case: str
    seq: int
    step: str
    item: str | None
    by: str | None
    role: str
    deputy: bool
    occurred_on: date
    occurred_at: Instant | None
    recorded_at: Instant
    from_: Annotated[str, Field(serialization_alias="from")]
    to: str
    item_to: str | None
    input: Mapping[str, Any] | None
    reason: str | None
    late_reason: str | None
    confirmed: tuple[str, ...] = ()
    hash: str
    previous_hash: str
    corrects: CorrectionView | None = None
    corrected_by: tuple[CorrectionView, ...] = ()
    deadlines: Mapping[str, str] = field(default_factory=dict[str, str])
    moved: Mapping[str, str] = field(default_factory=dict[str, str])
