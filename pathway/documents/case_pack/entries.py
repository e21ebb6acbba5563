"""Entries of a history as a reader meets them: in full, and as decisions with votes and dissent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pathway.documents.case_pack.record import Entry
from pathway.documents.paper import Block, Cell, Facts, Grid, Heading, Paragraph

ITEM_LEVEL = 3
AGAINST = "against"
VOTES = {"for": "For", AGAINST: "Against", "abstain": "Abstained"}


def told(entry: Entry, level: int = 2) -> list[Block]:
    """Return an entry in full, under a heading of its own."""
    # Below the second level the heading above it names the item already.
    title = title_of(entry) if level < ITEM_LEVEL else entry.title
    return [Heading(title, level), Paragraph(_who_and_when(entry)), *body_of(entry)]


def body_of(entry: Entry) -> list[Block]:
    """Return what was entered: answers, reasons, and why it was late."""
    blocks: list[Block] = []
    if entry.unreadable:
        blocks.append(Paragraph(entry.unreadable, "warning"))
    if entry.answers:
        blocks.append(Facts(entry.answers))
    if entry.reason:
        blocks.append(Paragraph(f"Reasons: {entry.reason}"))
    if entry.late_reason:
        blocks.append(Paragraph(f"Why it was late: {entry.late_reason}"))
    return blocks


def decided(entries: Sequence[Entry]) -> list[Block]:
    """Return decisions in their order; the votes on one are told together."""
    blocks: list[Block] = []
    for together in rounds_of(entries):
        if together[0].vote:
            blocks += _voted(together)
        else:
            blocks += told(together[0])
    return blocks


def rounds_of(entries: Iterable[Entry]) -> list[list[Entry]]:
    """Return entries in their order, each with the later votes of the round that it opened."""
    rounds: list[list[Entry]] = []
    for entry in entries:
        own = _open_round(rounds, entry)
        if own is not None:
            own.append(entry)
        else:
            rounds.append([entry])
    return rounds


def in_brief(entries: Iterable[Entry]) -> list[Block]:
    """Return entries as a table, one in each row."""
    rows = [_brief(entry) for entry in entries]
    columns = ["No", "Day", "What was done", "By whom"]
    return [Grid(columns, rows, "Everything on record, in its order", [1, 3, 7, 5])]


def title_of(entry: Entry) -> str:
    """Return what was done, and what it is about."""
    return f"{entry.title}: {entry.about}" if entry.about else entry.title


def _open_round(rounds: Sequence[list[Entry]], entry: Entry) -> list[Entry] | None:
    """Return the round of votes to which a later vote, or the step that it carried, belongs."""
    if entry.opens_round:
        return None
    own = [
        together
        for together in rounds
        if (together[0].title, together[0].about) == (entry.title, entry.about)
    ]
    return own[-1] if own else None


def _voted(together: Sequence[Entry]) -> list[Block]:
    first = together[0]
    votes = [entry for entry in together if entry.vote]
    rows: list[list[str | Cell]] = [
        [entry.by, Cell(VOTES.get(entry.vote, entry.vote)), entry.day, entry.reason or "None given"]
        for entry in votes
    ]
    blocks: list[Block] = [Heading(title_of(first), 2), Paragraph(_outcome(together))]
    if first.unreadable:
        blocks.append(Paragraph(first.unreadable, "warning"))
    if first.answers:
        blocks.append(Facts(first.answers))
    blocks.append(Grid(["Partner", "Vote", "Day", "Reasons"], rows, "The votes", [5, 2, 3, 5]))
    # Later votes may have words of their own, such as a comment.
    blocks += [
        Facts(entry.answers, caption=f"With the vote of {entry.by}")
        for entry in votes[1:]
        if entry.answers
    ]
    blocks += [
        Paragraph(f"Why it was late: {entry.late_reason}")
        for entry in together
        if entry.late_reason
    ]
    return blocks


def _outcome(together: Sequence[Entry]) -> str:
    against = [entry.by for entry in together if entry.vote == AGAINST]
    dissent = f" Dissent: {'; '.join(against)}." if against else ""
    last = together[-1]
    if last.led_to:
        return f"Decided on {last.day}; it led to: {last.led_to}.{dissent}"
    return f"Proposed on {together[0].day}, and not carried by these votes.{dissent}"


def _who_and_when(entry: Entry) -> str:
    led_to = f" It led to: {entry.led_to}." if entry.led_to else ""
    return f"{entry.day}, by {entry.by}.{led_to}"


def _brief(entry: Entry) -> list[str | Cell]:
    led_to = f"\nled to: {entry.led_to}" if entry.led_to else ""
    return [str(entry.number), entry.day, f"{title_of(entry)}{led_to}", entry.by]
