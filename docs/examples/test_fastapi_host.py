"""The service in FastAPI, tested as its own developers would: in memory, with a client."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from fastapi_host import create_app
from pathway import Pathway
from pathway.testing import case_in, form_of, memory

SOCIAL_WORKER = {"X-User": "referrer.childrens@example.org"}


@pytest.fixture
def cases() -> Iterator[Pathway]:
    """Return a Pathway in memory."""
    made = memory()
    yield made
    made.close()


@pytest.fixture
def client(cases: Pathway) -> Iterator[TestClient]:
    """Return a client of the service on it."""
    with TestClient(create_app(cases), base_url="http://localhost") as made:
        yield made


def test_a_concern_becomes_a_case(client: TestClient, cases: Pathway) -> None:
    """Both are there, and the service reads both."""
    concern = {"ward": "Ward 4", "form": form_of(cases, "practice_review")}
    answer = client.post("/concerns", json=concern, headers=SOCIAL_WORKER)

    assert (201, "draft") == (answer.status_code, answer.json()["state"])
    assert [{"ward": "Ward 4", "state": "draft"}] == client.get(
        "/concerns", headers=SOCIAL_WORKER
    ).json()


def test_a_form_with_faults_leaves_neither(client: TestClient, cases: Pathway) -> None:
    """Every fault is told, and nothing is stored."""
    form = form_of(cases, "practice_review", referred_on="never", children=[])
    answer = client.post("/concerns", json={"ward": "Ward 4", "form": form}, headers=SOCIAL_WORKER)

    assert 422 == answer.status_code
    assert {"referred_on", "children"} <= {reason["path"] for reason in answer.json()["reasons"]}
    assert ([], []) == (
        client.get("/concerns", headers=SOCIAL_WORKER).json(),
        cases.cases(),
    )


def test_a_repeat_with_the_same_key_is_harmless(client: TestClient, cases: Pathway) -> None:
    """The answer was lost on the way, and the client asks again."""
    concern = {"ward": "Ward 4", "form": form_of(cases, "practice_review")}
    answers = [
        client.post("/concerns", json=concern, headers=SOCIAL_WORKER | {"Idempotency-Key": "1"})
        for _ in "12"
    ]

    assert [201, 201] == [answer.status_code for answer in answers]
    assert 1 == len({answer.json()["reference"] for answer in answers})
    assert 1 == len(client.get("/concerns", headers=SOCIAL_WORKER).json()) == len(cases.cases())


def test_the_desk_is_beside_it(client: TestClient, cases: Pathway) -> None:
    """Its links stay under `/reviews`, and nobody sees it without the service's own sign-in."""
    case = case_in(cases, "draft")
    work = client.get("/reviews/", headers={"X-User": "business.unit@example.org"})
    page = client.get(f"/reviews/cases/{case.reference}", headers=SOCIAL_WORKER)
    stranger = client.get("/reviews/", follow_redirects=False)

    assert (200, 200) == (work.status_code, page.status_code)
    assert 'href="/reviews/cases"' in work.text
    assert case.reference in page.text
    assert case.reference not in stranger.text
