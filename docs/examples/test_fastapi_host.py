"""The service in FastAPI, tested as its own developers would: in memory, with a client."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from fastapi_host import create_app
from pathway import Pathway
from pathway.testing import form_of, memory

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
    with TestClient(create_app(cases)) as made:
        yield made


def test_a_concern_becomes_a_case(client: TestClient, cases: Pathway) -> None:
    """Both are there, and the service reads both."""
    concern = {"ward": "Ward 4", "form": form_of(cases, "practice_review")}
    answer = client.post("/concerns", json=concern, headers=SOCIAL_WORKER)

    assert (201, "draft") == (answer.status_code, answer.json()["state"])
    assert [{"ward": "Ward 4", "state": "draft"}] == client.get("/concerns").json()


def test_a_form_with_faults_leaves_neither(client: TestClient, cases: Pathway) -> None:
    """Every fault is told, and nothing is stored."""
    form = form_of(cases, "practice_review", referred_on="never", children=[])
    answer = client.post("/concerns", json={"ward": "Ward 4", "form": form}, headers=SOCIAL_WORKER)

    assert 422 == answer.status_code
    assert {"referred_on", "children"} <= {one["path"] for one in answer.json()["reasons"]}
    assert ([], []) == (client.get("/concerns").json(), cases.cases())


def test_a_repeat_with_the_same_key_is_harmless(client: TestClient, cases: Pathway) -> None:
    """The answer was lost on the way, and the client asks again."""
    concern = {"ward": "Ward 4", "form": form_of(cases, "practice_review")}
    answers = [
        client.post("/concerns", json=concern, headers=SOCIAL_WORKER | {"Idempotency-Key": "1"})
        for _ in "12"
    ]

    assert [201, 201] == [one.status_code for one in answers]
    assert 1 == len({one.json()["reference"] for one in answers})
    assert 1 == len(client.get("/concerns").json()) == len(cases.cases())
