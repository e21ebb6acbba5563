"""One visit of a page: who asks for what, and what they are answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from pathway.service import Pathway
from pathway.service.access.readers import READ_ALL
from pathway.web.desk import Desk
from pathway.web.forms.sent import SentForm
from pathway.web.rendering import style_version, templates
from pathway.web.security.form_tokens import FIELD, token_for
from pathway.web.security.visitors import Visitor

SEE_OTHER, OK, UNPROCESSABLE = 303, 200, 422
# What a path may have beside letters, digits and `_.-~`.
PATH = "/:@!$&'()*+,;="


# The key of each entry of the menu, where it leads, and for which roles it is; none: for all.
MENU: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("work.title", "/", frozenset()),
    ("tasks.title", "/tasks", frozenset()),
    ("cases.title", "/cases", frozenset()),
    ("meetings.title", "/meetings", frozenset()),
    ("people.title", "/people", frozenset()),
    ("mail.title", "/mail", frozenset(READ_ALL)),
    ("holidays.title", "/holidays", frozenset()),
    ("reads.title", "/reads", frozenset({"chair"})),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a menu: the key of its text, and where it leads."""

    key: str
    path: str
    is_here: bool


class NotSignedIn(Exception):
    """A page was asked for that is only for people who are signed in."""


@dataclass(frozen=True)
class Visit:
    """
    One visit.

    Args:
        browser: The value by which the browser is known.
        visitor: Who asks; None if they are not signed in.
        form: What they sent; None if they only look.
        at_once: The cases for one page, which reads them in one transaction.
    """

    desk: Desk
    request: Request
    browser: str = field(repr=False)
    visitor: Visitor | None = None
    form: SentForm | None = None
    at_once: Pathway | None = None

    @property
    def pathway(self) -> Pathway:
        """Return the cases."""
        return self.at_once or self.desk.pathway

    @property
    def person(self) -> Visitor:
        """
        Return who asks.

        Raises:
            NotSignedIn: Nobody is signed in.
        """
        if self.visitor is None:
            raise NotSignedIn
        return self.visitor

    @property
    def sent(self) -> SentForm:
        """Return what was sent; nothing, if they only look."""
        return self.form or SentForm()

    @property
    def token(self) -> str:
        """Return the token of the forms that this browser is shown."""
        if self.visitor is not None:
            return self.visitor.csrf
        return token_for(self.browser)

    @property
    def navigation(self) -> list[Entry]:
        """Return what the menu leads to, for whoever asks."""
        here = self.request.url.path
        roles = self.visitor.roles if self.visitor is not None else frozenset[str]()
        return [
            Entry(key, path, is_here=here == self.path(path))
            for key, path, only in MENU
            if not only or roles & only
        ]

    def text(self, key: str, **values: object) -> str:
        """Return a text of the desk."""
        return self.desk.texts(key, **values)

    def argument(self, name: str) -> str:
        """Return a part of the path, such as the reference of a case."""
        return _plain(str(self.request.path_params[name]))

    def query(self, name: str) -> str:
        """Return what the address says after its question mark; empty if nothing."""
        return _plain(self.request.query_params.get(name, ""))

    def path(self, path: str, /, **query: str | None) -> str:
        """Return the address of a page of ours."""
        named = {name: value for name, value in query.items() if value}
        root = self.request.scope.get("root_path", "")
        address = f"{root}{self.desk.prefix}{quote(path, safe=PATH)}"
        return f"{address}?{urlencode(named)}" if named else address

    def page(
        self, template: str, title: str, *, status: int = OK, **values: object
    ) -> HTMLResponse:
        """
        Return a page.

        Args:
            title: What it is, without anything about a case but its reference.
        """
        context: Mapping[str, Any] = {
            "visit": self,
            "visitor": self.visitor,
            "text": self.desk.texts,
            "number": self.desk.texts.number,
            "path": self.path,
            "title": title,
            "token_field": FIELD,
            "style_version": style_version(),
            **values,
        }
        return HTMLResponse(templates().get_template(template).render(context), status)

    def go(self, path: str, /, *, to: str = "", **query: str | None) -> Response:
        """
        Send the browser to another page of ours.

        Args:
            to: The id of the place in it.
        """
        place = f"#{to}" if to else ""
        return RedirectResponse(self.path(path, **query) + place, SEE_OTHER)


def _plain(text: str) -> str:
    """Return a text of an address without what no database takes."""
    return text.replace("\0", "")
