"""The pages of the desk: what they show, to whom, and what keeps others out."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing

import httpx2
import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from pathway import Authorised, Pathway
from pathway.errors import DatabaseBusy, WrongUsage
from pathway.service.views.cases import CaseView
from pathway.settings import Settings
from pathway.testing import case_in, filled_in, form_of, memory
from pathway.web import desk
from pathway.web.app import application
from pathway.web.desk import Desk
from pathway.web.pages.cases import A_PAGE
from pathway.web.pages.stages import seen_in
from pathway.web.routes import PAGES
from pathway.web.security.attempts import Attempts
from pathway.web.security.origins import LOOPBACK
from pathway.web.security.rehearsal import RehearsalVisitors
from pathway.web.security.visitors import HostVisitors
from pathway.web.texts import Texts
from pathway.workflows.history.case import stage_of
from tests.counted_calls import counted_calls
from tests.desks import ADDRESS, USER, Browser, Page, client_of

REP, BU, CHAIR = "rep.police@example.org", "business.unit@example.org", "chair@example.org"
SENT = {"form_token": "made up"}
SECONDS = 10
NURSE = "referrer.childrens@example.org"
RETURN = "agency_return:police"


@pytest.fixture(scope="module")
def pathway() -> Iterator[Pathway]:
    made = memory()
    yield made
    made.close()


@pytest.fixture(scope="module")
def case(pathway: Pathway) -> CaseView:
    return case_in(pathway, "rapid_review.gathering")


@pytest.fixture(scope="module")
def client(pathway: Pathway) -> Iterator[TestClient]:
    with client_of(pathway) as made:
        yield made


def test_your_work_leads_to_the_very_step(client: TestClient, case: CaseView) -> None:
    """Every duty of one's own is there, and leads to the step by which it is done."""
    browser = Browser(client, REP)
    duties = [link for link in browser.page.links if link.endswith("/do")]
    page = browser.open(duties[0])

    assert f"/cases/{case.reference}/deadlines/" in duties[0]
    assert "Confirm that the agency was involved" in page.words


def test_the_cases_come_in_pages() -> None:
    """The newest first, each once; the last page leads nowhere."""
    with closing(memory()) as made, client_of(made) as client:
        form = form_of(made, "practice_review")
        every = {made.refer(form, by=NURSE, again=True).reference for _ in range(A_PAGE + 1)}
        first = Browser(client, BU).open("/cases")
        further = next(link for link in first.links if "after=" in link)
        last = Browser(client, BU).open(further)
        listed = [*cases_on(first), *cases_on(last)]

    assert sorted(every, reverse=True) == listed
    assert [] == [link for link in last.links if "after=" in link]


def cases_on(page: Page) -> list[str]:
    """Return the references of the cases that a list shows, in its order."""
    return [link.removeprefix("/cases/") for link in page.links if link.startswith("/cases/PR-")]


def test_a_case_shows_where_it_is_and_what_is_next(client: TestClient, case: CaseView) -> None:
    """The stages behind it, the one it is in, the duties and what one can do."""
    page = Browser(client, BU).open(f"/cases/{case.reference}")

    assert "Rapid review now" in page.words
    assert "Draft referral done" in page.words
    assert "What happens next" in page.words
    assert f"/cases/{case.reference}/steps/add_action" in page.links


def test_nobody_is_told_that_what_they_may_not_read_is_done(
    client: TestClient, case: CaseView
) -> None:
    """Duties are open, and whoever referred the case reads none of them."""
    page = Browser(client, NURSE).open(f"/cases/{case.reference}")

    assert "No duty that you may read is open." in page.words
    assert "No duty is open." not in page.words


def test_a_long_case_shows_its_steps_in_pages() -> None:
    """Each once, with a link to what follows; and nothing of the history is read for it."""
    with closing(memory()) as made, client_of(made) as client:
        reference = case_in(made, "action_plan.drafting").reference
        action = filled_in(made.schema(reference, "add_action", by=BU))
        for _ in range(15):
            made.take(reference, "add_action", by=BU, input=action)
        browser, own = Browser(client, BU), f"/cases/{reference}"
        first = browser.open(own)
        last = browser.open(next(link for link in first.links if "steps_after=" in link))
        calls = counted_calls(lambda: browser.open(own))
        steps = [link for page in (first, last) for link in page.links if f"{own}/steps/" in link]

    assert len(steps) == len(set(steps)) > 15
    assert f"{own}/steps/update?item=action%3A15" in steps
    assert [] == [link for link in last.links if "steps_after=" in link]
    assert "Draft referral done" in first.words
    assert not calls["history_page"]


