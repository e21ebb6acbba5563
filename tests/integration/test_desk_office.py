"""The pages around the cases: board, tasks, meetings, people, mail, calendar, and who read what."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage

import pytest
from starlette.testclient import TestClient

from pathway import Pathway
from pathway.notifications.errors import AddressUnreachable
from pathway.service.views.cases import CaseView
from pathway.testing import FakeMailer, case_in, memory
from tests.desks import Browser, client_of

BU, CHAIR = "business.unit@example.org", "chair@example.org"
REP, REFERRER = "rep.police@example.org", "referrer.childrens@example.org"
INVOLVED = "involvement/agency_return:police"
REFUSED = "No such mailbox."
PLAN = {
    "kind": "subgroup",
    "day": "2026-12-15",
    "starts": "10:00",
    "ends": "12:00",
    "chair": CHAIR,
    "members": [REP, BU],
    "place": "Room 4",
}
FOR_ALL = ("/", "/tasks", "/cases", "/meetings", "/people", "/holidays")
PDF, ZIP = b"%PDF", b"PK"


@dataclass
class Office:
    """A desk with a case, a meeting about it, and the mail that it sends."""

    pathway: Pathway
    mailer: FakeMailer
    client: TestClient
    case: CaseView
    meeting: str

    def browser(self, user: str) -> Browser:
        """Return a browser of somebody."""
        return Browser(self.client, user)


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    mailer = FakeMailer()
    pathway = memory(mailer=mailer)
    case = case_in(pathway, "rapid_review.gathering")
    plan = {**PLAN, "cases": [case.reference]}
    meeting = pathway.meetings.new(plan, by=BU).reference
    pathway.sweep()
    pathway.dispatch()
    with client_of(pathway) as client:
        yield Office(pathway, mailer, client, case, meeting)
    pathway.close()


def test_the_menu_leads_only_where_somebody_may_go(office: Office) -> None:
    """Every entry opens, and what is not in it is not there for them either."""
    rest = {"/mail", "/reads"}
    for user, more in ((REFERRER, set[str]()), (BU, {"/mail"}), (CHAIR, rest)):
        browser = office.browser(user)
        entries = {link for link in browser.page.links if link in {*FOR_ALL, *rest}}
        statuses = {browser.open(path).status for path in entries}
        others = {browser.open(path).status for path in rest - more}

        assert {*FOR_ALL, *more} == entries
        assert {200} == statuses
        assert others <= {404}


def test_the_board_is_for_those_who_look_after_all_cases(office: Office) -> None:
    """Where each case is, and who owes what; nobody else sees it."""
    for user in (BU, CHAIR):
        page = office.browser(user).page

        assert "The board" in page.words
        assert f"Rapid review: gathering {office.case.reference}" in page.words
        assert "Representative, Greater Manchester Police" in page.words
        assert "/tasks?role=rep&agency=police" in page.links
        assert "No worker is running" in page.words
    assert "The board" not in office.browser(REP).page.words


def test_the_board_counts_actions_and_publications(office: Office) -> None:
    """Plans by their ratings, and what may be taken down from which day."""
    case = case_in(office.pathway, "action_plan.monitoring")
    page = office.browser(BU).page
    ratings = [item.data["brag"] for item in case.items if item.kind == "action"]

    assert ratings
    assert f"{case.reference} {str(ratings[0]).capitalize()}" in page.words


def test_tasks_are_shown_by_role_and_agency(office: Office) -> None:
    """Those of one agency's representatives, and no others."""
    browser = office.browser(BU)
    own = browser.open("/tasks?role=rep&agency=police")
    others = browser.open("/tasks?role=chair")
    unknown = browser.open("/tasks?role=nonsense&agency=nobody")

    assert "Confirm whether the agency was involved: Greater Manchester Police" in own.words
    assert "Confirm whether the agency was involved" not in others.words
    assert browser.open("/tasks").words == unknown.words


