"""Who is asking: the host's own user, somebody with a session, or a person of a rehearsal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from starlette.requests import Request

from pathway.errors import NotFound, Refused
from pathway.service import Pathway
from pathway.service.identity.sessions import Sessions
from pathway.service.unit_of_work import KEEPERS
from pathway.service.views.people import PersonView
from pathway.web.security.cookies import SESSION_COOKIE
from pathway.web.security.form_tokens import token_for

Identify = Callable[[Request], str | None]


@dataclass(frozen=True, slots=True)
class Visitor:
    """
    Whoever is asking for a page.

    Args:
        user: As the library takes it for `by`.
        posts: Their places in the directory.
        csrf: The token of the forms that they are shown.
    """

    user: str
    email: str
    name: str
    posts: tuple[PersonView, ...]
    csrf: str = field(repr=False)

    @property
    def roles(self) -> frozenset[str]:
        """Return every role that they have."""
        return frozenset(role for post in self.posts for role in post.roles)

    @property
    def is_keeper(self) -> bool:
        """Return whether they may change what is not about one case."""
        return not self.roles.isdisjoint(KEEPERS)


class Visitors(Protocol):
    """Says who is asking."""

    @property
    def signs_in(self) -> bool:
        """Return whether the desk itself signs people in and out."""
        ...

    def visitor(self, pathway: Pathway, request: Request, browser: str) -> Visitor | None:
        """
        Return who asks; None if they are not signed in.

        Args:
            pathway: In which people and sessions are looked up.
            browser: The value by which the browser is known.
        """
        ...

    def end(self, request: Request) -> None:
        """End the session of whoever asks, if it is ours."""
        ...


class StandIns(Protocol):
    """Lets whoever practises be anybody of the directory."""

    def admit(self, token: str, browser: str) -> bool:
        """Take the one-time link of a terminal, and return whether it was right."""
        ...

    def is_admitted(self, browser: str) -> bool:
        """Return whether a browser was opened by that link."""
        ...

    def open(self, email: str) -> str:
        """Return the secret of a new session of a person."""
        ...


class HostVisitors:
    """Visitors whom the host has signed in."""

    signs_in = False

    def __init__(self, identify: Identify) -> None:
        self._identify = identify

    def visitor(self, pathway: Pathway, request: Request, browser: str) -> Visitor | None:
        """Return whom the host knows; None if it knows nobody, or its user is not in the directory."""
        user = self._identify(request)
        if user is None:
            return None
        # The host's session is not ours, so the token hangs on a cookie of our own.
        return visitor_of(pathway, user, browser)

    def end(self, request: Request) -> None:
        """Leave the session alone: it is the host's."""


class SessionVisitors:
    """Visitors with a session in the database."""

    signs_in = True

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def visitor(
        self,
        pathway: Pathway,
        request: Request,
        browser: str,  # noqa: ARG002
    ) -> Visitor | None:
        """Return whose session the browser's cookie opens."""
        secret = SESSION_COOKIE.value(request)
        session = pathway.sessions.get(secret) if secret is not None else None
        if secret is None or session is None:
            return None
        return visitor_of(pathway, session.email, secret)

    def end(self, request: Request) -> None:
        """End the session."""
        secret = SESSION_COOKIE.value(request)
        if secret is not None:
            self._sessions.end(secret)


def visitor_of(pathway: Pathway, user: str, secret: str) -> Visitor | None:
    """
    Return a user as a visitor; None if the directory does not know them.

    Args:
        secret: What their browser has in a cookie.
    """
    try:
        posts: Sequence[PersonView] = pathway.people.posts(by=user)
    except (NotFound, Refused):
        return None
    if not posts:
        return None
    first = posts[0]
    return Visitor(user, first.email, first.name, tuple(posts), token_for(secret, user))
