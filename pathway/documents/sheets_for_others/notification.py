"""
What the national form for a serious incident asks, pre-filled for whoever types it in.

What the form asks is known from its start page and from the statistics made of it (see
docs/explanation/sheets-for-others.md); its pages were not seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pathway.documents.paper import Block, Bullets, Cell, Grid, Heading, Paper, Paragraph

TITLE = "What the national notification asks"
MARKING = "OFFICIAL-SENSITIVE"
COLUMNS = ("The form asks", "Answer", "From")
WIDTHS = (5, 7, 4)
MISSING = "Missing"
NOT_KEPT = "Not kept here: see the child's record"
INTRODUCTION = (
    "The notification itself is made in the national system by the local authority. This sheet has "
    "the questions that the system is known to ask. The full form is not published, so it may ask "
    "for more."
)
PAPERS = (
    "Legal documents about the children",
    "Letters and emails about the incident",
    "Forms of the local authority, such as an incident report",
)
# The system takes in so many children at once, as far as is known.
CHILDREN_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Question:
    """
    A question of the form.

    Args:
        answer: What the case has; empty if it has nothing.
        source: Where in the case that stands.
        is_kept: Whether a case may have it at all; names and days of birth it never has.
    """

    text: str
    answer: str = ""
    source: str = ""
    is_kept: bool = True


@dataclass(frozen=True, slots=True)
class NotificationSheet:
    """
    What the form asks of one incident.

    Args:
        incident: The id of the incident; empty if none is on record yet.
        children: The questions about each child, by its label in the case.
    """

    reference: str
    incident: str
    made_on: str
    notifier: Sequence[Question]
    about: Sequence[Question]
    children: Mapping[str, Sequence[Question]]

    @property
    def missing(self) -> int:
        """Return how many questions the case could answer and does not."""
        asked = [*self.notifier, *self.about]
        for questions in self.children.values():
            asked += questions
        return sum(1 for question in asked if question.is_kept and not question.answer)


def notification_paper(sheet: NotificationSheet) -> Paper:
    """Return the sheet as a paper."""
    blocks: list[Block] = [Paragraph(INTRODUCTION, "note")]
    if sheet.missing:
        number = "1 answer is" if sheet.missing == 1 else f"{sheet.missing} answers are"
        blocks.append(Paragraph(f"{number} missing; they are marked.", "warning"))
    blocks += [Heading("Who notifies"), _grid(sheet.notifier, "About the notifier")]
    incident = f"The incident ({sheet.incident})" if sheet.incident else "The incident"
    blocks += [Heading(incident), _grid(sheet.about, "About the incident")]
    if len(sheet.children) > CHILDREN_AT_ONCE:
        more = (
            f"There are more than {CHILDREN_AT_ONCE} children; the system may want them in parts."
        )
        blocks.append(Paragraph(more, "note"))
    for label, questions in sheet.children.items():
        blocks += [Heading(label), _grid(questions, f"About {label}")]
    blocks += [Heading("Papers to have ready"), Bullets(PAPERS)]
    return Paper(TITLE, blocks, reference=sheet.reference, made_on=sheet.made_on, marking=MARKING)


def _grid(questions: Sequence[Question], caption: str) -> Grid:
    rows: list[list[str | Cell]] = [
        [question.text, _answer(question), question.source] for question in questions
    ]
    return Grid(COLUMNS, rows, caption, WIDTHS)


def _answer(question: Question) -> Cell:
    if question.answer:
        return Cell(question.answer)
    if not question.is_kept:
        return Cell(NOT_KEPT, "grey")
    return Cell(MISSING, "amber")
