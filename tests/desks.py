"""A desk in memory, and a browser for each of its people that does what a browser does with forms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

import httpx2
from starlette.testclient import TestClient

from pathway import Pathway
from pathway.web import desk

ADDRESS = "http://localhost"
USER = "x-user"
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)


@dataclass
class Form:
    """A form of a page: where it goes, and what its fields say."""

    action: str
    values: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    is_multipart: bool = False


class Page(HTMLParser):
    """What a page says: its forms, its links and its words."""

    def __init__(self, answer: httpx2.Response) -> None:
        super().__init__()
        self.status, self.html = answer.status_code, answer.text
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self._words: list[str] = []
        self._textarea = self._select = ""
        self.feed(self.html)

    @property
    def words(self) -> str:
        """Return its text, with single spaces."""
        return " ".join(" ".join(self._words).split())

    @property
    def title(self) -> str:
        """Return its title."""
        titles = TITLE.findall(self.html)
        return unescape(titles[0]) if titles else ""

    @property
    def form(self) -> Form:
        """Return its last form; those before it sign out."""
        return self.forms[-1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in what a tag says."""
        found = {name: value or "" for name, value in attrs}
        self.ids += [found["id"]] if "id" in found else []
        if tag == "form":
            multipart = found.get("enctype") == "multipart/form-data"
            self.forms.append(Form(found["action"], is_multipart=multipart))
        elif tag == "a" and "href" in found:
            self.links.append(found["href"])
        elif tag == "input" and self.forms:
            self._input(found)
        elif tag == "textarea":
            self._textarea = found["name"]
            self.form.values[self._textarea] = [""]
        elif tag == "select":
            self._select = found["name"]
        elif tag == "option" and "selected" in found:
            self.form.values[self._select] = [found["value"]]

    def handle_data(self, data: str) -> None:
        """Take in text."""
        self._words.append(data)
        if self._textarea:
            self.form.values[self._textarea] = [self.form.values[self._textarea][0] + data]

    def handle_endtag(self, tag: str) -> None:
        """End a field."""
        if tag == "textarea":
            self._textarea = ""

    def _input(self, found: Mapping[str, str]) -> None:
        kind, name = found.get("type", "text"), found.get("name", "")
        if kind == "file" or (kind in ("radio", "checkbox") and "checked" not in found):
            return
        self.form.values.setdefault(name, []).append(found.get("value", "on"))


class Browser:
    """A browser in which somebody is signed in, with JavaScript switched off."""

    def __init__(self, client: TestClient, user: str) -> None:
        self.client, self.user = client, user
        self.page = Page(client.get("/", headers=self._headers))

    @property
    def _headers(self) -> dict[str, str]:
        return {USER: self.user} if self.user else {}

    def open(self, path: str) -> Page:
        """Open an address."""
        self.page = Page(self.client.get(path, headers=self._headers))
        return self.page

    def send(
        self,
        button: str = "",
        answers: Mapping[str, str | list[str]] | None = None,
        files: Mapping[str, tuple[str, bytes]] | None = None,
    ) -> Page:
        """
        Fill in the form of the page that is open, and press a button.

        Args:
            answers: By the name of their field.
            files: By the name of their field: the name and the content of each.
        """
        form = self.page.form
        given = {name: _list(value) for name, value in (answers or {}).items()}
        values = {**form.values, **given}
        values |= {"do": [button]} if button else {}
        origin = str(self.client.base_url).rstrip("/")
        headers = {**self._headers, "origin": origin, "sec-fetch-site": "same-origin"}
        if form.is_multipart:
            # The token comes first, as it stands in the page.
            parts: list[tuple[str, tuple[str | None, str | bytes]]] = []
            parts += [(name, (None, text)) for name, texts in values.items() for text in texts]
            parts += (files or {}).items()
            answer = self.client.post(form.action, files=parts, headers=headers)
        else:
            answer = self.client.post(form.action, data=values, headers=headers)
        self.page = Page(answer)
        return self.page


def _list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def client_of(pathway: Pathway) -> TestClient:
    """Return a client of the desk of some cases, whose host names its users in a header."""
    app = desk(pathway, identify=lambda request: request.headers.get(USER))
    return TestClient(app, base_url=ADDRESS, raise_server_exceptions=True)
