"""Recommendations, the action plan with its ratings, and publication."""

from __future__ import annotations

from collections.abc import Sequence

from pathway.documents.case_pack.entries import told
from pathway.documents.case_pack.record import Action, CaseRecord
from pathway.documents.paper import Block, Cell, Facts, Grid, Heading, Paragraph


def recommendations(record: CaseRecord) -> list[Block]:
    """Return the recommendations with their answers."""
    rows: list[list[str]] = []
    for recommendation in record.recommendations:
        answer = f"{recommendation.answer}\n\n{recommendation.reasons}".strip()
        rows.append([recommendation.number, recommendation.text, recommendation.source, answer])
    columns = ["No", "Recommendation", "Source", "Answer"]
    blocks: list[Block] = []
    if rows:
        blocks.append(Grid(columns, rows, "Recommendations and their answers", [1, 6, 3, 5]))
    for entry in record.told_in("recommendations"):
        blocks += told(entry)
    return blocks


def action_plan(record: CaseRecord) -> list[Block]:
    """Return the action plan as a table, then each action in full."""
    blocks: list[Block] = []
    if record.actions:
        columns = ["No", "Action", "Owner", "Due", "Rating"]
        rows = [_row(action) for action in record.actions]
        blocks.append(Grid(columns, rows, "The action plan", [1, 6, 4, 3, 3]))
    for entry in record.told_in("plan"):
        blocks += told(entry)
    for action in record.actions:
        blocks += _in_full(action)
    return blocks


def publication(record: CaseRecord) -> list[Block]:
    """Return what was planned, sent and published, and what was done for it."""
    blocks: list[Block] = []
    for title, rows in record.publication:
        blocks += [Facts(rows, ("About", title), caption=title)]
    for entry in record.told_in("publication"):
        blocks += told(entry)
    return blocks


def _row(action: Action) -> Sequence[str | Cell]:
    rating = Cell(action.rating, action.shade)
    return [action.number, action.what, action.owner, action.due, rating]


def _in_full(action: Action) -> list[Block]:
    state = f"{action.state}. Owner: {action.owner}. Due: {action.due}. Rating: {action.rating}."
    blocks: list[Block] = [Heading(f"Action {action.number}", 2), Paragraph(state)]
    if action.recommendations:
        blocks.append(Paragraph(f"It answers: {action.recommendations}."))
    if action.answers:
        blocks.append(Facts(action.answers))
    for entry in action.entries:
        blocks += told(entry, 3)
    return blocks
