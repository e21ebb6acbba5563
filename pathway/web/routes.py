"""Every page of the desk with its path."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pathway.web.answering import Page
from pathway.web.pages import case, cases, documents, referring, rehearsal, sign_in, steps, work
from pathway.web.pages.office import holidays, mail, meetings, people, planning, read_log, tasks

LOOK, SEND = ("GET",), ("GET", "POST")


@dataclass(frozen=True, slots=True)
class PageRoute:
    """
    A page.

    Args:
        is_open: Whether it is also for people who are not signed in.
    """

    path: str
    answer: Page
    methods: Sequence[str] = LOOK
    is_open: bool = False


PAGES = (
    PageRoute("/", work.your_work),
    PageRoute("/sign-in", sign_in.ask, SEND, is_open=True),
    PageRoute("/sign-in/code", sign_in.code, SEND, is_open=True),
    PageRoute("/sign-in/{token}", sign_in.link, SEND, is_open=True),
    PageRoute("/sign-out", sign_in.sign_out, SEND, is_open=True),
    PageRoute("/open/{token}", rehearsal.admit, is_open=True),
    PageRoute("/who", rehearsal.who, SEND, is_open=True),
    PageRoute("/cases", cases.listed),
    PageRoute("/cases/new", referring.refer, SEND),
    PageRoute("/cases/{ref}", case.overview),
    PageRoute("/cases/{ref}/parts/{part}", case.part),
    PageRoute("/cases/{ref}/history", case.history),
    PageRoute("/cases/{ref}/deadlines", case.deadlines),
    # The id of a deadline may have slashes.
    PageRoute("/cases/{ref}/deadlines/{id:path}/do", case.do),
    PageRoute("/cases/{ref}/deadlines/{id:path}", case.deadline),
    PageRoute("/cases/{ref}/documents", documents.listed),
    PageRoute("/cases/{ref}/documents/{id}", documents.file),
    PageRoute("/cases/{ref}/letters/{item}", documents.letter),
    PageRoute("/cases/{ref}/steps/{step}", steps.step, SEND),
    PageRoute("/tasks", tasks.listed),
    PageRoute("/tasks/{ref}/{id:path}", tasks.task, SEND),
    PageRoute("/meetings", meetings.listed),
    PageRoute("/meetings/new", planning.plan, SEND),
    PageRoute("/meetings/{ref}", meetings.meeting),
    PageRoute("/meetings/{ref}/papers/{paper}", meetings.paper),
    PageRoute("/people", people.directory, SEND),
    PageRoute("/people/contact", people.ask, SEND),
    PageRoute("/people/change", people.change, SEND),
    PageRoute("/mail", mail.listed, SEND),
    PageRoute("/mail/{id}", mail.message),
    PageRoute("/holidays", holidays.holidays, SEND),
    PageRoute("/reads", read_log.listed),
)
