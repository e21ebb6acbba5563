"""The desk where people sign in through a provider: its pages, from a link in a mail and back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from pathway import Pathway, Settings
from pathway.testing import FakeMailer
from pathway.web import desk as desk_of
from pathway.web.security.attempts import Attempts
from pathway.web.security.form_tokens import FIELD, token_for
from tests.desks import ADDRESS, Page
from tests.openid_providers import Provider, provider
from tests.rehearsals import NURSE, Rehearsal

pytestmark = pytest.mark.either


@pytest.fixture(scope="module")
def provided() -> Iterator[Provider]:
    """Return a provider that knows a nurse and a stranger."""
    with provider() as made:
        made.know("nurse", email=NURSE, email_verified=True)
        made.know("stranger", email="stranger@example.org", email_verified=True)
        yield made


@pytest.fixture
def post() -> FakeMailer:
    """Return what keeps the mail of the desk."""
    return FakeMailer()


@pytest.fixture
def own(desk: Rehearsal, provided: Provider, post: FakeMailer) -> Pathway:
    """Return the cases of a desk with a provider."""
    settings = Settings(
        base_url=ADDRESS,
        oidc_issuer=provided.issuer,
        oidc_client_id="desk",
        oidc_client_secret="a secret of the desk's",
    )
    made = Pathway.connect(desk.address, key_file=desk.key, settings=settings, mailer=post)
    desk.opened.append(made)
    return made


@pytest.fixture
def client(own: Pathway) -> TestClient:
    """Return a browser at the desk in which nobody has signed in yet."""
    return TestClient(desk_of(own), base_url=ADDRESS, follow_redirects=False)


def link_of(client: TestClient, path: str) -> str:
    """Return the link to the provider that somebody is shown who asks for a page."""
    sent = client.get(path)
    assert 303 == sent.status_code
    page = Page(client.get(sent.headers["location"]))
    return next(link for link in page.links if link.startswith("/sign-on"))


def test_one_is_where_one_wanted_to_be(client: TestClient, provided: Provider) -> None:
    """After signing in; and the desk says as whom."""
    address = client.get(link_of(client, "/cases?state=draft")).headers["location"]
    back = client.get(provided.signed_in(address, "nurse"))
    work = Page(client.get("/"))

    assert (303, "/cases?state=draft") == (back.status_code, back.headers["location"])
    assert "Signed in as" in work.words


def test_a_stranger_is_told_whom_to_ask(client: TestClient, provided: Provider) -> None:
    """And is shown nothing else."""
    address = client.get(link_of(client, "/")).headers["location"]
    page = client.get(provided.signed_in(address, "stranger"))

    assert 403 == page.status_code
    assert "Ask the business unit to add you" in Page(page).words
    assert "no-store" == page.headers["cache-control"]
    assert 303 == client.get("/").status_code


def test_the_way_back_without_the_key_is_answered_as_a_page(
    own: Pathway, client: TestClient, desk: Rehearsal, provided: Provider
) -> None:
    """That the desk is not ready, with the headers of a page."""
    address = client.get(link_of(client, "/")).headers["location"]
    desk.key.rename(desk.key.with_suffix(".away"))
    keyless = keyless_client(desk, own.settings)
    keyless.cookies = client.cookies
    page = keyless.get(provided.signed_in(address, "nurse"))

    assert 503 == page.status_code
    assert Page(page).title
    assert "no-store" == page.headers["cache-control"]


def keyless_client(desk: Rehearsal, settings: Settings) -> TestClient:
    """Return a browser at a desk that has lost its key."""
    keyless = Pathway.connect(desk.address, settings=settings)
    desk.opened.append(keyless)
    return TestClient(desk_of(keyless), base_url=ADDRESS, raise_server_exceptions=False)


@pytest.mark.parametrize("path", ["/sign-on", "/sign-on/callback"])
def test_another_host_is_led_to_no_provider(client: TestClient, path: str) -> None:
    """As on every page."""
    answer = client.get(path, headers={"host": "evil.example"})

    assert 400 == answer.status_code
    assert "not reached under this address" in Page(answer).words


def test_whoever_signs_on_too_often_has_to_wait(own: Pathway) -> None:
    """The provider is not asked either."""
    client = TestClient(desk_of(own), base_url=ADDRESS, follow_redirects=False)
    answers = [client.get("/sign-on/callback?code=x&state=y") for _ in range(Attempts.most + 1)]

    assert 400 == answers[0].status_code
    assert 429 == answers[-1].status_code


def test_nobody_signs_in_by_mail_beside_it(
    client: TestClient, own: Pathway, post: FakeMailer
) -> None:
    """The provider's account is the only way in."""
    page = Page(client.get("/sign-in"))
    sent = {FIELD: token_for(client.cookies["pathway-browser"]), "email": NURSE, "code": "x"}
    asked = client.post("/sign-in", data=sent, headers={"Origin": ADDRESS})
    code = client.post("/sign-in/code", data=sent, headers={"Origin": ADDRESS})
    own.sign_ins.wait()

    assert [] == page.forms
    assert [200, 404] == [asked.status_code, code.status_code]
    assert [] == post.sent
