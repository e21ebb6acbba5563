"""
What pages read of cases and people, each for whoever asks: the one place where the desk says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pathway.documents.case_pack.answers import Names
from pathway.documents.paper import Paper
from pathway.documents.printing.formats import PrintedPaper
from pathway.errors import NotFound
from pathway.service.deadlines.closed_days import HolidayView
from pathway.service.documents.case_files import StoredFile
from pathway.service.views.case_summaries import CaseSummary
from pathway.service.views.cases import CaseView
from pathway.service.views.deadlines import DeadlineView
from pathway.service.views.documents import DocumentView
from pathway.service.views.drafts import DraftRow
from pathway.service.views.history import EventView
from pathway.service.views.mail import MessageView
from pathway.service.views.meetings import MeetingRow, MeetingView, PapersView
from pathway.service.views.people import PersonView
from pathway.service.views.personal_data import PersonalDataView
from pathway.service.views.reads import ReadView
from pathway.service.views.steps import NextStepView, StepView
from pathway.service.views.tasks import TaskView
from pathway.service.views.today import AttentionView
from pathway.web.visit import Visit
from pathway.workflows.calendar.working_days import london_date


@dataclass(frozen=True, slots=True)
class Subject:
    """
    A step that somebody takes: of which case, about which item.

    Args:
        on_behalf_of: The email of the person whose step it is, where somebody only records it.
    """

    reference: str
    step: str
    item: str | None = None
    on_behalf_of: str | None = None


def today(visit: Visit) -> date:
    """Return today's date in London, by the clock of the database."""
    return london_date(visit.pathway.clock.now())


def case(visit: Visit, reference: str) -> CaseView:
    """Return a case."""
    return visit.pathway.case(reference, by=visit.person.user)


def newest(
    visit: Visit, *, state: str | None, limit: int, after: str | None
) -> Sequence[CaseSummary]:
    """Return a page of summaries of the cases that whoever asks may read, the newest first."""
    return visit.pathway.cases(
        state=state, sort="newest", limit=limit, after=after, by=visit.person.user
    )


# The cases that are not closed, as a state of a list.
NOT_CLOSED = "*"


def due_first(visit: Visit, limit: int) -> Sequence[CaseView]:
    """Return the cases that are not closed and whose duties are due first."""
    return visit.pathway.whole_cases(
        state=NOT_CLOSED, sort="due", limit=limit, by=visit.person.user
    )


def my_duties(visit: Visit, limit: int) -> Sequence[DeadlineView]:
    """Return the open duties of whoever asks, the soonest first."""
    return visit.pathway.deadlines(owner=visit.person.email, limit=limit, by=visit.person.user)


def duties_of_key(visit: Visit, key: str, limit: int) -> Sequence[DeadlineView]:
    """Return the open duties of one kind, the soonest first."""
    return visit.pathway.deadlines(key=key, limit=limit, by=visit.person.user)


def deadline(visit: Visit, reference: str, name: str) -> DeadlineView:
    """Return a duty, with how its day was counted."""
    return visit.pathway.explain(reference, name, by=visit.person.user)


def steps_meeting(visit: Visit, reference: str, name: str) -> Sequence[NextStepView]:
    """Return the steps by which whoever asks may meet a duty now."""
    return visit.pathway.steps_meeting(reference, name, by=visit.person.user)


def history(visit: Visit, reference: str, after: int | None = None) -> Sequence[EventView]:
    """Return the entries of a history that whoever asks may read: all, or those after one of them."""
    return visit.pathway.history(reference, after=after, by=visit.person.user)


def parts(visit: Visit, reference: str) -> Sequence[str]:
    """Return the parts of a case of which whoever asks may read anything."""
    return visit.pathway.documents.case_parts(reference, by=visit.person.user)


def paper(visit: Visit, reference: str, parts: Sequence[str]) -> Paper:
    """Return parts of a case in words."""
    return visit.pathway.documents.case_paper(reference, by=visit.person.user, parts=parts)


def names(visit: Visit, reference: str, *, documents: bool = False) -> Names:
    """Return what the codes and ids of a case are called, and its documents where that is asked for."""
    return visit.pathway.documents.case_names(reference, by=visit.person.user, documents=documents)


def request_letter(visit: Visit, reference: str, agency: str) -> PrintedPaper:
    """Return the letter that asks an agency for its return, as a Word document."""
    return visit.pathway.documents.request_letter(reference, agency, by=visit.person.user)


def documents(visit: Visit, reference: str) -> Sequence[DocumentView]:
    """Return the documents of a case."""
    return visit.pathway.documents.list(reference, by=visit.person.user)


def document(visit: Visit, reference: str, name: str) -> StoredFile:
    """Return a document of a case with its content."""
    return visit.pathway.documents.get(reference, name, by=visit.person.user)


