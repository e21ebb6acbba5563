"""
The desk in Chromium: somebody signs in by mail and answers with files, with JavaScript switched off;
and axe finds nothing on any page at three widths.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # pyright: ignore[reportMissingTypeStubs]
from playwright.sync_api import (
    Browser,
    BrowserContext,
    FilePayload,
    Page,
    sync_playwright,
)

from pathway import PathwayFile
from pathway.service.views.cases import CaseView
from pathway.testing import case_in, filled_in
from tests.browsers import chromium
from tests.office_files import PDF
from tests.served_desks import ServedDesk

DATA = Path(__file__).parents[1] / "data" / "chronologies"
REP, BU = "rep.police@example.org", "business.unit@example.org"
CHAIR = "chair@example.org"
RETURN = "agency_return:police"
WIDTHS = (360, 768, 1400)


@pytest.fixture(scope="module")
def served() -> Iterator[ServedDesk]:
    with ServedDesk() as made:
        yield made


@pytest.fixture(scope="module")
def case(served: ServedDesk) -> CaseView:
    return case_in(served.pathway, "rapid_review.gathering")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield made
        made.close()


def signed_in(context: BrowserContext, served: ServedDesk, path: str, email: str) -> Page:
    """Return the page at a path, once somebody has signed in by mail."""
    page = context.new_page()
    page.goto(f"{served.address}{path}")
    page.get_by_label("Email address").fill(email)
    page.get_by_role("button", name="Send the link").click()
    page.goto(served.link())
    page.get_by_role("button", name="Sign in").click()
    return page


def test_a_return_is_sent_without_javascript(
    served: ServedDesk, browser: Browser, case: CaseView
) -> None:
    """From the link in a mail to the step, with two files, a look and a yes."""
    context = browser.new_context(java_script_enabled=False)
    own = f"/cases/{case.reference}/steps"
    page = signed_in(context, served, f"{own}/confirm_involvement?item={RETURN}", REP)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Yes: Confirm that the agency was involved").click()
    page.goto(f"{served.address}{own}/submit_return?item={RETURN}")
    note: FilePayload = {
        "name": "summary.txt",
        "mimeType": "text/plain",
        "buffer": b"Known since 2024.",
    }
    page.locator("input[type=file]").nth(0).set_input_files(note)
    page.locator("input[type=file]").nth(1).set_input_files(DATA / "police.csv")
    page.get_by_role("button", name="Continue").click()
    looked = page.inner_text("main")
    page.get_by_role("button", name="Yes:").click()
    banner = page.inner_text("main")
    context.close()
    states = {item.id: item.state for item in served.pathway.case(case.reference).items}

    assert "summary.txt" in looked
    assert "This will follow" in looked
    assert "on record now" in banner
    assert "submitted" == states[RETURN]


def test_axe_finds_nothing_at_three_widths(
    served: ServedDesk, browser: Browser, case: CaseView
) -> None:
    """On every page, also on forms with faults; and nothing has to be pushed aside."""
    context = browser.new_context()
    refused: list[str] = []
    page = signed_in(context, served, "/", BU)
    page.on("console", lambda message: refused.append(message.text))
    own = f"/cases/{case.reference}"
    paths = [
        "/", "/cases", "/cases/new", "/cases/new?kind=practice_review", "/sign-out", "/nothing",
        own, f"{own}/deadlines", f"{own}/documents", f"{own}/history", f"{own}/parts/referral",
        f"{own}/deadlines/{case.deadlines[0].id}", f"{own}/steps/add_action",
        f"{own}/steps/convene", f"{own}/steps/correct", f"{own}/steps/endorse",
    ]  # fmt: skip
    faults: dict[str, object] = {}
    for path in paths:
        page.goto(f"{served.address}{path}")
        faults |= looked_at(page, path)
    page.goto(f"{served.address}{own}/steps/add_action")
    page.get_by_role("button", name="Continue").click()
    faults |= looked_at(page, "faults")
    add_minutes(served, case)
    page.goto(f"{served.address}{own}/steps/add_document")
    assert page.locator('[name="case_file:document"]').count()
    faults |= looked_at(page, "a choice of documents")
    context.close()

    assert {} == faults
    assert [] == [
        text for text in refused if "404" not in text and "409" not in text and "422" not in text
    ]


def add_minutes(served: ServedDesk, case: CaseView) -> None:
    """Add a document to a case."""
    answers = {"title": "Minutes of the meeting", "kind": "minutes"}
    files = {"document": PathwayFile("minutes.pdf", PDF)}
    served.pathway.take(case.reference, "add_document", by=BU, input=answers, files=files)


def looked_at(page: Page, path: str) -> dict[str, object]:
    """Return what is wrong with a page, by its path and the width."""
    faults: dict[str, object] = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        too_wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        results: dict[str, list[dict[str, Any]]] = dict(Axe().run(page).response)  # pyright: ignore[reportUnknownArgumentType, reportUnknownMemberType]
        violations = [violation["id"] for violation in results["violations"]]
        if violations or too_wide > 0:
            faults[f"{path} at {width}"] = (too_wide, violations)
    return faults


def test_signed_out_pages_are_in_order_too(served: ServedDesk, browser: Browser) -> None:
    """The pages that somebody meets before they are signed in."""
    context = browser.new_context()
    page = context.new_page()
    faults: dict[str, object] = {}
    page.goto(f"{served.address}/sign-in")
    faults |= looked_at(page, "sign in")
    page.get_by_role("button", name="Send the link").click()
    faults |= looked_at(page, "no email")
    page.get_by_label("Email address").fill(REP)
    page.get_by_role("button", name="Send the link").click()
    faults |= looked_at(page, "look into your mail")
    page.goto(served.link())
    faults |= looked_at(page, "link")
    context.close()

    assert {} == faults


def test_axe_finds_nothing_on_the_pages_around_the_cases(
    served: ServedDesk, browser: Browser, case: CaseView
) -> None:
    """Board, tasks, meetings, people, mail, calendar and reads; their looks and their faults too."""
    plan = {
        "kind": "subgroup", "day": "2026-04-14", "starts": "10:00", "ends": "12:00",
        "chair": CHAIR, "members": [REP, BU], "cases": [case.reference], "place": "Room 4",
    }  # fmt: skip
    meeting = served.pathway.meetings.new(plan, by=BU).reference
    served.pathway.holidays.add(date(2026, 12, 24), "Christmas Eve", closure=True, by=BU)
    served.pathway.sweep()
    served.pathway.dispatch()
    context = browser.new_context()
    page = signed_in(context, served, "/", CHAIR)
    # Other tests have met some of them.
    duties = served.pathway.deadlines(case.reference, by=CHAIR)
    duty = f"{case.reference}/{next(each.id for each in duties if each.state == 'running')}"
    paths = [
        "/", "/tasks", "/tasks?mine=yes", f"/tasks/{duty}", "/meetings", "/meetings/new",
        f"/meetings/{meeting}", f"/cases/{meeting}/steps/invite", "/people", "/people/contact",
        "/people/change", "/mail", "/mail?dead=yes", "/mail/1", "/holidays", "/reads",
    ]  # fmt: skip
    faults: dict[str, object] = {}
    statuses: dict[str, int] = {}
    for path in paths:
        answer = page.goto(f"{served.address}{path}")
        statuses |= {path: answer.status} if answer else {}
        faults |= looked_at(page, path)
    for path, button in (("/people", "Record it"), ("/holidays", "Continue")):
        page.goto(f"{served.address}{path}")
        page.get_by_role("button", name=button).click()
        faults |= looked_at(page, f"faults of {path}")
    page.goto(f"{served.address}/holidays?year=2026")
    page.get_by_role("button", name="Remove").click()
    faults |= looked_at(page, "a look at the calendar")
    page.goto(f"{served.address}/people/change")
    page.get_by_role("button", name="Continue").click()
    faults |= looked_at(page, "faults of a change of contact")
    look_at_change_of_contact(page)
    faults |= looked_at(page, "a look at a change of contact")
    context.close()

    assert dict.fromkeys(paths, 200) == statuses
    assert {} == faults


def look_at_change_of_contact(page: Page) -> None:
    """Lead to the look before somebody takes another's place."""
    page.get_by_label("Name").fill("Second representative")
    page.get_by_label("Email").fill("second.police@example.org")
    page.locator("[name=agency]").select_option("police")
    page.locator("[name=instead_of]").select_option(REP)
    page.get_by_role("button", name="Continue").click()
    assert page.locator("[name=sure]").count(), page.inner_text("main")


