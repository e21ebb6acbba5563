"""The letter that asks an agency for its return. It names no child, no family and nothing of the case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pathway.documents.paper import Block, Bullets, Facts, Grid, Heading, Paper, Paragraph

TITLE = "Request for a summary and a chronology"
SEND = (
    "A summary of your agency's involvement: the period it covers, which records were checked, what "
    "was done, what it was like for the child, what went well, and what has already been learned.",
    "A chronology: a row for each event with its date, its source, whom it concerns, what happened and "
    "what was done. If a date is not certain, write what is known, such as 2025-12 or early 2024.",
)
FORMS = (
    "Send the summary as a Word or PDF file and the chronology as Excel, CSV or Word. "
    "For blank forms of both, run: pathway document template"
)
NIL = "If your agency was not involved, please say so: send a nil return."
NO_DETAIL = (
    "This letter deliberately names nobody. The record under the reference above says whom the review "
    "is about. Do not write about the child or the family in an email, or send the files by email."
)


@dataclass(frozen=True, slots=True)
class ReturnRequest:
    """
    What one agency is asked for.

    Args:
        reference: The case.
        item: The id of the return, as `--item` takes it.
        people: Who answers for the agency, by name.
        round: Which request to this agency it is, counted from 1.
        duties: What is due, each with its day as people write it, the soonest first.
        address: Where the case is shown; empty if it is not shown anywhere.
        contact: Whom to ask, with their email.
        partnership: Who asks.
        made_on: The day of the letter.
    """

    reference: str
    item: str
    agency: str
    people: Sequence[str]
    round: int
    duties: Sequence[tuple[str, str]]
    address: str
    contact: str
    partnership: str
    made_on: str


def request_letter(request: ReturnRequest) -> Paper:
    """Return the letter."""
    blocks: list[Block] = [
        Facts(_head(request), ("About", "This letter")),
        Paragraph(_opening(request)),
        Heading("What is due, and when"),
        Grid(["What", "By"], [list(duty) for duty in request.duties], widths=[3, 2]),
        Paragraph(NIL),
        Heading("What to send"),
        Bullets(SEND),
        Paragraph(FORMS),
        Heading("How to send it"),
        Paragraph(_way(request)),
        Paragraph(NO_DETAIL, "note"),
        Heading("Whom to ask"),
        Paragraph(request.contact),
    ]
    return Paper(TITLE, blocks, reference=request.reference, made_on=request.made_on)


def _head(request: ReturnRequest) -> list[tuple[str, str]]:
    people = "; ".join(request.people) or "The person responsible for the agency's return"
    rows = [
        ("To", f"{request.agency}\n{people}"),
        ("From", request.partnership),
        ("Our reference", request.reference),
    ]
    return rows if request.round == 1 else [*rows, ("Round", str(request.round))]


def _opening(request: ReturnRequest) -> str:
    again = ""
    if request.round > 1:
        again = " Your agency has sent a return for this case before; this is a further request."
    return (
        f"A review is being carried out under the reference {request.reference}. We ask your agency "
        f"what it knew and what it did.{again}"
    )


def _way(request: ReturnRequest) -> str:
    if request.address:
        return f"Open the case at {request.address} and submit the files there."
    return (
        "Submit the files with Pathway, where they are encrypted:\n"
        f"pathway take {request.reference} submit_return --item {request.item} --by YOUR-EMAIL"
    )