def people(visit: Visit) -> Sequence[PersonView]:
    """Return everybody in the directory."""
    return visit.pathway.people.list(by=visit.person.user)


def tasks(
    visit: Visit,
    *,
    role: str | None,
    agency: str | None,
    mine: bool,
    limit: int,
    after: str | None,
) -> Sequence[TaskView]:
    """Return a page of the open duties as tasks: those that whoever asks may see."""
    return visit.pathway.tasks.list(
        role=role, agency=agency, mine=mine, limit=limit, after=after, by=visit.person.user
    )


def task(visit: Visit, reference: str, name: str) -> TaskView:
    """Return an open duty as a task."""
    return visit.pathway.tasks.get(reference, name, by=visit.person.user)


def meetings(visit: Visit) -> Sequence[MeetingRow]:
    """Return the meetings that whoever asks may read."""
    return visit.pathway.meetings.list(by=visit.person.user)


def meeting(visit: Visit, reference: str) -> MeetingView:
    """Return a meeting, with what whoever asks may read of it."""
    return visit.pathway.meetings.get(reference, by=visit.person.user)


def meeting_papers(visit: Visit, reference: str) -> PapersView:
    """Return the cases whose papers whoever asks may have at a meeting."""
    return visit.pathway.meetings.papers(reference, by=visit.person.user)


def meeting_agenda(visit: Visit, reference: str) -> Paper:
    """Return the agenda of a meeting."""
    return visit.pathway.meetings.agenda(reference, by=visit.person.user)


def meeting_minutes(visit: Visit, reference: str) -> Paper:
    """Return a template for the minutes of a meeting."""
    return visit.pathway.meetings.minutes(reference, by=visit.person.user)


def case_pack(visit: Visit, reference: str) -> PrintedPaper:
    """Return a case as a file to read."""
    return visit.pathway.documents.case_pack(reference, by=visit.person.user, format="pdf")


def attention(visit: Visit, limit: int) -> AttentionView:
    """Return what needs attention today, but for duties and new cases."""
    return visit.pathway.attention(limit=limit, duties=False, by=visit.person.user)


def mail(
    visit: Visit, *, dead: bool, limit: int, after: int | None = None
) -> Sequence[MessageView]:
    """Return a page of the messages of the outbox, or of those given up, the latest first."""
    return visit.pathway.mail.list(
        dead=dead, limit=limit, after=after, latest=True, by=visit.person.user
    )


def messages_given_up(visit: Visit) -> int:
    """Return how many messages were given up, or have an address that takes no mail."""
    return visit.pathway.figures().messages_given_up


def holidays(visit: Visit, year: int) -> Sequence[HolidayView]:
    """Return the days of a year that are not worked, without weekends."""
    return visit.pathway.holidays.list(year, by=visit.person.user)


def read_log(visit: Visit, reference: str | None, *, limit: int) -> Sequence[ReadView]:
    """Return what was read, the latest first."""
    return visit.pathway.reads.list(reference, limit=limit, by=visit.person.user)


def drafts(visit: Visit) -> Sequence[DraftRow]:
    """Return where whoever asks has drafts."""
    return visit.pathway.drafts.list(by=visit.person.user)


def steps(
    visit: Visit, reference: str, limit: int | None = None, after: str | None = None
) -> Sequence[StepView]:
    """
    Return the steps that lead on, as they are for whoever asks, without their forms: all, or a page
    of them.
    """
    return visit.pathway.steps(
        reference, by=visit.person.user, limit=limit, after=after, forms=False
    )


def step(visit: Visit, subject: Subject, on: date | None = None) -> StepView:
    """
    Return one of these steps; what it asks is said by `schema`.

    Raises:
        NotFound: It does not lead on from where the case is now, or there is no such step.
    """
    views = visit.pathway.steps(
        subject.reference,
        by=visit.person.user,
        on=on,
        step=subject.step,
        item=subject.item,
        on_behalf_of=subject.on_behalf_of,
        forms=False,
    )
    for view in views:
        if (view.step, view.item) == (subject.step, subject.item):
            return view
    raise NotFound("step", subject.step)


def schema(
    visit: Visit, subject: Subject, answers: Mapping[str, Any], on: date | None
) -> dict[str, Any]:
    """Return the schema of what a step asks, for the answers so far."""
    return visit.pathway.schema(
        subject.reference,
        subject.step,
        by=visit.person.user,
        item=subject.item,
        on=on,
        input=answers,
        on_behalf_of=subject.on_behalf_of,
    )


def personal_data(visit: Visit, reference: str) -> PersonalDataView:
    """Return what may be personal data in a referral."""
    return visit.pathway.personal_data(reference, by=visit.person.user)
