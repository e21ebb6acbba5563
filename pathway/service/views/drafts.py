"""Drafts of steps, as callers are shown them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pathway.service.views.shapes import Instant, View


@dataclass(frozen=True, slots=True)
class DraftView(View):
    """
    A draft of a step, as somebody left it.

    Args:
        item: The item that the step is about; None if it is about the case.
        answers: What was kept.
        digest: Changes whenever what was kept changes.
    """

    case: str
    step: str
    item: str | None
    kept_at: Instant
    answers: Mapping[str, Any] = field(repr=False)
    digest: str


@dataclass(frozen=True, slots=True)
class DraftRow(View):
    """Where somebody has a draft, and when it was kept."""

    case: str
    step: str
    item: str | None
    kept_at: Instant
