"""Signing in through a real provider of OpenID Connect: who it vouches for, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.testclient import TestClient

from pathway import Pathway, Settings
from pathway.errors import WrongUsage
from pathway.service.views.identity import OpenedSession
from pathway.web.sign_on import routes
from tests.openid_providers import Provider, provider
from tests.rehearsals import NURSE, Rehearsal

pytestmark = pytest.mark.either
DESK = "http://testserver"
WANTED = "/cases/PR-2026-0001"
COOKIE = "pathway-sign-on"


@pytest.fixture(scope="module")
def provided() -> Iterator[Provider]:
    """Return a provider that knows a nurse, and three others who are of no use."""
    with provider() as made:
        made.know("nurse", email=NURSE.upper(), email_verified=True)
        made.know("unverified", email=NURSE, email_verified=False)
        made.know("silent", email=NURSE)
        made.know("worded", email=NURSE, email_verified="yes")
        made.know("nameless", email_verified=True)
        made.know("stranger", email="stranger@example.org", email_verified=True)
        yield made


class Browser:
    """A browser at a desk whose people sign in at a provider."""

    def __init__(self, desk: Rehearsal, issuer: str, **changes: Any) -> None:
        self.settings = Settings(
            base_url=DESK,
            oidc_issuer=issuer,
            oidc_client_id="desk",
            oidc_client_secret="a secret of the desk's",
            **changes,
        )
        self.pathway = Pathway.connect(desk.address, key_file=desk.key, settings=self.settings)
        desk.opened.append(self.pathway)
        made = routes(self.pathway, self.settings, signed_in=signed_in, not_signed_in=not_signed_in)
        self.client = TestClient(Starlette(routes=made), follow_redirects=False)

    def begun(self, path: str = f"/sign-on?next={WANTED}") -> str:
        """Begin to sign in, and return the address at the provider."""
        answer = self.client.get(path)
        assert 303 == answer.status_code, answer.text
        return answer.headers["location"]

    def failures(self) -> list[str]:
        """Return why sign-ins failed, the latest first."""
        return [failed.what for failed in self.pathway.sign_ins.failures()]


def signed_in(_request: Request, opened: OpenedSession, after: str) -> Response:
    """Answer with what the desk gets."""
    return PlainTextResponse(f"{opened.secret} {opened.email} {after}")


def not_signed_in(_request: Request, why: str, status: int) -> Response:
    """Answer with what the desk gets."""
    return PlainTextResponse(why, status)


@pytest.fixture
def browser(desk: Rehearsal, provided: Provider) -> Browser:
    """Return a browser in which nobody has signed in yet."""
    return Browser(desk, provided.issuer)


def test_who_the_provider_vouches_for_is_signed_in(browser: Browser, provided: Provider) -> None:
    """As whom the directory has under that address; and they go where they wanted to go."""
    callback = provided.signed_in(browser.begun(), "nurse")
    answer = browser.client.get(callback)
    secret, email, after = answer.text.split(" ")
    session = browser.pathway.sessions.get(secret)

    assert (200, NURSE, WANTED) == (answer.status_code, email, after)
    assert session is not None
    assert NURSE == session.email
    assert COOKIE not in browser.client.cookies


@pytest.mark.parametrize("wanted", ["//evil.example.org", "/%5C/evil", "https://evil.example.org"])
def test_nobody_is_led_elsewhere(browser: Browser, provided: Provider, wanted: str) -> None:
    """After signing in one is at the desk."""
    address = browser.begun(f"/sign-on?next={wanted}")
    answer = browser.client.get(provided.signed_in(address, "nurse"))

    assert answer.text.endswith(f"{NURSE} ")


def test_the_provider_is_asked_with_nonce_and_proof_key(browser: Browser) -> None:
    """And told to come back to the desk's own address, whatever the request named as host."""
    address = urlsplit(browser.begun("/sign-on"))
    asked = {name: values[0] for name, values in parse_qs(address.query).items()}

    assert "S256" == asked["code_challenge_method"]
    assert 43 == len(asked["code_challenge"])
    assert asked["nonce"]
    assert asked["state"]
    assert f"{DESK}/sign-on/callback" == asked["redirect_uri"]
    assert "openid email" == asked["scope"]


@pytest.mark.parametrize(
    ("who", "why"),
    [
        ("unverified", "unverified"),
        ("silent", "unverified"),
        ("worded", "unverified"),
        ("nameless", "unverified"),
        ("stranger", "unknown"),
    ],
)
def test_nobody_else_is_signed_in(browser: Browser, provided: Provider, who: str, why: str) -> None:
    """The page is told why, and that it failed is on record."""
    answer = browser.client.get(provided.signed_in(browser.begun(), who))

    assert (403, why) == (answer.status_code, answer.text)
    assert [f"sign_on_{why}"] == browser.failures()
    assert [] == browser.pathway.sessions.list()


def test_a_callback_works_once(browser: Browser, provided: Provider) -> None:
    """Also with the cookie that the browser had kept."""
    address = browser.begun()
    kept = browser.client.cookies[COOKIE]
    callback = provided.signed_in(address, "nurse")
    browser.client.get(callback)
    without = browser.client.get(callback)
    browser.client.cookies.set(COOKIE, kept)
    again = browser.client.get(callback)

    assert [400, 400] == [without.status_code, again.status_code]
    assert "refused" == again.text
    assert 1 == len(browser.pathway.sessions.list())