def test_a_task_is_taken_on_followed_up_and_given_back(office: Office) -> None:
    """Each is on record at once, and the day of the duty stays."""
    path = f"/tasks/{office.case.reference}/{INVOLVED}"
    browser = office.browser(REP)
    browser.open(path)
    browser.send("take_on")
    held = office.pathway.tasks.list(by=REP, mine=True)
    day = {"follow_up-day": "18", "follow_up-month": "3", "follow_up-year": "2026"}
    browser.open(path)
    wrong = browser.send("follow_up", {**day, "follow_up-month": "13"})
    past = browser.send("follow_up", {**day, "follow_up-day": "1"})
    browser.send("follow_up", day)
    dated = office.pathway.tasks.list(by=REP, mine=True)
    browser.open(path)
    browser.send("give_back")

    assert [REP] == [task.holder for task in held]
    assert (422, 422) == (wrong.status, past.status)
    assert "There is no such day" in wrong.words
    assert ["2026-03-18"] == [str(task.follow_up_on) for task in dated]
    assert [] == office.pathway.tasks.list(by=REP, mine=True)


def test_a_task_of_others_is_not_there(office: Office) -> None:
    """Nor is one that there is not."""
    browser = office.browser(REFERRER)
    pages = [
        browser.open(f"/tasks/{office.case.reference}/{INVOLVED}"),
        browser.open("/tasks/PR-2026-0001/nonsense"),
    ]

    assert [404, 404] == [page.status for page in pages]


def test_a_meeting_shows_when_who_and_what(office: Office) -> None:
    """Its day as people write it, its members and their interests, its cases and its steps."""
    browser = office.browser(BU)
    listed = browser.open("/meetings")
    page = browser.open(f"/meetings/{office.meeting}")

    assert f"/meetings/{office.meeting}" in listed.links
    assert "Tuesday, 15 December 2026" in page.words
    assert "Room 4" in page.words
    assert "Police representative" in page.words
    assert f"not answered yet for {office.case.reference}" in page.words
    assert f"/cases/{office.meeting}/steps/invite" in page.links


def test_a_meeting_is_planned(office: Office) -> None:
    """With faults told first; whoever may not plan is not shown which cases there are."""
    browser = office.browser(BU)
    browser.open("/meetings/new")
    day = {"day-day": "16", "day-month": "12", "day-year": "2026"}
    times = {"starts": "14:00", "ends": "13:00"}
    answers: dict[str, str | list[str]] = {"kind": "subgroup", "chair": CHAIR, **day, **times}
    answers["members"] = [BU, REP]
    faulty = browser.send("", answers)
    page = browser.send("", {"ends": "15:00"})

    assert 422 == faulty.status
    assert "Plan a meeting: this is on record now." in page.words
    assert "Wednesday, 16 December 2026" in page.words
    assert 404 == office.browser(REP).open("/meetings/new").status


def test_the_papers_of_a_meeting_are_sent(office: Office) -> None:
    """Agenda, cases and a template for the minutes; nothing else, and to nobody else."""
    own = f"/meetings/{office.meeting}/papers"
    answers = [
        office.client.get(f"{own}/{name}", headers={"x-user": BU})
        for name in ("agenda", office.case.reference, "minutes")
    ]
    refused = [
        office.client.get(f"{own}/{name}", headers={"x-user": user})
        for name, user in (("nonsense", BU), ("PR-2026-9999", BU), ("agenda", REFERRER))
    ]

    assert [PDF, PDF, ZIP] == [
        answer.content[: len(start)] for answer, start in zip(answers, (PDF, PDF, ZIP), strict=True)
    ]
    assert f"{office.meeting}-agenda.pdf" in answers[0].headers["content-disposition"]
    assert [404, 404, 404] == [answer.status_code for answer in refused]


def test_a_step_of_a_meeting_leads_back_to_it(office: Office) -> None:
    """It is taken on the page of steps."""
    browser = office.browser(BU)
    browser.open(f"/cases/{office.meeting}/steps/note")
    browser.send("look", {"text": "The room is booked."})
    page = browser.send("take")

    assert "Write a note: this is on record now." in page.words
    assert f"{office.meeting}: Planned" in page.words


def test_attendance_stays_with_its_member(office: Office) -> None:
    """A member is removed after who took part was saved: what was answered of others stays theirs."""
    today = {"day": str(office.pathway.clock.now().date()), "members": [REP, BU]}
    meeting = office.pathway.meetings.new({**PLAN, **today}, by=BU).reference
    step, [first, second, third] = f"/cases/{meeting}/steps/hold", took_part(3)
    browser = office.browser(BU)
    browser.open(step)
    browser.send("save", {first: "present", second: "absent", third: "apologies"})
    office.pathway.take(meeting, "change_members", by=BU, input={"remove": [REP]})
    values = browser.open(step).form.values

    assert (["present"], ["apologies"]) == (values[first], values[second])
    assert third not in values


