"""
Pictures of the pages around the cases, on a telephone and on a wide screen, made in Chromium from
invented cases.

    python -m docs.page_pictures
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from pathway import Pathway
from pathway.storage.cases.sealing import KEY_BYTES
from pathway.testing import FakeClock, FakeMailer, case_in
from pathway.testing.people import PEOPLE
from tests.browsers import chromium
from tests.served_desks import ServedDesk

FOLDER = Path(__file__).parent / "pictures"
SESSION = "pathway-session"
WIDTHS = (360, 1400)
HEIGHT = 900
LATER = datetime(2026, 3, 20, 8, tzinfo=UTC)
BU, CHAIR, REP = "business.unit@example.org", "chair@example.org", "rep.police@example.org"
STATES = (
    "subgroup_decision.triage",
    "rapid_review.gathering",
    "rapid_review.gathering",
    "cspr.fieldwork",
    "action_plan.monitoring",
    "closed",
)
PLAN = {
    "kind": "subgroup",
    "day": "2026-04-14",
    "starts": "10:00",
    "ends": "12:00",
    "chair": CHAIR,
    "members": [BU, REP, "rep.childrens@example.org", "rep.icb@example.org"],
    "place": "Civic centre, room 4",
}
# The address of each page, and who looks at it.
PAGES = {
    "board": ("/", BU),
    "tasks": ("/tasks?role=rep&agency=police", BU),
    "task": ("/tasks/PR-2026-0002/involvement/agency_return:police", REP),
    "meetings": ("/meetings", CHAIR),
    "plan": ("/meetings/new", BU),
    "meeting": ("/meetings/MT-2026-0001", BU),
    "people": ("/people", REP),
    "contact": ("/people/contact", REP),
    "mail": ("/mail", BU),
    "holidays": ("/holidays", BU),
    "reads": ("/reads?case=PR-2026-0002", CHAIR),
}


def office() -> Pathway:
    """Return a rehearsal in which an office has something to look at."""
    pathway = Pathway.create(
        "sqlite://",
        key=os.urandom(KEY_BYTES),
        rehearsal=True,
        clock=FakeClock(),
        mailer=FakeMailer(),
    )
    pathway.by_email().people.import_file(PEOPLE)
    cases = [case_in(pathway, state).reference for state in STATES]
    meeting = pathway.meetings.new({**PLAN, "cases": cases[1:3]}, by=BU)
    pathway.meetings.take(meeting.reference, "invite", by=BU)
    pathway.meetings.declare(meeting.reference, {}, by=REP)
    pathway.people.absent(REP, date(2026, 3, 30), date(2026, 4, 2), by=REP)
    pathway.holidays.add(date(2026, 12, 24), "Christmas Eve", closure=True, by=BU)
    pathway.sweep()
    pathway.dispatch()
    pathway.clock.set(LATER)
    pathway.sweep()
    pathway.dispatch()
    return pathway


def draw(browser: Browser, served: ServedDesk, width: int) -> None:
    """Draw every page at a width, as somebody sees it for whom it is."""
    for name, (path, email) in PAGES.items():
        context = browser.new_context(viewport={"width": width, "height": HEIGHT})
        secret = served.pathway.sessions.open(email).secret
        context.add_cookies([{"name": SESSION, "value": secret, "url": served.address}])
        page = context.new_page()
        page.goto(f"{served.address}{path}")
        page.screenshot(path=FOLDER / f"desk-{name}-{width}.png", full_page=True)
        context.close()


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    with ServedDesk(office()) as made, sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for pixels in WIDTHS:
            draw(chrome, made, pixels)
        chrome.close()