@pytest.mark.parametrize("state", ["draft", "cspr.approval", "serious_offence_review.report"])
def test_the_stages_left_are_those_of_the_history(pathway: Pathway, state: str) -> None:
    """Which whoever reads the history is told by the case; others are told by the entries of theirs."""
    case = case_in(pathway, state)
    seen = seen_in(pathway.history(case.reference, by=BU))
    left = pathway.case(case.reference, by=BU).stages

    assert [stage for stage in seen if stage != stage_of(state)] == list(left)
    assert () == pathway.case(case.reference, by=NURSE).stages


def test_every_part_of_a_case_opens(client: TestClient, case: CaseView) -> None:
    """Whatever the menu of a case offers is there, with a title that says nothing of it."""
    browser = Browser(client, BU)
    own = [link for link in browser.open(f"/cases/{case.reference}").links if "/steps/" not in link]
    pages = [browser.open(link) for link in own if link.startswith(f"/cases/{case.reference}/")]

    assert {200} == {page.status for page in pages}
    assert len(pages) > 10


def test_a_rep_fetches_the_letter_that_asks_for_a_return(
    client: TestClient, case: CaseView
) -> None:
    """As a Word document, from among the documents of the case."""
    browser = Browser(client, REP)
    links = browser.open(f"/cases/{case.reference}/documents").links
    letter = next(link for link in links if link.endswith(f"/letters/{RETURN}"))
    answer = client.get(letter, headers={USER: REP})

    assert b"PK" == answer.content[:2]
    assert "request-letter" in answer.headers["content-disposition"]


def test_why_a_duty_is_due_on_its_day(client: TestClient, case: CaseView) -> None:
    """The rule, its source and the days that were not counted are told."""
    duty = next(duty for duty in case.deadlines if duty.item == RETURN)
    page = Browser(client, BU).open(f"/cases/{case.reference}/deadlines/{duty.id}")

    assert duty.rule in page.words
    assert duty.source in page.words
    assert "Days that were not counted" in page.words


def test_what_is_not_there_says_nothing_of_what_is(client: TestClient, case: CaseView) -> None:
    """Other cases, steps, documents and addresses are all the same page."""
    browser, stranger = Browser(client, REP), Browser(client, "referrer.yjs@example.org")
    paths = (
        "/nothing",
        "/cases/PR-2026-9999",
        f"/cases/{case.reference}/steps/nonsense",
        f"/cases/{case.reference}/steps/nil?item=agency_return:nobody",
        f"/cases/{case.reference}/documents/doc:99",
        f"/cases/{case.reference}/parts/nonsense",
        f"/cases/{case.reference}/deadlines/nonsense",
        "/open/nonsense",
        "/who",
    )
    pages = [browser.open(path) for path in paths]
    own = (f"/cases/{case.reference}", f"/cases/{case.reference}/steps/nil?item={RETURN}")
    others = [stranger.open(path) for path in (*paths, *own)]

    assert {404} == {page.status for page in (*pages, *others)}
    assert 1 == len({page.html for page in pages})
    assert 1 == len({page.html for page in others})


def test_nobody_reads_without_being_signed_in(client: TestClient, case: CaseView) -> None:
    """Each page that is not open to all is refused to whoever the host does not know."""
    for page in PAGES:
        if not page.is_open:
            path = page.path.replace("{id:path}", "x").format(
                ref=case.reference, part="referral", id="doc:1", step="note", paper="x", item="x"
            )
            answers = [client.get(path), client.get(path, headers={USER: "nobody@example.org"})]
            assert [403, 403] == [answer.status_code for answer in answers], path


def test_every_answer_has_the_headers(client: TestClient, case: CaseView) -> None:
    """Also that of an error: nothing of others is loaded, nothing is kept, nobody frames it."""
    for path in ("/", f"/cases/{case.reference}", "/nothing"):
        headers = client.get(path, headers={USER: REP}).headers

        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert "unsafe" not in headers["content-security-policy"]
        assert "no-store" == headers["cache-control"]
        assert "DENY" == headers["x-frame-options"]
        assert "nosniff" == headers["x-content-type-options"]


def test_pages_have_no_script_and_no_style_of_their_own(client: TestClient, case: CaseView) -> None:
    """What the policy would refuse is not there in the first place."""
    browser = Browser(client, BU)
    paths = ("", "/steps/add_action", "/parts/referral", "/history")
    for path in paths:
        html = browser.open(f"/cases/{case.reference}{path}").html

        assert "<script" not in html
        assert "<style" not in html
        assert " style=" not in html


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://elsewhere.example"},
        {"origin": "null"},
        {"origin": "http://[x"},
        {"origin": "http://localhost@elsewhere.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_form_of_another_site_is_refused(
    client: TestClient, case: CaseView, headers: dict[str, str]
) -> None:
    """Whatever it knows of us, and though the browser sends our cookies along."""
    browser = Browser(client, REP)
    form = browser.open(f"/cases/{case.reference}/steps/nil?item={RETURN}").form
    answer = client.post(form.action, data=form.values, headers={USER: REP, **headers})

    assert 403 == answer.status_code


