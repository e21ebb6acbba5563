"""The case pack: a case in the order in which a reader asks, whole or in chosen parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pathway.documents.case_pack.duties import deadlines, next_duties
from pathway.documents.case_pack.entries import decided, in_brief, told
from pathway.documents.case_pack.plan import action_plan, publication, recommendations
from pathway.documents.case_pack.record import CaseRecord
from pathway.documents.case_pack.returns import returns_in_full
from pathway.documents.paper import Block, Bullets, Facts, Heading, Paper, Paragraph
from pathway.errors import NotFound

TITLE = "Case pack"
MARKING = "OFFICIAL-SENSITIVE"
NOTHING = "There is nothing on record."


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a case pack: its heading, and what makes it."""

    title: str
    blocks: Callable[[CaseRecord], Sequence[Block]]


@dataclass(frozen=True, slots=True)
class PackOptions:
    """
    What a pack holds and for whom it is made.

    Args:
        parts: The names of the parts; all of them if empty.
        watermark: A word behind each page.
        circulation: Who gets it.
        may_read: The names of the parts that its reader may read; None for all of them.
    """

    parts: Sequence[str] = ()
    watermark: str = ""
    circulation: Sequence[str] = ()
    may_read: Sequence[str] | None = None


def case_pack(record: CaseRecord, options: PackOptions) -> Paper:
    """
    Return a case as a paper.

    Raises:
        NotFound: There is no part of a name; the nearest are named.
    """
    names = chosen(options.parts)
    if options.may_read is not None:
        names = [name for name in names if name in options.may_read]
    blocks: list[Block] = [Paragraph(notice, "warning") for notice in record.notices]
    made = {name: PARTS[name].blocks(record) for name in names}
    if not options.parts:
        # Who asks for a part wants to know that there is nothing; who asks for all does not.
        made = {name: part for name, part in made.items() if part}
    if len(made) > 1:
        blocks += [Heading("What is in this pack"), Bullets([PARTS[name].title for name in made])]
    for name, part in made.items():
        blocks += [Heading(PARTS[name].title), *(part or [Paragraph(NOTHING)])]
    return Paper(
        TITLE,
        blocks,
        reference=record.reference,
        made_on=record.made_on,
        marking=MARKING,
        watermark=options.watermark,
        circulation=options.circulation,
    )


def chosen(parts: Sequence[str]) -> list[str]:
    """
    Return the names of the parts in the order of the pack.

    Raises:
        NotFound: There is no part of a name; the nearest are named.
    """
    for name in parts:
        if name not in PARTS:
            raise NotFound("part", name, list(PARTS), f"There are: {', '.join(PARTS)}.")
    return [name for name in PARTS if not parts or name in parts]


def _summary(record: CaseRecord) -> list[Block]:
    """Return what the case is, where it is now, what is to be done and by whom."""
    blocks: list[Block] = [
        Paragraph(f"{record.kind}. {record.state}. {record.line}".strip()),
        Facts(record.facts, ("About the case", "On record")),
    ]
    if record.to_do:
        blocks += [Heading("Awaited or to be dealt with", 2), Bullets(record.to_do)]
    return [*blocks, Heading("What happens next", 2), *next_duties(record)]


def _referral(record: CaseRecord) -> list[Block]:
    blocks: list[Block] = [Facts(record.referral)] if record.referral else []
    for entry in record.told_in("referral"):
        blocks += told(entry)
    return blocks


def _children(record: CaseRecord) -> list[Block]:
    blocks: list[Block] = []
    for child in record.children:
        blocks += [Heading(child.label, 2), Facts(child.answers)]
    return blocks


def _decisions(record: CaseRecord) -> list[Block]:
    return decided(record.told_in("decisions"))


def _rapid_review(record: CaseRecord) -> list[Block]:
    return decided(record.told_in("rapid-review"))


def _record(record: CaseRecord) -> list[Block]:
    blocks: list[Block] = []
    for entry in record.told_in("record"):
        blocks += told(entry)
    return blocks


def _history(record: CaseRecord) -> list[Block]:
    return in_brief(record.entries)


PARTS: Mapping[str, Part] = {
    "summary": Part("What this case is and where it is now", _summary),
    "referral": Part("The referral", _referral),
    "children": Part("The children", _children),
    "decisions": Part("Decisions", _decisions),
    "returns": Part("Agency returns", returns_in_full),
    "chronology": Part("Integrated chronology", lambda record: record.chronology),
    "rapid-review": Part("Rapid review", _rapid_review),
    "recommendations": Part("Recommendations", recommendations),
    "plan": Part("Action plan", action_plan),
    "publication": Part("Publication", publication),
    "deadlines": Part("Deadlines", deadlines),
    "record": Part("What else was recorded", _record),
    "history": Part("History in short", _history),
}
