"""Signing in at the desk by a mail, and what comes of links that are not as they should be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from pathway import Pathway
from pathway.settings import Settings
from pathway.testing import FakeClock, FakeMailer, case_in, memory
from pathway.web import desk
from tests.desks import Browser, Page

ADDRESS = "http://localhost:8000"
REP, BU = "rep.police@example.org", "business.unit@example.org"
LINK = re.compile(rf"{ADDRESS}(/sign-in/\S+)")


@pytest.fixture
def mailer() -> FakeMailer:
    return FakeMailer()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def pathway(mailer: FakeMailer, clock: FakeClock) -> Iterator[Pathway]:
    made = memory(mailer=mailer, clock=clock, settings=Settings(base_url=ADDRESS))
    yield made
    made.close()


def browser_of(pathway: Pathway) -> Browser:
    """Return a browser in which nobody is signed in."""
    return Browser(TestClient(desk(pathway), base_url=ADDRESS), "")


def mailed(pathway: Pathway, mailer: FakeMailer) -> str:
    """Return the text of the last mail."""
    pathway.sign_ins.wait()
    body = mailer.sent[-1].get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def asked(browser: Browser, email: str = REP) -> Page:
    """Ask for a link."""
    browser.open("/sign-in")
    return browser.send("", {"email": email})


def test_a_link_signs_in_after_a_button(pathway: Pathway, mailer: FakeMailer) -> None:
    """Opening it, as mail scanners do, spends nothing; pressing the button does."""
    case = case_in(pathway, "rapid_review.gathering")
    browser = browser_of(pathway)
    wanted = f"/cases/{case.reference}/steps/nil?item=agency_return:police"
    browser.open(wanted)
    browser.send("", {"email": REP})
    [link] = LINK.findall(mailed(pathway, mailer))
    scanner = browser_of(pathway).open(link)
    browser.open(link)
    page = browser.send()

    assert "Press the button" in scanner.words
    assert "Send a nil return" in page.words
    assert "Signed in as Police representative" in page.words


def test_whether_an_address_is_known_is_not_told(pathway: Pathway, mailer: FakeMailer) -> None:
    """The page after asking is the same, letter for letter, but for the address itself."""
    known = asked(browser_of(pathway)).words
    unknown = asked(browser_of(pathway), "nobody@example.org").words
    pathway.sign_ins.wait()

    assert known == unknown.replace("nobody@example.org", REP)
    assert 1 == len(mailer.sent)


def test_a_code_serves_another_browser(pathway: Pathway, mailer: FakeMailer) -> None:
    """Whoever reads mail elsewhere types the code where they asked."""
    browser = browser_of(pathway)
    asked(browser)
    page = browser.send("", {"code": code_in(mailed(pathway, mailer))})

    assert "Signed in as Police representative" in page.words


def code_in(text: str) -> str:
    """Return the code in a mail: the line that stands by itself."""
    [code] = [line.strip() for line in text.splitlines() if line.startswith("    ")]
    return code


def test_signing_out_leaves_the_cookies_of_others(pathway: Pathway, mailer: FakeMailer) -> None:
    """A browser that is told to forget cookies forgets those of the whole domain."""
    browser = browser_of(pathway)
    asked(browser)
    browser.send("", {"code": code_in(mailed(pathway, mailer))})
    form = browser.open("/sign-out").form
    answer = browser.client.post(form.action, data=form.values, headers={"origin": ADDRESS})

    assert '"cache"' == answer.headers["clear-site-data"]
    assert "pathway-session" not in browser.client.cookies


def test_a_forwarded_link_signs_nobody_in(pathway: Pathway, mailer: FakeMailer) -> None:
    """In another browser it says what to do, and it stays good in the one that asked."""
    browser, other = browser_of(pathway), browser_of(pathway)
    asked(browser)
    [link] = LINK.findall(mailed(pathway, mailer))
    other.open(link)
    refused = other.send()
    browser.open(link)
    page = browser.send()

    assert 422 == refused.status
    assert "asked for in another browser" in refused.words
    assert "Signed in" in page.words


def test_a_link_works_once(pathway: Pathway, mailer: FakeMailer) -> None:
    """The second time it signs nobody in, not even in the same browser."""
    browser = browser_of(pathway)
    asked(browser)
    [link] = LINK.findall(mailed(pathway, mailer))
    browser.open(link)
    browser.send()
    browser.open("/sign-out")
    browser.send()
    browser.open(link)
    again = browser.send()

    assert 422 == again.status


def test_wrong_codes_come_to_an_end(pathway: Pathway) -> None:
    """After too many, the page says to wait, and none of them signed anybody in."""
    browser = browser_of(pathway)
    asked(browser)
    waiting = browser.page
    statuses: list[int] = []
    for _ in range(100):
        browser.page = waiting
        statuses.append(browser.send("", {"code": "AAAA-AAAA"}).status)

    assert {422, 429} == set(statuses)
    assert 429 == statuses[-1]
    assert "Signed in" not in browser.open("/").words


def test_a_removed_person_is_signed_out(pathway: Pathway, mailer: FakeMailer) -> None:
    """At once, though their session would last."""
    browser = browser_of(pathway)
    asked(browser)
    browser.send("", {"code": code_in(mailed(pathway, mailer))})
    pathway.people.remove(REP)

    assert "Sign in" in browser.open("/").words


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x"]
)
def test_signing_in_leads_to_no_other_site(
    pathway: Pathway, mailer: FakeMailer, wanted: str
) -> None:
    """Whatever a link promises, one lands on a page of ours."""
    browser = browser_of(pathway)
    browser.open("/sign-in?next=" + wanted)
    browser.send("", {"email": REP, "next": wanted})
    page = browser.send("", {"code": code_in(mailed(pathway, mailer)), "next": wanted})

    assert "Your work" in page.words


def test_what_was_typed_survives_a_session_that_ran_out(
    pathway: Pathway, mailer: FakeMailer, clock: FakeClock
) -> None:
    """It is shown again, and sent once somebody has signed in again and pressed twice."""
    case = case_in(pathway, "rapid_review.gathering")
    browser = browser_of(pathway)
    asked(browser, BU)
    browser.send("", {"code": code_in(mailed(pathway, mailer))})
    form = browser.open(f"/cases/{case.reference}/steps/add_action")
    clock.advance(timedelta(hours=2))
    signed_out = browser.send("save", {"what": "A long text.\n\nAnd more."})
    asked(browser, BU)
    browser.send("", {"code": code_in(mailed(pathway, mailer))})
    browser.page = signed_out
    stale = browser.send()
    browser.send()
    kept = pathway.drafts.get(case.reference, "add_action", None, by=BU)

    assert 200 == form.status
    assert (401, 403) == (signed_out.status, stale.status)
    assert kept is not None
    assert "A long text.\n\nAnd more." == kept.answers["input"]["what"]
