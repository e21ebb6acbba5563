"""
Pictures of the desk on a telephone and on a wide screen, made in Chromium from an invented case.

    python -m docs.desk_pictures
"""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from pathway.testing import case_in
from tests.browsers import chromium
from tests.served_desks import ServedDesk

FOLDER = Path(__file__).parent / "pictures"
BU, REP = "business.unit@example.org", "rep.police@example.org"
SESSION = "pathway-session"
WIDTHS = (360, 1400)
HEIGHT = 900


def draw(browser: Browser, served: ServedDesk, reference: str, width: int) -> None:
    """Draw one's work, a case, a step with its faults, and a look at what will follow."""
    context = browser.new_context(viewport={"width": width, "height": HEIGHT})
    page = context.new_page()

    def be(email: str) -> None:
        secret = served.pathway.sessions.open(email).secret
        context.add_cookies([{"name": SESSION, "value": secret, "url": served.address}])

    def picture(name: str, path: str = "") -> None:
        if path:
            page.goto(f"{served.address}{path}")
        page.screenshot(path=FOLDER / f"desk-{name}-{width}.png", full_page=True)

    own = f"/cases/{reference}"
    be(REP)
    picture("work", "/")
    be(BU)
    picture("case", own)
    page.goto(f"{served.address}{own}/steps/add_action")
    page.get_by_label("What will be done?").fill("Teach all staff.")
    page.get_by_role("button", name="Continue").click()
    picture("step")
    be(REP)
    page.goto(f"{served.address}{own}/steps/nil?item=agency_return:police")
    page.get_by_role("button", name="Continue").click()
    picture("look")
    context.close()


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    with ServedDesk() as made, sync_playwright() as playwright:
        case = case_in(made.pathway, "rapid_review.gathering")
        chrome = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for pixels in WIDTHS:
            draw(chrome, made, case.reference, pixels)
        chrome.close()