def test_axe_finds_nothing_on_the_steps_of_a_meeting(
    served: ServedDesk, browser: Browser, case: CaseView
) -> None:
    """On the form of every step, from the invitation to the minutes, and on the look before it."""
    plan = {
        "kind": "subgroup", "day": "2026-03-16", "starts": "08:00", "ends": "08:30",
        "chair": CHAIR, "members": [REP, BU], "cases": [case.reference], "place": "Room 4",
    }  # fmt: skip
    meetings = served.pathway.meetings
    meeting = meetings.new(plan, by=CHAIR).reference
    context = browser.new_context()
    page = signed_in(context, served, "/", CHAIR)
    faults: dict[str, object] = {}
    seen: set[str] = set()
    for following in ("invite", "hold", "record_minutes", "agree_minutes", ""):
        for step in served.pathway.steps(meeting, by=CHAIR):
            if step.allowed and step.step not in seen:
                seen.add(step.step)
                item = f"?item={step.item}" if step.item else ""
                page.goto(f"{served.address}/cases/{meeting}/steps/{step.step}{item}")
                faults |= looked_at(page, step.step)
                with page.expect_navigation():
                    page.locator('button[value="look"]:not([tabindex])').click()
                faults |= looked_at(page, f"{step.step}, sent")
        if following:
            schema = served.pathway.schema(meeting, following, by=CHAIR)
            meetings.take(meeting, following, by=CHAIR, input=filled_in(schema))
    context.close()

    assert {} == faults
    assert {"change_members", "change_agenda", "hold", "record_minutes", "correct"} <= seen
