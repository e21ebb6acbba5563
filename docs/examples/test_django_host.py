"""The system in Django, tested as its own developers would: in memory, with a client."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from django_host import USERS, create_service
from pathway import Pathway
from pathway.testing import case_in, memory


@pytest.fixture
def cases() -> Iterator[Pathway]:
    """Return a Pathway in memory, to which the system's users are known."""
    made = memory(authoriser=USERS.get)
    yield made
    made.close()


@pytest.fixture
def browser(cases: Pathway) -> Iterator[TestClient]:
    """Return a browser that looks at the system."""
    with TestClient(create_service(cases), base_url="http://localhost") as made:
        yield made


def test_who_is_signed_in_to_django_is_known_at_the_desk(
    browser: TestClient, cases: Pathway
) -> None:
    """By Django's own session, and until it ends."""
    reference = case_in(cases, "draft").reference
    before = browser.get("/reviews/cases")
    hello = browser.get("/sign-in/bob")
    listed = browser.get("/reviews/cases")

    assert "Hello, bob." == hello.text
    assert {"user": "bob"} == browser.get("/").json()
    assert reference not in before.text
    assert f'href="/reviews/cases/{reference}"' in listed.text


def test_a_session_that_somebody_made_up_is_nobodys(browser: TestClient, cases: Pathway) -> None:
    """Its signature is not Django's."""
    reference = case_in(cases, "draft").reference
    browser.cookies.set("sessionid", "bob")

    assert reference not in browser.get("/reviews/cases").text
