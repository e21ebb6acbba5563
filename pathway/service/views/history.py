"""Entries of a history, as callers are shown them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pathway.service.views.shapes import FROM, Instant, View


@dataclass(frozen=True, slots=True)
class CorrectionView(View):
    """
    What a correction changed.

    Args:
        event: The number of the entry at the other end: in `corrects` the corrected entry, in
            `corrected_by` the correction.
        field: `occurred_on`, or the place of the value in the input.
        from_: What the field said before; None if it was empty.
        to: What it should have said.
    """

    event: int
    field: str
    from_: Any = dataclasses.field(metadata=FROM)
    to: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView(View):
    """
    One entry of a history.

    Args:
        case: The reference of its case.
        seq: Its number in the history, from 1.
        by: The email of the person who took the step, or `system`.
        typed_by: The email of the person in the business unit who recorded it on their behalf;
            None where they took it themselves.
        role: The role in which they took it.
        deputy: Whether they are a deputy: of order 2 or above in the directory.
        occurred_on: The day on which it happened.
        occurred_at: The instant, if the hour is known.
        recorded_at: When it was recorded.
        from_: The state of the case before.
        to: The state of the case afterwards.
        item_to: The state of the item afterwards, for a step of an item.
        input: What was entered with it, without later corrections; None without the key.
        confirmed: The warnings that were confirmed: `unlisted` agencies, a referral made `again`,
            `personal_data`.
        previous_hash: The hash of the entry before it.
        corrects: What it corrects, if it is a correction.
        corrected_by: Its later corrections.
        deadlines: The deadlines that it started or ended, by id, each with its state afterwards.
        moved: The deadlines that it moved, by id, each with its new due day.
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
    typed_by: str | None = None
    from_: str = field(metadata=FROM)
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