def took_part(number: int) -> list[str]:
    """Return the names of the fields for how each of so many members took part."""
    return [f"members[{row}].took_part" for row in range(number)]


def test_the_directory_says_whom_to_ask(office: Office) -> None:
    """By agency, with the way to each person."""
    page = office.browser(REFERRER).open("/people")

    assert "Greater Manchester Police" in page.words
    assert f"mailto:{REP}" in page.links
    assert "/people/change" not in page.links


def test_somebody_is_away_and_back(office: Office) -> None:
    """Recorded by themselves, and taken back."""
    browser = office.browser(REP)
    browser.open("/people")
    first = {"first-day": "20", "first-month": "3", "first-year": "2026"}
    last = {"last-day": "24", "last-month": "3", "last-year": "2026"}
    nothing = browser.send("away")
    backwards = browser.send("away", {**first, **last, "last-day": "19"})
    away = browser.send("away", {**first, **last})
    absences = [person for person in office.pathway.people.list() if person.absences]
    back = browser.send("back")

    assert (422, 422) == (nothing.status, backwards.status)
    assert "Away from 20 March 2026 to 24 March 2026" in away.words
    assert [REP] == [person.email for person in absences]
    assert "Away from" not in back.words


ASKED = {"agency": "police", "name": "New Person", "email": "new.person@example.org"}


def test_a_change_of_contact_is_asked_for_and_confirmed(office: Office) -> None:
    """The business unit gets a mail without names in its subject, and enters the change."""
    asker, confirmer = office.browser(REP), office.browser(BU)
    asker.open("/people/contact")
    wrong = asker.send("", {**ASKED, "email": "nonsense"})
    asker.send("", {**ASKED, "instead_of": REP})
    letter = office.mailer.to(BU)[-1]
    body = letter.get_body(("plain",))
    before = {person.email for person in office.pathway.people.list()}
    confirmer.open("/people/change?agency=police")
    faulty = confirmer.send("", {**ASKED, "roles": ["rep"], "order": "first"})
    look = confirmer.send("", {**ASKED, "roles": ["rep"], "order": "3"})
    page = confirmer.send("")
    after = {person.email for person in office.pathway.people.list()}

    assert (422, 422) == (wrong.status, faulty.status)
    assert "A change of contact is asked for" == letter["Subject"]
    assert body is not None
    assert "new.person@example.org" in body.get_content()
    assert "This person is added to the agency." in look.words
    assert "The directory was changed." in page.words
    assert {"new.person@example.org"} == after - before


def test_only_the_business_unit_and_the_chair_change_the_directory(office: Office) -> None:
    """Whoever else sends the form is refused."""
    browser = office.browser(REP)
    form = browser.open("/people/contact").form
    form.action = "/people/change"

    assert 404 == browser.send("", {**ASKED, "roles": ["bu"], "order": "1"}).status


def test_mail_is_listed_and_read(office: Office) -> None:
    """Each message with its recipient and its state; its text as it arrived."""
    browser = office.browser(BU)
    page = browser.open("/mail")
    number = office.pathway.mail.list(by=BU)[0].id
    message = browser.open(f"/mail/{number}")

    assert f"/mail/{number}" in page.links
    assert "Sent" in page.words
    assert office.case.reference in message.words
    assert [404, 404] == [browser.open(f"/mail/{each}").status for each in ("99999", "x")]


class Refusing(FakeMailer):
    """A mailer that takes nothing."""

    def send(self, message: EmailMessage) -> None:  # noqa: ARG002
        """Refuse a letter for good."""
        raise AddressUnreachable(REFUSED)


def test_what_was_given_up_is_sent_again() -> None:
    """From the list of what was given up, to which the board leads; then it waits to be sent."""
    with closing(memory(mailer=Refusing())) as pathway, client_of(pathway) as client:
        case_in(pathway, "rapid_review.gathering")
        pathway.sweep()
        pathway.dispatch()
        dead = pathway.mail.list(dead=True, by=BU)
        browser = Browser(client, BU)
        links = browser.page.links
        browser.open("/mail?dead=yes")
        page = browser.send()
        states = [message.state for message in pathway.mail.list(by=BU)]

    assert dead
    assert "/mail?dead=yes" in links
    assert "The message is waiting to be sent again." in page.words
    assert "waiting" in states


