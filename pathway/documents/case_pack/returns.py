"""Agency returns: who was asked, who has returned what and when, and each in full."""

from __future__ import annotations

from pathway.documents.case_pack.entries import told
from pathway.documents.case_pack.record import CaseRecord, Return
from pathway.documents.paper import Block, Grid, Heading, Paragraph

COLUMNS = ("Agency", "Round", "Asked on", "Received on", "State")
NOT_YET, NEVER = "Not yet", "None"


def at_a_glance(returns: list[Return]) -> Grid:
    """Return a table of all returns."""
    rows = [_row(own) for own in returns]
    return Grid(COLUMNS, rows, "Who has returned what", [5, 1.5, 3, 3, 4])


def _row(own: Return) -> list[str]:
    received = own.received_on or (NOT_YET if own.due else NEVER)
    state = f"{own.state}\n\ndue {own.due}" if own.due else own.state
    return [own.agency, str(own.round), own.asked_on, received, state]


def returns_in_full(record: CaseRecord) -> list[Block]:
    """Return the table of returns, then each return in full."""
    blocks: list[Block] = []
    if record.returns:
        blocks.append(at_a_glance(list(record.returns)))
    for own in record.returns:
        number = f", round {own.round}" if own.round > 1 else ""
        blocks.append(Heading(f"{own.agency}{number}", 2))
        blocks.append(Paragraph(_in_a_sentence(own)))
        for entry in own.entries:
            blocks += told(entry, 3)
    for entry in record.told_in("returns"):
        blocks += told(entry)
    return blocks


def _in_a_sentence(own: Return) -> str:
    received = f"; received on {own.received_on}" if own.received_on else ""
    due = f"; due {own.due}" if own.due else ""
    return f"{own.state}. Asked on {own.asked_on}{received}{due}."
