"""Meetings: when and where, who is in them, what they are about, and their papers."""

from __future__ import annotations

from importlib.util import find_spec

from starlette.responses import Response

from pathway.documents.printing.formats import PrintedPaper, printed
from pathway.errors import NotFound
from pathway.service.views.meetings import MeetingView
from pathway.web import reads, words
from pathway.web.pages.documents import paper_file
from pathway.web.visit import Visit

AGENDA, MINUTES = "agenda", "minutes"
OVER = frozenset({"minuted", "cancelled"})
# What prints papers as PDF and Word.
PRINTERS = ("typst", "docx")


def listed(visit: Visit) -> Response:
    """Show the meetings: those to come, then those that are over, the latest first."""
    rows = reads.meetings(visit)
    today = reads.today(visit)
    over = [row for row in rows if row.state in OVER or (row.day is not None and row.day < today)]
    coming = [row for row in rows if row not in over]
    return visit.page(
        "office/meetings.html",
        visit.text("meetings.title"),
        groups=[
            ("coming", sorted(coming, key=lambda row: row.day or today)),
            ("over", sorted(over, key=lambda row: row.day or today, reverse=True)),
        ],
        none=not rows,
        may_plan=visit.person.is_keeper,
    )


def meeting(visit: Visit) -> Response:
    """Show a meeting, with what whoever asks may read of it."""
    reference = visit.argument("ref")
    shown, names = reads.meeting(visit, reference), reads.names(visit, reference)
    members = {member.id: member.name for member in shown.members}
    steps = [view for view in reads.steps(visit, reference) if view.allowed]
    papers = reads.meeting_papers(visit, reference) if "summary" in shown.parts else None
    return visit.page(
        "office/meeting.html",
        visit.text("meeting.title", reference=reference),
        meeting=shown,
        facts=_facts(visit, shown),
        steps=[(step, {**names.others, **members}.get(step.item or "", "")) for step in steps],
        members=members,
        papers=papers,
        may_print=papers is not None and _prints(),
        may_write_minutes={"summary", "record", "plan"} <= {*shown.parts},
        documents=reads.documents(visit, reference) if "documents" in shown.parts else (),
        duties=[duty for duty in shown.deadlines if duty.state in words.OPEN],
        names=names,
        today=reads.today(visit),
        done=names.others.get(visit.query("done"), ""),
        discarded=visit.query("discarded"),
    )


def paper(visit: Visit) -> Response:
    """Send a paper of a meeting: its agenda, a template for its minutes, or a case on its agenda."""
    return paper_file(_paper(visit, visit.argument("ref"), visit.argument("paper")))


def _paper(visit: Visit, reference: str, name: str) -> PrintedPaper:
    """
    Return a paper.

    Raises:
        NotFound: There is none of that name for whoever asks; and what the library raises.
    """
    if name == AGENDA:
        return printed(reads.meeting_agenda(visit, reference), AGENDA, "pdf")
    if name == MINUTES:
        return printed(reads.meeting_minutes(visit, reference), MINUTES, "docx")
    if name not in reads.meeting_papers(visit, reference).cases:
        raise NotFound("paper", name)
    return reads.case_pack(visit, name)


def _facts(visit: Visit, shown: MeetingView) -> list[tuple[str, str]]:
    """Return when and where it is, and what else it is about."""
    facts = [
        (visit.text("meeting.day"), words.weekday(shown.day)),
        (
            visit.text("meeting.time"),
            visit.text("meeting.from_to", starts=shown.starts, ends=shown.ends),
        ),
    ]
    rest = {"place": shown.place, "link": shown.link, "about": shown.about}
    facts += [(visit.text(f"meeting.{name}"), value) for name, value in rest.items() if value]
    if shown.guests:
        facts.append((visit.text("meeting.guests"), "\n".join(shown.guests)))
    return facts


def _prints() -> bool:
    return all(find_spec(name) is not None for name in PRINTERS)
