"""The desk as an ASGI application: its pages, each with its path."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from pathway.errors import WrongUsage
from pathway.service import Pathway
from pathway.service.mail.mail_backends import secret_of
from pathway.web.answering import Answering, Guarding
from pathway.web.desk import Desk
from pathway.web.pages import errors, provider
from pathway.web.rendering import icon, style_sheet
from pathway.web.routes import PAGES
from pathway.web.security.headers import SecureHeaders
from pathway.web.security.origins import allowed_hosts
from pathway.web.security.visitors import HostVisitors, Identify, SessionVisitors, Visitors
from pathway.web.texts import Texts, named_after

# How the record of what was read names the desk.
DOOR = "desk"
# Of the secret of a Prometheus server, in characters.
SHORTEST_TOKEN = 16
FOR_EVER = "public, max-age=31536000, immutable"


def desk(
    pathway: Pathway,
    *,
    prefix: str = "",
    identify: Callable[[Request], str | None] | None = None,
    texts: Mapping[str, str] | None = None,
) -> Starlette:
    """
    Return the desk of some cases, to be served or mounted beside a host's own pages.

    Args:
        prefix: What stands before the path of every page, such as `/reviews`; not needed where the
            host mounts the application under it.
        identify: Returns the host's user who sent a request, as its authoriser knows them; None if
            nobody is signed in. If left out, the desk itself signs people in.
        texts: Texts in place of those of the desk, by key; see `pathway.web.english`.

    Raises:
        WrongUsage: A text cannot be replaced, or the settings of the provider through which people
            sign in, or those for a monitor, do not fit together.
    """
    signs_on = identify is None and bool(pathway.settings.oidc_issuer)
    # Without an address of the desk there is nowhere for a link to lead.
    by_mail = identify is None and not signs_on and bool(pathway.settings.base_url)
    pathway = pathway.through(DOOR)
    return application(
        Desk(
            pathway,
            _visitors(pathway, identify),
            Texts({**named_after(pathway.settings.partnership), **(texts or {})}),
            sign_ins=pathway.sign_ins if by_mail else None,
            signs_on=signs_on,
            prefix=prefix.rstrip("/"),
            hosts=allowed_hosts(pathway.settings.base_url),
        )
    )


def application(own: Desk) -> Starlette:
    """Return the application of a desk."""
    routes: list[BaseRoute] = [
        Route("/static/desk.css", _style),
        Route("/static/icon.svg", _icon),
    ]
    for page in PAGES:
        answering = Answering(own, page.answer, is_open=page.is_open)
        routes.append(Route(page.path, answering.answered, methods=page.methods))
    for route in provider.routes_of(own):
        guarding = Guarding(own, route.name, route.endpoint)
        routes.append(Route(route.path, guarding.answered))
    routes += _metrics(own)
    # Whatever has no page, so that it is answered as the others are.
    nothing = Answering(own, errors.not_found, is_open=True)
    routes.append(Route("/{path:path}", nothing.answered, methods=["GET", "POST"]))

    @asynccontextmanager
    async def closing(_app: Starlette) -> AsyncGenerator[None]:
        yield
        own.close()

    return Starlette(
        routes=[Mount(own.prefix, routes=routes)] if own.prefix else routes,
        middleware=[Middleware(SecureHeaders)],
        lifespan=closing,
    )


def _metrics(own: Desk) -> list[Route]:
    """
    Return the route to the figures for a Prometheus server; none unless the settings ask for it.

    Raises:
        WrongUsage: The token is too short, or a package is missing.
    """
    settings = own.pathway.settings
    if not (settings.metrics_token or settings.metrics_token_file):
        return []
    token = secret_of(settings.metrics_token, settings.metrics_token_file, "metrics_token")
    if len(token) < SHORTEST_TOKEN:
        raise WrongUsage(f"metrics_token is guessed too easily: give {SHORTEST_TOKEN} characters.")
    try:
        from pathway.web.metrics import Metrics
    except ImportError as error:
        raise WrongUsage(
            "metrics_token needs a further package: install practice-review-pathway[metrics]."
        ) from error
    guarding = Guarding(own, "metrics", Metrics(own, token).answered)
    return [Route("/metrics", guarding.answered)]


def _visitors(pathway: Pathway, identify: Identify | None) -> Visitors:
    if identify is not None:
        return HostVisitors(identify)
    return SessionVisitors(pathway.sessions)


async def _style(_request: Request) -> Response:
    return Response(style_sheet(), media_type="text/css", headers={"Cache-Control": FOR_EVER})


async def _icon(_request: Request) -> Response:
    return Response(icon(), media_type="image/svg+xml", headers={"Cache-Control": FOR_EVER})
