"""What needs attention, as callers are shown it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from pathway.service.views.case_summaries import CaseSummary
from pathway.service.views.cases import FindingView
from pathway.service.views.deadlines import DeadlineView
from pathway.service.views.shapes import View


@dataclass(frozen=True, slots=True)
class Diagnosis(View):
    """
    The result of one examination.

    Args:
        what: What was examined.
        level: ok, warning or fault.
        message: A sentence about it, with the remedy if there is something wrong.
    """

    what: str
    level: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFindingView(FindingView):
    """A finding, with the reference of its case."""

    case: str

    def _shape(self, members: dict[str, Any]) -> dict[str, Any]:
        return {"case": self.case, **members}


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionView(View):
    """
    What needs attention on one day.

    Args:
        due_soon: Those due after today, within the next five working days.
        findings: What corrections left to be dealt with.
        warnings: The warnings and faults of `doctor`, including dead letters.
        opened: The cases opened in the last seven days that are not closed, the newest first; at
            most twenty.
        more: Which of these lists go on: their names.
    """

    today: date
    overdue: tuple[DeadlineView, ...]
    due_today: tuple[DeadlineView, ...]
    due_soon: tuple[DeadlineView, ...]
    findings: tuple[CaseFindingView, ...]
    warnings: tuple[Diagnosis, ...]
    opened: tuple[CaseSummary, ...]
    more: tuple[str, ...] = ()
