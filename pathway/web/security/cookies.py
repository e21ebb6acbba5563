"""The cookies of the desk: which browser it is, and the secret of its session."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

BROWSER, SESSION = "pathway-browser", "pathway-session"
HOST_ONLY = "__Host-"
SECRET_BYTES = 32
SECRET = re.compile(r"[A-Za-z0-9_-]{20,200}")
DAY = 86_400


@dataclass(frozen=True, slots=True)
class Cookie:
    """
    A cookie that no script reads and that no page of others sends along with a form.

    Args:
        seconds: How long the browser keeps it; None until it is closed.
    """

    name: str
    seconds: int | None = None

    def value(self, request: Request) -> str | None:
        """Return its value; None if the browser has none, or one that is not of ours."""
        value = request.cookies.get(self._name(request))
        return value if value is not None and SECRET.fullmatch(value) else None

    def put(self, request: Request, response: Response, value: str) -> None:
        """Have the browser keep a value."""
        response.set_cookie(
            self._name(request),
            value,
            max_age=self.seconds,
            path="/",
            secure=is_secure(request),
            httponly=True,
            samesite="lax",
        )

    def clear(self, request: Request, response: Response) -> None:
        """Have the browser forget it."""
        response.delete_cookie(
            self._name(request),
            path="/",
            secure=is_secure(request),
            httponly=True,
            samesite="lax",
        )

    def _name(self, request: Request) -> str:
        # Browsers take such a name only over TLS, and only from the host itself.
        return f"{HOST_ONLY}{self.name}" if is_secure(request) else self.name


BROWSER_COOKIE = Cookie(BROWSER, seconds=DAY)
SESSION_COOKIE = Cookie(SESSION)


def is_secure(request: Request) -> bool:
    """Return whether the browser came over TLS."""
    return request.url.scheme == "https"


def new_secret() -> str:
    """Return a random value that nobody can guess."""
    return secrets.token_urlsafe(SECRET_BYTES)