def test_a_form_without_its_token_is_refused(client: TestClient, case: CaseView) -> None:
    """Or with that of somebody else."""
    browser, other = Browser(client, REP), Browser(client, BU)
    form = browser.open(f"/cases/{case.reference}/steps/nil?item={RETURN}").form
    others = other.open("/").forms
    stolen = {**form.values, "form_token": ["0" * 64]}
    answers = [
        client.post(form.action, data=values, headers={USER: REP, "origin": ADDRESS})
        for values in ({"do": "look"}, stolen)
    ]

    assert [] == others
    assert [403, 403] == [answer.status_code for answer in answers]


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "", "[::"])
def test_other_hosts_are_refused(client: TestClient, host: str) -> None:
    """A browser that was led astray to us under another name gets nothing."""
    assert 400 == client.get("/", headers={"host": host, USER: REP}).status_code


def test_the_host_of_the_address_is_ours() -> None:
    """The one that the settings name, and this computer."""
    settings = Settings(base_url="https://desk.example.org/reviews")
    with closing(memory(settings=settings)) as own:
        client = TestClient(desk(own, identify=lambda _: BU), base_url="https://desk.example.org")
        answer = client.get("/")

    assert 200 == answer.status_code
    assert "strict-transport-security" in answer.headers
    assert "__Host-pathway-browser" in answer.headers["set-cookie"]


def test_the_hosts_authoriser_says_who_its_users_are() -> None:
    """The user's own name goes to it, and the directory's name is shown."""
    users = {"u-17": Authorised(REP)}
    with closing(memory(authoriser=users.get)) as own:
        client = TestClient(desk(own, identify=lambda _: "u-17"), base_url=ADDRESS)
        page = Page(client.get("/"))

    assert "Signed in as Police representative" in page.words


def test_whoever_sends_too_often_has_to_wait(pathway: Pathway) -> None:
    """The answer says for how long, and others go on."""
    visitors = HostVisitors(lambda request: request.headers.get(USER))
    own = Desk(pathway, visitors, Texts(), hosts=LOOPBACK, attempts=Attempts(most=2))
    client = TestClient(application(own), base_url=ADDRESS)
    answers = [client.post("/sign-out", data=SENT, headers={USER: REP}) for _ in range(3)]
    other = client.post("/sign-out", data=SENT, headers={USER: BU})

    assert [403, 403, 429] == [answer.status_code for answer in answers]
    assert int(answers[-1].headers["retry-after"]) > 0
    assert 403 == other.status_code


def test_a_failure_shows_no_traceback(pathway: Pathway) -> None:
    """Whatever breaks, whoever waits is told what to do, and nothing of the inside."""

    def broken(_request: Request) -> str:
        raise ZeroDivisionError("secret")

    answer = TestClient(desk(pathway, identify=broken), base_url=ADDRESS).get("/")

    assert 500 == answer.status_code
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


def test_a_busy_database_is_said_to_be_busy(pathway: Pathway) -> None:
    """Also where it is while it is asked who somebody is."""

    def busy(_request: Request) -> str:
        raise DatabaseBusy("Another transaction was in the way.")

    answer = TestClient(desk(pathway, identify=busy), base_url=ADDRESS).get("/")

    assert 503 == answer.status_code
    assert "retry-after" in answer.headers


def test_a_form_without_files_waits_for_no_upload(pathway: Pathway) -> None:
    """Though as many files come in as may at once."""
    visitors = HostVisitors(lambda request: request.headers.get(USER))
    own = Desk(pathway, visitors, Texts(), hosts=LOOPBACK, _uploads=asyncio.Semaphore(0))
    transport = httpx2.ASGITransport(application(own))

    async def sent() -> httpx2.Response:
        async with httpx2.AsyncClient(transport=transport, base_url=ADDRESS) as client:
            return await asyncio.wait_for(
                client.post("/holidays", data=SENT, headers={USER: REP}), SECONDS
            )

    assert 403 == asyncio.run(sent()).status_code


def test_without_an_address_nobody_is_asked_to_sign_in(pathway: Pathway) -> None:
    """No mail could lead there, so that no form is shown."""
    page = Browser(TestClient(desk(pathway), base_url=ADDRESS), "").open("/sign-in")

    assert "" == pathway.settings.base_url
    assert "Nobody can sign in here" in page.words
    assert [] == page.forms


