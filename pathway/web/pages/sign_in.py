"""Signing in by a link or a code from a mail, and signing out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from starlette.responses import RedirectResponse, Response

from pathway.errors import SignInRefused
from pathway.service.identity.own_paths import own_path
from pathway.service.identity.sign_ins import SignIns
from pathway.service.views.identity import OpenedSession
from pathway.web.pages import errors
from pathway.web.security.cookies import SESSION_COOKIE
from pathway.web.security.origins import source_of
from pathway.web.sign_on import PATH
from pathway.web.visit import SEE_OTHER, UNPROCESSABLE, Visit

# What `Clear-Site-Data` has a browser forget: never the cookies, which would be those of every host
# of the same domain.
KEPT_PAGES = '"cache"'


def _on_to(visit: Visit, wanted: str) -> Response:
    """Send somebody who came in to where they wanted to go."""
    path, _, query = (own_path(wanted) or "/").partition("?")
    address = visit.path(path) + (f"?{query}" if query else "")
    return RedirectResponse(address, SEE_OTHER)


def signed_in(visit: Visit, secret: str, wanted: str) -> Response:
    """Send somebody who came in to where they wanted to go, with the secret of their session."""
    # A session that the browser had before is not used again.
    visit.desk.visitors.end(visit.request)
    response = _on_to(visit, wanted)
    SESSION_COOKIE.put(visit.request, response, secret)
    return response


def ask(visit: Visit) -> Response:
    """Ask for an address, and send a link to it."""
    if visit.desk.stand_ins is not None:
        return visit.go("/who", next=visit.query("next"))
    if visit.desk.signs_on:
        return _at_provider(visit)
    sign_ins = visit.desk.sign_ins
    if visit.form is None or sign_ins is None:
        return _asked(visit, unavailable=sign_ins is None)
    email = visit.sent.text("email")
    if "@" not in email:
        fault = {"text": visit.text("sign_in.no_email"), "href": "#email"}
        return _asked(visit, errors=[fault], status=UNPROCESSABLE)
    sign_ins.ask(email, visit.browser, source_of(visit.request), next_path=visit.sent.text("next"))
    return _look(visit)


def code(visit: Visit) -> Response:
    """Sign in whoever types the code from the mail."""
    sign_ins = visit.desk.sign_ins
    if sign_ins is None:
        return errors.not_found(visit)
    if visit.form is None:
        return visit.go("/sign-in")
    email, typed = visit.sent.text("email"), visit.sent.text("code")
    opened = _opened(lambda: sign_ins.with_code(email, typed, source_of(visit.request)))
    if opened is None:
        fault = {"text": visit.text("sign_in.code.wrong"), "href": "#code"}
        return _look(visit, errors=[fault], status=UNPROCESSABLE)
    return signed_in(visit, opened.secret, visit.sent.text("next"))


def link(visit: Visit) -> Response:
    """Show a button to whoever opens a link, which mail scanners do as well; sign in who presses it."""
    sign_ins = visit.desk.sign_ins
    if sign_ins is None:
        return errors.not_found(visit)
    if visit.form is None:
        return visit.page(
            "press.html",
            visit.text("sign_in.link.title"),
            lead=visit.text("sign_in.link.lead"),
            button=visit.text("sign_in.link.button"),
            action=visit.path(f"/sign-in/{visit.argument('token')}"),
            next=visit.query("next"),
        )
    opened = _with_link(visit, sign_ins)
    if opened is None:
        return visit.page(
            "words.html",
            visit.text("refused.title"),
            status=UNPROCESSABLE,
            lead=visit.text("sign_in.link.wrong"),
            link=visit.path("/sign-in", next=visit.sent.text("next")),
            link_text=visit.text("sign_in.title"),
        )
    return signed_in(visit, opened.secret, visit.sent.text("next"))


def sign_out(visit: Visit) -> Response:
    """End the session of whoever asks, and have the browser forget its pages."""
    if not visit.desk.visitors.signs_in:  # the session is the host's
        return errors.not_found(visit)
    if visit.form is None:
        return visit.page(
            "press.html",
            visit.text("sign_out"),
            lead=visit.text("sign_out.ask"),
            button=visit.text("sign_out"),
            action=visit.path("/sign-out"),
            next="",
        )
    visit.desk.visitors.end(visit.request)
    response = replace(visit, visitor=None).page(
        "words.html",
        visit.text("sign_out.title"),
        lead=visit.text("sign_out.lead"),
        link=visit.path("/sign-in"),
        link_text=visit.text("sign_out.again"),
    )
    SESSION_COOKIE.clear(visit.request, response)
    # In a rehearsal the browser stays let in, to be somebody else.
    if visit.desk.stand_ins is None:
        response.headers["Clear-Site-Data"] = KEPT_PAGES
    return response


def _at_provider(visit: Visit) -> Response:
    """Return the page that leads to the provider through which people sign in."""
    return visit.page(
        "words.html",
        visit.text("sign_in.title"),
        lead=visit.text("sign_on.lead"),
        link=visit.path(PATH, next=visit.query("next")),
        link_text=visit.text("sign_on.link"),
    )


def _asked(visit: Visit, *, status: int = 200, **values: object) -> Response:
    return visit.page(
        "sign_in.html",
        visit.text("sign_in.title"),
        status=status,
        email=visit.sent.text("email"),
        next=visit.query("next") or visit.sent.text("next"),
        **values,
    )


def _look(visit: Visit, *, status: int = 200, **values: object) -> Response:
    return visit.page(
        "look_into_mail.html",
        visit.text("sign_in.look.title"),
        status=status,
        email=visit.sent.text("email"),
        next=visit.sent.text("next"),
        **values,
    )


def _with_link(visit: Visit, sign_ins: SignIns) -> OpenedSession | None:
    token = visit.argument("token")
    return _opened(lambda: sign_ins.with_link(token, visit.browser, source_of(visit.request)))


def _opened(attempt: Callable[[], OpenedSession]) -> OpenedSession | None:
    """Return the session that an attempt opens; None if it is refused, for whatever reason."""
    try:
        return attempt()
    except SignInRefused:
        return None
