"""What an action plan is made of, as plain data, and as a paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pathway.documents.paper import Block, Cell, Facts, Grid, Heading, Paper, Paragraph, Shade
from pathway.workflows.calendar.in_words import full_day_words

Value = str | date
ColumnKind = Literal["text", "day", "rating"]

TITLE = "Action plan"
MARKING = "OFFICIAL-SENSITIVE"
NOTHING = "The plan has no action yet."
EMPTY = "Not on record"
SHOWS = "Each action with its owner, due day and rating"
RATING = "rating"
# A reader sees these of all actions at a glance; each action then follows in full.
AT_A_GLANCE: Mapping[str, float] = {"ref": 2, "what": 6, "owner": 4, "due": 2.5, RATING: 3}


@dataclass(frozen=True, slots=True)
class Column:
    """
    A column of a plan.

    Args:
        name: The field of the action's form, or what else it holds.
        title: Its heading.
        choices: The words from which its cells are chosen, where they are.
        is_entered: Whether people enter it; the others are made of what is on record.
    """

    name: str
    title: str
    kind: ColumnKind = "text"
    choices: Sequence[str] = ()
    is_entered: bool = False


@dataclass(frozen=True, slots=True)
class PlannedAction:
    """
    An action of the plan.

    Args:
        ref: Its case and number: `PR-2026-0001/3`.
        cells: What is on record, by column; nothing for an empty one.
        shade: The colour of its BRAG rating.
    """

    ref: str
    cells: Mapping[str, Value]
    shade: Shade


@dataclass(frozen=True, slots=True)
class Plan:
    """
    The action plan of a case.

    Args:
        made_on: The day, as people write it.
        notices: What a reader has to know about the plan itself, such as what cannot be read.
    """

    reference: str
    columns: Sequence[Column]
    actions: Sequence[PlannedAction]
    made_on: str = ""
    notices: Sequence[str] = ()


def plan_paper(plan: Plan) -> Paper:
    """Return a plan as a paper: all actions at a glance, then each in full."""
    blocks: list[Block] = [Paragraph(notice, "warning") for notice in plan.notices]
    if not plan.actions:
        blocks.append(Paragraph(NOTHING))
    else:
        blocks += [Heading("Summary of actions"), _at_a_glance(plan)]
    for action in plan.actions:
        blocks += [Heading(f"Action {action.ref}"), _in_full(plan, action)]
    return Paper(
        TITLE,
        blocks,
        reference=plan.reference,
        made_on=plan.made_on,
        marking=MARKING,
        is_wide=True,
    )


def in_words(value: Value) -> str:
    """Return a cell as people read it."""
    return full_day_words(value) if isinstance(value, date) else value


def _at_a_glance(plan: Plan) -> Grid:
    shown = [column for column in plan.columns if column.name in AT_A_GLANCE]
    rows = [[_cell(action, column) for column in shown] for action in plan.actions]
    widths = [AT_A_GLANCE[column.name] for column in shown]
    return Grid([column.title for column in shown], rows, SHOWS, widths)


def _cell(action: PlannedAction, column: Column) -> str | Cell:
    text = in_words(action.cells.get(column.name, ""))
    return Cell(text, action.shade) if column.kind == RATING else text


def _in_full(plan: Plan, action: PlannedAction) -> Facts:
    rows: list[tuple[str, str]] = []
    for column in plan.columns:
        text = in_words(action.cells.get(column.name, ""))
        # What somebody could have entered is missing; what has not happened yet is not.
        if text or column.is_entered:
            rows.append((column.title, text or EMPTY))
    return Facts(rows, ("About the action", "On record"))