def test_a_message_that_was_not_given_up_is_not_sent_again(office: Office) -> None:
    """Nor by somebody who may not."""
    number = str(office.pathway.mail.list(by=BU)[0].id)
    statuses: list[int] = []
    for user in (BU, REP):
        browser = office.browser(user)
        form = browser.open("/people/contact").form
        form.action, form.values["message"] = "/mail", [number]
        statuses.append(browser.send().status)

    assert [404, 403] == statuses


def test_a_closure_is_looked_at_added_and_removed(office: Office) -> None:
    """Nothing changes before the yes; others see the days and change none."""
    browser = office.browser(CHAIR)
    browser.open("/holidays?year=2026")
    day = {"first-day": "24", "first-month": "12", "first-year": "2026"}
    wrong = browser.send("add", {**day, "first-month": "", "name": "Christmas Eve"})
    unnamed = browser.send("add", {**day, "name": ""})
    look = browser.send("add", {**day, "name": "Christmas Eve"})
    before = office.pathway.holidays.list(2026)
    page = browser.send("")
    form = next(form for form in page.forms if form.values.get("first-day") == ["24"])
    browser.page.forms.append(form)
    browser.send("remove")
    after = browser.send("")

    assert (422, 422) == (wrong.status, unnamed.status)
    assert "Thursday, 24 December 2026: Christmas Eve" in look.words
    assert "Christmas Eve" not in {holiday.name for holiday in before}
    assert "Christmas Eve" in page.words
    assert "Christmas Eve" not in after.words
    assert "Add a day" not in office.browser(REP).open("/holidays").words


@pytest.mark.parametrize(
    ("path", "button", "name"),
    [
        ("/people", "away", "first"),
        ("/holidays", "add", "first"),
        (f"/tasks/PR-2026-0001/{INVOLVED}", "follow_up", "follow_up"),
    ],
)
@pytest.mark.parametrize("year", ["1" + "0" * 20, "1" * 5_000, "-1", "x"])
def test_a_year_that_there_is_not_is_a_fault_of_the_form(
    office: Office, path: str, button: str, name: str, year: str
) -> None:
    """However many digits it has; what was typed is still there."""
    browser = office.browser(REP if button == "follow_up" else BU)
    browser.open(path)
    page = browser.send(button, {f"{name}-day": "1", f"{name}-month": "1", f"{name}-year": year})

    assert 422 == page.status
    assert "There is no such day" in page.words
    assert year in page.html


YEARS = ("02026" + "0" * 5_000, "20260", "0", "9999", "²")


def test_the_calendar_opens_whatever_its_address_says(office: Office) -> None:
    """At this year, where it names none."""
    browser = office.browser(BU)
    pages = [browser.open(f"/holidays?year={year}") for year in YEARS]

    assert [200] * len(YEARS) == [page.status for page in pages]
    assert all("/holidays?year=2026" in page.links for page in pages)


def test_an_unknown_button_of_the_calendar_adds(office: Office) -> None:
    """After a look, as ever."""
    browser = office.browser(CHAIR)
    browser.open("/holidays")
    day = {"first-day": "24", "first-month": "12", "first-year": "2026"}
    page = browser.send("xyz", {**day, "name": "Christmas Eve"})

    assert 200 == page.status
    assert "Yes: add" in page.html


def test_what_cannot_be_removed_is_told_without_commands(office: Office) -> None:
    """A day that somebody has removed meanwhile, and one that was added as the other kind."""
    office.pathway.holidays.add(date(2026, 12, 23), "Funeral", by=CHAIR)
    browser = office.browser(CHAIR)
    browser.open("/holidays")
    day = {"first-day": "23", "first-month": "12", "first-year": "2026"}
    other = browser.send("remove", {**day, "source": "closure"})
    gone = browser.send("remove", {**day, "first-day": "22"})

    assert (422, 422) == (other.status, gone.status)
    assert "as the other kind of day" in other.words
    assert "was not added to the calendar" in gone.words
    assert "pathway holidays" not in gone.words


def test_who_read_what_is_for_the_chair(office: Office) -> None:
    """With who, what and by which door; of one case if asked."""
    office.browser(REP).open(f"/cases/{office.case.reference}")
    browser = office.browser(CHAIR)
    page = browser.open(f"/reads?case={office.case.reference}")

    assert f"Police representative: {office.case.reference}" in page.words
    assert "by the" in page.words
    assert 404 == browser.open("/reads?case=PR-2026-9999").status
