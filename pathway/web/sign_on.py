"""
Signing in through the OpenID Connect provider of an installation, instead of by email.

Who somebody is, is said by the provider; whether they are anybody here, by the directory. Between
the two halves the browser keeps what has to be remembered, encrypted, in a cookie.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from typing import Any, cast

from cryptography.fernet import Fernet, InvalidToken
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from pathway import logs
from pathway.errors import NotFound
from pathway.service import Pathway
from pathway.service.identity.own_paths import own_path
from pathway.service.views.identity import OpenedSession
from pathway.settings import Settings
from pathway.web.openid import NotSignedOn, Provider, ProviderUnreachable, Remembered, SignedOn
from pathway.web.security.origins import source_of

PATH, CALLBACK = "/sign-on", "/sign-on/callback"
COOKIE = "pathway-sign-on"
MINUTES = 10
NEXT = "next"


# Why nobody was signed in, each with the status of the answer.
UNREACHABLE, REFUSED, UNVERIFIED, UNKNOWN = "unreachable", "refused", "unverified", "unknown"
STATUSES = {UNREACHABLE: 502, REFUSED: 400, UNVERIFIED: 403, UNKNOWN: 403}
# Answers with a page that signs a browser in, and leads on to a path of the desk.
SignedIn = Callable[[Request, OpenedSession, str], Response]
# Answers with a page that says why nobody was signed in, with a status.
NotSignedIn = Callable[[Request, str, int], Response]


def routes(
    pathway: Pathway, settings: Settings, *, signed_in: SignedIn, not_signed_in: NotSignedIn
) -> list[Route]:
    """
    Return the routes to sign in through the provider of the settings; none where none is set.

    Args:
        signed_in: Answers who was signed in: is given the request, the session that was opened and
            the path to go to, empty if none was asked for.
        not_signed_in: Answers who was not: is given the request, why (`unreachable`, `refused`,
            `unverified` or `unknown`) and a status.

    Both are called in a thread, since they may wait for the database.

    Raises:
        WrongUsage: The settings do not fit together, or packages are missing.
    """
    if not settings.oidc_issuer:
        return []
    desk = _SignOn(pathway, settings, signed_in, not_signed_in)
    return [Route(PATH, desk.begin), Route(CALLBACK, desk.end)]


class _SignOn:
    """Both halves of signing in."""

    def __init__(
        self,
        pathway: Pathway,
        settings: Settings,
        signed_in: SignedIn,
        not_signed_in: NotSignedIn,
    ) -> None:
        base = settings.base_url.rstrip("/")
        self._pathway = pathway
        self._provider = Provider(settings, f"{base}{CALLBACK}")
        self._signed_in, self._not_signed_in = signed_in, not_signed_in
        self._cookie = _Cookie(self._provider.secret, is_secure=base.startswith("https://"))

    async def begin(self, request: Request) -> Response:
        """Send the browser to the provider."""
        try:
            address, remembered = await self._provider.begin(request)
        except ProviderUnreachable as error:
            return await self._refused(request, UNREACHABLE, error.why)
        response = RedirectResponse(address, 303)
        remembered[NEXT] = own_path(request.query_params.get(NEXT, ""))
        self._cookie.put(response, remembered)
        return response

    async def end(self, request: Request) -> Response:
        """Open a session for who comes back from the provider, if they are in the directory."""
        remembered = self._cookie.value(request)
        after = str(remembered.pop(NEXT, ""))
        try:
            person = await self._provider.end(request, remembered)
        except ProviderUnreachable as error:
            response = await self._refused(request, UNREACHABLE, error.why)
        except NotSignedOn as error:
            response = await self._refused(request, REFUSED, error.why)
        else:
            response = await self._opened(request, person, after)
        self._cookie.clear(response)
        return response

    async def _opened(self, request: Request, person: SignedOn, after: str) -> Response:
        if not person.is_verified:
            return await self._refused(request, UNVERIFIED, "email_not_verified")
        try:
            opened = await run_in_threadpool(self._pathway.sessions.open, person.email)
        except NotFound:
            return await self._refused(request, UNKNOWN, "not_in_directory", person.email)
        return await run_in_threadpool(self._signed_in, request, opened, after)

    async def _refused(
        self, request: Request, why: str, cause: str, email: str | None = None
    ) -> Response:
        """Record and log that nobody was signed in, and answer so; never what the provider said."""
        logs.warning("sign_on.refused", why=why, error=cause)
        failed, source = self._pathway.sign_ins.record_failure, source_of(request)
        await run_in_threadpool(failed, f"sign_on_{why}", source, email)
        return await run_in_threadpool(self._not_signed_in, request, why, STATUSES[why])


class _Cookie:
    """
    What a browser keeps until it comes back, which nobody but us can read or make.

    Args:
        secret: Whatever is secret and the same in all processes.
        is_secure: The desk is reached over TLS.
    """

    def __init__(self, secret: str, *, is_secure: bool) -> None:
        key = hashlib.sha256(f"pathway sign-on {secret}".encode()).digest()
        self._box = Fernet(base64.urlsafe_b64encode(key))
        self._is_secure = is_secure
        # Browsers take such a name only over TLS, and only from the host itself.
        self._name = f"__Host-{COOKIE}" if is_secure else COOKIE

    def put(self, response: Response, remembered: Remembered) -> None:
        """Have the browser keep something for some minutes."""
        response.set_cookie(
            self._name,
            self._box.encrypt(json.dumps(remembered).encode()).decode(),
            max_age=MINUTES * 60,
            path="/",
            secure=self._is_secure,
            httponly=True,
            samesite="lax",
        )

    def value(self, request: Request) -> Remembered:
        """Return what the browser kept; nothing where that is nothing of ours, or too old."""
        sealed = request.cookies.get(self._name, "")
        try:
            content: Any = json.loads(self._box.decrypt(sealed.encode(), MINUTES * 60))
        except (InvalidToken, ValueError):
            return {}
        return cast(Remembered, content) if isinstance(content, dict) else {}

    def clear(self, response: Response) -> None:
        """Have the browser forget it."""
        response.delete_cookie(
            self._name, path="/", secure=self._is_secure, httponly=True, samesite="lax"
        )