def test_texts_are_replaced_and_checked(pathway: Pathway) -> None:
    """A host's own words are shown; a key that there is not is named, with the nearest."""
    app = desk(pathway, identify=lambda _: BU, texts={"work.title": "My desk {{}}"})
    page = Page(TestClient(app, base_url=ADDRESS).get("/"))

    assert "My desk {}" in page.words
    with pytest.raises(WrongUsage, match=r"work\.name is not a key"):
        Texts({"work.name": "x"})
    with pytest.raises(WrongUsage, match=r"no \{naam\}"):
        Texts({"signed_in_as": "{naam}"})


def test_a_desk_under_a_prefix_leads_to_itself(pathway: Pathway) -> None:
    """Every link and form stays under it."""
    app = desk(pathway, identify=lambda _: BU, prefix="/reviews")
    page = Page(TestClient(app, base_url=ADDRESS).get("/reviews/cases"))

    assert {"/reviews"} == {link[:8] for link in page.links if link.startswith("/")}


def test_a_rehearsal_lets_one_browser_be_anybody(pathway: Pathway) -> None:
    """The link of the terminal works once; then its browser chooses who to be, and no other does."""
    visitors = RehearsalVisitors()
    token = visitors.token
    own = Desk(pathway, visitors, Texts(), stand_ins=visitors, hosts=LOOPBACK)
    app = application(own)
    browser = Browser(TestClient(app, base_url=ADDRESS), "")
    other = Browser(TestClient(app, base_url=ADDRESS), "")
    before = browser.open("/who")
    browser.open(f"/open/{token}")
    work = browser.send("", {"person": REP})

    assert 403 == before.status
    assert "Signed in as Police representative" in work.words
    assert 403 == other.open(f"/open/{token}").status
    assert 403 == other.open("/who").status
    assert "Signed in" not in other.open("/").words


def test_signing_out_forgets(pathway: Pathway) -> None:
    """The session is gone on the server, not only in the browser."""
    visitors = RehearsalVisitors()
    own = Desk(pathway, visitors, Texts(), stand_ins=visitors, hosts=LOOPBACK)
    client = TestClient(application(own), base_url=ADDRESS)
    browser = Browser(client, "")
    browser.open(f"/open/{visitors.token}")
    browser.send("", {"person": REP})
    session = client.cookies["pathway-session"]
    browser.open("/sign-out")
    browser.send()
    client.cookies.set("pathway-session", session)

    assert "Signed in" not in browser.open("/").words


def test_the_desk_ends_no_session_of_its_host(client: TestClient) -> None:
    """Nor does it say that somebody is signed out who is not."""
    browser = Browser(client, BU)
    form = browser.open("/cases/new?kind=practice_review").form
    form.action = "/sign-out"

    assert 404 == browser.send().status
    assert 404 == browser.open("/sign-out").status


CHILD: dict[str, str | list[str]] = {
    "children[0].label": "Child A",
    "children[0].age": "4 months",
    "children[0].age_years": "0",
    "children[0].sex": "female",
    "children[0].ethnicity": "White British",
    "children[0].disability": "none known",
    "children[0].harm": "died",
    "children[0].abuse_or_neglect": "known",
    "children[0].care_status": ["none"],
}


def test_a_case_is_referred_and_its_form_changed(pathway: Pathway, client: TestClient) -> None:
    """Kind, form, draft; what was entered is there again when the form is to be changed."""
    browser = Browser(client, "referrer.childrens@example.org")
    browser.open("/cases/new?kind=practice_review")
    faulty = browser.send("send", {"what_happened": "An event.", "why_review": "To learn."})
    browser.send("add:children", {"possible_serious_incident": "yes"})
    done = browser.send("send", CHILD)
    reference = done.title.partition(" ")[0]
    again = browser.open(f"/cases/{reference}/steps/amend")

    assert 422 == faulty.status
    assert ["An event."] == again.form.values["what_happened"]
    assert ["Child A"] == again.form.values["children[0].label"]
    assert "draft" == pathway.case(reference).state


def test_reads_at_the_desk_are_recorded(pathway: Pathway, client: TestClient) -> None:
    """Who, which case, and that it was by the desk."""
    case = case_in(pathway, "quality_assurance")
    Browser(client, BU).open(f"/cases/{case.reference}/parts/referral")
    reads = pathway.reads.list(case.reference, by=CHAIR)

    assert {BU} == {read.by for read in reads if read.door == "desk"}
    assert {"desk", "library"} == {read.door for read in reads}
