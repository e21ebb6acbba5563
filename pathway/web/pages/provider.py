"""Signing in through an OpenID Connect provider, where the settings name one."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pathway.service.views.identity import OpenedSession
from pathway.web.desk import Desk
from pathway.web.pages.sign_in import signed_in
from pathway.web.security.cookies import BROWSER_COOKIE, new_secret
from pathway.web.sign_on import routes
from pathway.web.visit import Visit


def routes_of(own: Desk) -> list[Route]:
    """Return the routes of a desk to its provider and back; none where it has none."""
    if not own.signs_on:
        return []

    def came_in(request: Request, opened: OpenedSession, after: str) -> Response:
        return signed_in(_visit(own, request), opened.secret, after)

    def not_signed_in(request: Request, why: str, status: int) -> Response:
        visit = _visit(own, request)
        return visit.page(
            "words.html",
            visit.text("sign_on.title"),
            status=status,
            lead=visit.text(f"sign_on.{why}"),
            link=visit.path("/sign-in"),
            link_text=visit.text("sign_on.again"),
        )

    settings = own.pathway.settings
    return routes(own.pathway, settings, signed_in=came_in, not_signed_in=not_signed_in)


def _visit(own: Desk, request: Request) -> Visit:
    return Visit(own, request, BROWSER_COOKIE.value(request) or new_secret())