def test_a_callback_of_another_browser_is_refused(
    desk: Rehearsal, browser: Browser, provided: Provider
) -> None:
    """Nobody can be signed in as somebody else by a link that they are sent."""
    other = Browser(desk, provided.issuer)
    callback = provided.signed_in(other.begun(), "nurse")
    browser.begun()
    answer = browser.client.get(callback)

    assert 400 == answer.status_code
    assert ["sign_on_refused"] == browser.failures()


def test_whoever_says_no_at_the_provider_is_not_signed_in(
    browser: Browser, provided: Provider
) -> None:
    """And may begin again."""
    answer = browser.client.get(provided.denied(browser.begun()))
    again = browser.client.get(provided.signed_in(browser.begun(), "nurse"))

    assert (400, 200) == (answer.status_code, again.status_code)


@pytest.mark.parametrize(
    "query",
    ["", "?code=x", "?state=x", "?code=x&state=y", "?error=x&error_description=<script>", "?code="],
)
@pytest.mark.parametrize("cookie", ["", "x", "gAAAAAB" + "x" * 100])
def test_a_callback_that_is_made_up(browser: Browser, query: str, cookie: str) -> None:
    """Is refused, and nothing of it is repeated."""
    browser.client.cookies.set(COOKIE, cookie)
    answer = browser.client.get(f"/sign-on/callback{query}")

    assert 400 == answer.status_code
    assert "script" not in answer.text


def test_what_the_browser_keeps_is_sealed(browser: Browser, provided: Provider) -> None:
    """It reads nothing of it, and takes nothing that another desk has sealed."""
    address = browser.begun()
    kept = browser.client.cookies[COOKIE]
    state = parse_qs(urlsplit(address).query)["state"][0]
    stranger = routes(
        browser.pathway,
        Settings(
            base_url=DESK,
            oidc_issuer=provided.issuer,
            oidc_client_id="desk",
            oidc_client_secret="another secret",
        ),
        signed_in=signed_in,
        not_signed_in=not_signed_in,
    )
    elsewhere = TestClient(Starlette(routes=stranger), cookies={COOKIE: kept})
    answer = elsewhere.get(provided.signed_in(address, "nurse"))

    assert state not in kept
    assert 400 == answer.status_code


def test_over_tls_the_cookie_is_the_hosts_alone(desk: Rehearsal, provided: Provider) -> None:
    """No other host of the domain can set it, and no script reads it."""
    browser = Browser(desk, provided.issuer)
    secure = Settings(
        base_url="https://desk.example.org",
        oidc_issuer=provided.issuer,
        oidc_client_id="desk",
        oidc_client_secret="x",
    )
    made = routes(browser.pathway, secure, signed_in=signed_in, not_signed_in=not_signed_in)
    answer = TestClient(Starlette(routes=made), follow_redirects=False).get("/sign-on")
    cookie = answer.headers["set-cookie"]

    assert cookie.startswith("__Host-pathway-sign-on=")
    for part in ("HttpOnly", "Max-Age=600", "Path=/", "SameSite=lax", "Secure"):
        assert part in cookie


def test_a_provider_that_does_not_answer(desk: Rehearsal) -> None:
    """Is a page of its own, and a line in the records."""
    browser = Browser(desk, "http://127.0.0.1:9")
    answers = [browser.client.get("/sign-on"), browser.client.get("/sign-on/callback?code=x")]

    assert [502, 502] == [answer.status_code for answer in answers]
    assert "unreachable" == answers[0].text
    assert ["sign_on_unreachable"] * 2 == browser.failures()


def test_a_provider_that_is_another(desk: Rehearsal, provided: Provider) -> None:
    """Whoever answers has to be the issuer that the settings name, to the letter."""
    browser = Browser(desk, f"{provided.issuer}/")

    assert 502 == browser.client.get("/sign-on").status_code


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"oidc_issuer": "http://id.example.org"}, "oidc_issuer begins with https://"),
        ({"oidc_issuer": "id.example.org"}, "oidc_issuer begins with https://"),
        ({"oidc_client_id": ""}, "Set oidc_client_id and oidc_client_secret"),
        ({"oidc_client_secret": ""}, "Set oidc_client_id and oidc_client_secret"),
        ({"oidc_client_secret": "", "oidc_client_secret_file": "none"}, "cannot be read"),
        ({"base_url": ""}, "set base_url"),
    ],
)
def test_settings_that_do_not_fit(desk: Rehearsal, changes: dict[str, str], part: str) -> None:
    """Are refused when the desk starts, with what to set."""
    fitting = {
        "base_url": DESK,
        "oidc_issuer": "https://id.example.org",
        "oidc_client_id": "desk",
        "oidc_client_secret": "x",
    }
    settings = Settings(**(fitting | changes))  # type: ignore[arg-type]
    with pytest.raises(WrongUsage, match=part):
        routes(desk.pathway, settings, signed_in=signed_in, not_signed_in=not_signed_in)


def test_without_a_provider_there_is_no_route(desk: Rehearsal) -> None:
    """People then sign in by email."""
    assert [] == routes(desk.pathway, Settings(), signed_in=signed_in, not_signed_in=not_signed_in)
