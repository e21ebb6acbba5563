"""Steps, as callers are shown them: which lead on, and what would follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Literal

from pathway.errors import Reason
from pathway.service.views.cases import CaseView, ItemView
from pathway.service.views.deadlines import DeadlineView
from pathway.service.views.history import EventView
from pathway.service.views.shapes import IN_PAGES, AsJson, View


@dataclass(frozen=True, slots=True)
class ProposalView(View):
    """
    What the partners are voting on.

    Args:
        event: The number of the entry with the first vote.
        by: The email of the person who proposed it.
        input: The input of the step, as it was proposed.
    """

    event: int
    by: str | None
    on: date
    input: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView(View):
    """
    A step that leads on from the case's state: whether this person may take it, what is missing,
    and what input it takes.

    Args:
        item: The item that it is about; None for a step of the case.
        to: The state to which it leads the case or the item.
        allowed: Whether nothing but the input, a reason or a late reason is missing.
        reasons: What is missing, or why this person may not take it.
        input_schema: The JSON Schema of its input; empty where that was not asked for.
        proposal: What the partners are voting on, while a round of votes is open; for those who may
            vote or read decisions.
        personal_data: Whether what `Pathway.personal_data` finds is to be confirmed with it.
        cursor: Its place in the list, for the next page; None where it is not in a page.
    """

    step: str
    title: str
    item: str | None
    to: str | None
    allowed: bool
    reasons: tuple[Annotated[Reason, AsJson(Reason.as_json)], ...]
    input_schema: Mapping[str, Any]
    proposal: ProposalView | None = None
    personal_data: bool = False
    cursor: str | None = field(default=None, compare=False, metadata=IN_PAGES)


@dataclass(frozen=True, slots=True)
class NextStepView(View):
    """
    A step by which somebody may meet a duty now.

    Args:
        title: What it is called; with the title of the fact if it records one.
    """

    step: str
    item: str | None
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewView(View):
    """
    What would follow from a step; nothing was changed.

    Args:
        events: The entries that it would add.
        case: The case as it would be.
        told: The roles that would be told of it at once.
    """

    preview: Literal[True] = True
    events: tuple[EventView, ...]
    case: CaseView
    deadlines_started: tuple[DeadlineView, ...]
    deadlines_ended: tuple[DeadlineView, ...]
    deadlines_moved: tuple[DeadlineView, ...]
    items_opened: tuple[ItemView, ...]
    told: tuple[str, ...]
