"""
Practising: whoever opened the desk from the terminal may be any of a rehearsal's people.

Nothing of it is stored; it ends with the process.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from threading import Lock

from starlette.requests import Request

from pathway.service import Pathway
from pathway.web.security.cookies import SESSION_COOKIE, new_secret
from pathway.web.security.visitors import Visitor, visitor_of

MAX_SESSIONS = 1000


@dataclass
class RehearsalVisitors:
    """
    The visitors of a rehearsal.

    Args:
        token: Of the link in the terminal, which one browser may use once.
    """

    token: str = field(default_factory=new_secret, repr=False)
    signs_in: bool = True
    _browsers: set[str] = field(default_factory=set[str], repr=False)
    _people: dict[str, str] = field(default_factory=dict[str, str], repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def admit(self, token: str, browser: str) -> bool:
        """Take the link of the terminal, and return whether it was right and not yet used."""
        with self._lock:
            is_right = bool(self.token) and hmac.compare_digest(self.token.encode(), token.encode())
            if is_right:
                self.token = ""
                self._browsers.add(browser)
        return is_right

    def is_admitted(self, browser: str) -> bool:
        """Return whether a browser was opened by the link."""
        return browser in self._browsers

    def open(self, email: str) -> str:
        """Return the secret of a new session of a person."""
        secret = new_secret()
        with self._lock:
            while len(self._people) >= MAX_SESSIONS:
                del self._people[next(iter(self._people))]
            self._people[secret] = email
        return secret

    def visitor(
        self,
        pathway: Pathway,
        request: Request,
        browser: str,  # noqa: ARG002
    ) -> Visitor | None:
        """Return as whom the browser came in."""
        secret = SESSION_COOKIE.value(request)
        email = self._people.get(secret) if secret is not None else None
        if secret is None or email is None:
            return None
        return visitor_of(pathway, email, secret)

    def end(self, request: Request) -> None:
        """Forget as whom the browser came in."""
        self._people.pop(SESSION_COOKIE.value(request) or "", None)
