"""Dated duties: what is still open, by who owes it, and what was late and why."""

from __future__ import annotations

from collections.abc import Sequence

from pathway.documents.case_pack.entries import told
from pathway.documents.case_pack.record import CaseRecord, Duty
from pathway.documents.paper import Block, Cell, Grid, Heading, Paragraph

NONE_OPEN = "No duty is open."
# The first part of a pack names no more open duties than these; the part on deadlines has them all.
SHOWN = 8


def deadlines(record: CaseRecord) -> list[Block]:
    """Return the open duties, the late ones, those that ended otherwise, and recorded delays."""
    blocks = [*_open_duties(record), *_late(record.duties), *_others(record.duties)]
    for entry in record.told_in("deadlines"):
        blocks += told(entry)
    return blocks


def next_duties(record: CaseRecord) -> list[Block]:
    """Return the duties that are due next, in one table; a sentence if none is open."""
    still_open = [duty for duty in record.duties if duty.is_open]
    if not still_open:
        return [Paragraph(NONE_OPEN)]
    rows: list[list[str | Cell]] = [
        [duty.due, duty.title, duty.owner, _time_left(duty)] for duty in still_open[:SHOWN]
    ]
    columns = ["Due", "Duty", "Owed by", "Time left"]
    blocks: list[Block] = [Grid(columns, rows, "Due next", [3, 5, 4, 3])]
    more = len(still_open) - SHOWN
    if more > 0:
        blocks.append(Paragraph(f"Further open duties: {more}, see Deadlines."))
    return blocks


def _open_duties(record: CaseRecord) -> list[Block]:
    """Return the open duties under the name of who owes them; a sentence if there are none."""
    still_open = [duty for duty in record.duties if duty.is_open]
    if not still_open:
        return [Paragraph(NONE_OPEN)]
    blocks: list[Block] = []
    for owner in dict.fromkeys(duty.owner for duty in still_open):
        own = [_open_row(duty) for duty in still_open if duty.owner == owner]
        blocks.append(Grid(["Duty", "Due", "Time left"], own, f"Owed by {owner}", [6, 4, 3]))
    return blocks


def _open_row(duty: Duty) -> Sequence[str | Cell]:
    title = f"{duty.title}\n\n{duty.why}" if duty.why else duty.title
    return [title, duty.due, _time_left(duty)]


def _time_left(duty: Duty) -> Cell:
    return Cell(duty.left, "red" if duty.is_overdue else "none")


def _late(duties: Sequence[Duty]) -> list[Block]:
    rows = [
        [duty.title, duty.owner, duty.due, duty.left, duty.why or "No reason on record"]
        for duty in duties
        if duty.was_late
    ]
    columns = ["Duty", "Owed by", "Due", "Done", "Why it was late"]
    if not rows:
        return [Heading("What was late", 2), Paragraph("Nothing was late.")]
    return [Heading("What was late", 2), Grid(columns, rows, "Late duties", [4, 4, 3, 3, 4])]


def _others(duties: Sequence[Duty]) -> list[Block]:
    rows = [
        [duty.title, duty.owner, duty.due, f"{duty.left}\n\n{duty.why}".strip()]
        for duty in duties
        if not duty.is_open and not duty.was_late
    ]
    if not rows:
        return []
    columns = ["Duty", "Owed by", "Due", "How it ended"]
    return [
        Heading("Other duties that have ended", 2),
        Grid(columns, rows, "Other duties", [5, 4, 3, 3]),
    ]
