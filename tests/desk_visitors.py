"""People who know a desk by its mail and its pages alone, each in a browser of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any, cast

from playwright.sync_api import Browser, Locator, Page

from tests.served_desks import Served

LINK = re.compile(r"https?://\S+")
# Each form begins with a button that only the key Enter presses.
SEND, GO_ON, YES = (f'button[value="{name}"]:not([tabindex])' for name in ("send", "look", "take"))
# How often a form may be sent before there is nothing left to ask: answers bring further questions.
ROUNDS = 4


@dataclass
class Postbox:
    """The mail that a desk wrote into a folder, as those who get it read it."""

    folder: Path

    def links(self, email: str, part: str) -> list[str]:
        """Return the links with that part in the mail of somebody, the latest mail first."""
        linked: list[str] = []
        written = sorted(self.folder.rglob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        for path in reversed(written):
            message = message_from_bytes(path.read_bytes(), policy=policy.default)
            body = message.get_body(("plain",))
            if body is not None and email in str(message["To"]):
                linked += [link for link in LINK.findall(str(body.get_content())) if part in link]
        return linked


class Visitor:
    """Somebody with a mailbox and a browser."""

    def __init__(
        self, served: Served, mail: Postbox, email: str, browser: Browser, *, script: bool
    ) -> None:
        self.served, self.mail, self.email = served, mail, email
        self.context = browser.new_context(java_script_enabled=script)
        self.page: Page = self.context.new_page()

    def work(self) -> str:
        """Open the page with their work, and return what it says."""
        self._open(f"{self.served.address}/")
        return self.page.inner_text("main")

    def follow(self, step: str) -> None:
        """Follow the link of the latest mail that leads to a step; sign in where that is asked."""
        links = self.mail.links(self.email, f"/steps/{step}")
        assert links, f"No mail leads {self.email} to {step}."
        self._open(links[0])
        assert f"/steps/{step}" in self.page.url, f"{links[0]} leads to {self.page.url}."

    def choose(self, duty: str, step: str) -> None:
        """Choose a duty on the page with their work, and the step that meets it."""
        self.work()
        self._press(self.page.locator("main").get_by_role("link", name=duty).first)
        if f"/steps/{step}" not in self.page.url:
            self.go(f"/steps/{step}")

    def go(self, path: str) -> None:
        """Open a page by pressing a link that leads to it on the page that is open."""
        self._press(self.page.locator(f'main a[href*="{path}"]').first)

    def case(self, reference: str) -> str:
        """Open the page of a case, and return what it says."""
        self._open(f"{self.served.address}/cases/{reference}")
        return self.page.inner_text("main")

    def refer(self, kind: str, form: Mapping[str, Any]) -> str:
        """Refer a case by its form, and return its reference."""
        self.work()
        self._press(self.page.get_by_role("navigation").get_by_role("link", name="Cases"))
        self.go("/cases/new")
        self._check(self.page.locator('[name="kind"]'), [kind])
        self._press(self.page.locator("main form").get_by_role("button"))
        self._fill(form)
        self._press(self.page.locator(SEND))
        assert "/cases/new" not in self.page.url, self._faults()
        return self.page.url.partition("/cases/")[2].partition("?")[0]

    def take(self, answers: Mapping[str, Any] | None = None, **more: Any) -> str:
        """Answer the step that is open, look at what would follow, say yes; return the look."""
        left = dict(answers or {}) | more
        for _ in range(ROUNDS):
            left = self._fill(left)
            self._confirm_finds()
            self._press(self.page.locator(GO_ON))
            if self.page.locator(YES).count():
                break
        assert self.page.locator(YES).count(), f"{self.page.url}: {self._faults()}"
        assert not left, f"{self.page.url} did not ask for {', '.join(left)}."
        looked = self.page.inner_text("main")
        self._press(self.page.locator(YES))
        assert "done=" in self.page.url, f"{self.page.url}: {self._faults()}"
        return looked

    def take_in(self, reference: str, step: str, **answers: Any) -> str:
        """Take a step that the page of its case offers."""
        self.case(reference)
        self.go(f"/steps/{step}")
        return self.take(answers)

    def _press(self, place: Locator) -> None:
        """Press a button or a link, and wait for the page to which it leads."""
        with self.page.expect_navigation():
            place.click()

    def _open(self, address: str) -> None:
        self.page.goto(address)
        if "/sign-in" in self.page.url:
            self._sign_in()

    def _sign_in(self) -> None:
        before = len(self.mail.links(self.email, "/sign-in/"))
        self.page.get_by_label("Email address").fill(self.email)
        self._press(self.page.get_by_role("button", name="Send the link"))
        self.served.pathway.sign_ins.wait()
        links = self.mail.links(self.email, "/sign-in/")
        assert len(links) > before, f"{self.email} got no link."
        self.page.goto(links[0])
        self._press(self.page.get_by_role("button", name="Sign in"))

    def _confirm_finds(self) -> None:
        """Confirm what may be personal data, and warnings, having looked at them."""
        for box in self.page.locator('[name="personal_data"], [name="confirmed"]').all():
            box.check()

    def _fill(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Fill in the fields that the page has; return what it does not ask for yet."""
        for path, rows in _rows(answers):
            self._add_rows(path, len(rows))
        return {path: value for path, value in _flat(answers) if not self._answer(path, value)}

    def _add_rows(self, path: str, count: int) -> None:
        number = self.page.locator(f'input[name="rows:{path}"]')
        while number.count() and int(number.get_attribute("value") or 0) < count:
            self._press(self.page.locator(f'button[value="add:{path}"]'))

    def _answer(self, path: str, value: Any) -> bool:
        if isinstance(value, date):
            return self._answer_day(path, value)
        fields = self.page.locator(f'[name="{path}"]')
        if not fields.count():
            return False
        kind = fields.first.get_attribute("type") or fields.first.evaluate("e => e.localName")
        match kind:
            case "radio":
                self._check(fields, [value])
            case "checkbox":
                self._check(fields, _list(value))
            case "file":
                fields.set_input_files(value)
            case "select":
                fields.select_option(str(value))
            case _:
                fields.fill("\n".join(str(line) for line in _list(value)))
        return True

    def _answer_day(self, path: str, day: date) -> bool:
        parts = {"day": day.day, "month": day.month, "year": day.year}
        for name, number in parts.items():
            part = self.page.locator(f'[name="{path}-{name}"]')
            if not part.count():
                return False
            part.fill(str(number))
        return True

    def _check(self, fields: Locator, values: Sequence[Any]) -> None:
        wanted = {_word(value) for value in values}
        for box in fields.all():
            value = box.get_attribute("value")
            if value in wanted:
                box.check()
            elif box.get_attribute("type") == "checkbox":
                box.uncheck()
            wanted.discard(str(value))
        assert not wanted, f"{self.page.url} does not offer {', '.join(wanted)}."

    def _faults(self) -> str:
        """Return what the page says is wrong; the whole of it if there is no list of faults."""
        faults = self.page.locator(".govuk-error-summary a").all()
        listed = [f"{fault.get_attribute('href')}: {fault.inner_text()}" for fault in faults]
        return "; ".join(listed) or self.page.inner_text("main")


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _list(value: Any) -> list[Any]:
    return cast("list[object]", value) if isinstance(value, list) else [value]


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(row, Mapping) for row in _list(value))


def _rows(answers: Mapping[str, Any]) -> Iterator[tuple[str, Sequence[Any]]]:
    """Yield the rows of a form, by the path of their field."""
    for path, value in answers.items():
        if _is_rows(value):
            yield path, value


def _flat(answers: Mapping[str, Any], inside: str = "") -> Iterator[tuple[str, Any]]:
    """Yield answers by the names that their fields have on a page."""
    for name, value in answers.items():
        path = f"{inside}{name}"
        if isinstance(value, Mapping):
            yield from _flat(cast("Mapping[str, Any]", value), f"{path}.")
        elif _is_rows(value):
            rows = _list(value)
            yield from _flat({f"{path}[{number}]": row for number, row in enumerate(rows)})
        else:
            yield path, value
