"""The system in Flask, tested as its own developers would: in memory, with a client."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from starlette.testclient import TestClient

from flask_host import USERS, create_app, create_service
from pathway import Pathway
from pathway.testing import case_in, memory

REFERRER, REP, OFFICER = {"X-User": "17"}, {"X-User": "18"}, {"X-User": "19"}


@pytest.fixture
def cases() -> Iterator[Pathway]:
    """Return a Pathway in memory, to which the system's users are known."""
    made = memory(authoriser=USERS.get)
    yield made
    made.close()


@pytest.fixture
def client(cases: Pathway) -> FlaskClient:
    """Return a client of the system on it."""
    return create_app(cases).test_client()


def test_a_step_leaves_a_task(client: FlaskClient, cases: Pathway) -> None:
    """The step is taken by the person who the user is, and the task is there."""
    case = case_in(cases, "draft")
    answer = client.post(f"/cases/{case.reference}/steps/submit", json={}, headers=REFERRER)

    assert (200, "quality_assurance") == (answer.status_code, answer.get_json()["state"])
    assert ["Write to the family about submit"] == [
        task["what"] for task in client.get("/tasks", headers=REFERRER).get_json()
    ]
    assert "referrer.childrens@example.org" == cases.history(case.reference, by="17")[-1].by


def test_a_refused_step_leaves_no_task(client: FlaskClient, cases: Pathway) -> None:
    """With every reason why."""
    case = case_in(cases, "draft")
    answer = client.post(f"/cases/{case.reference}/steps/endorse", json={}, headers=REP)

    assert 422 == answer.status_code
    assert "wrong_state" in {reason["code"] for reason in answer.get_json()["reasons"]}
    assert [] == client.get("/tasks", headers=REFERRER).get_json()


def test_tasks_are_for_those_who_may_read_their_case(client: FlaskClient, cases: Pathway) -> None:
    """A task names its case: others see none, and strangers are refused."""
    case = case_in(cases, "draft")
    client.post(f"/cases/{case.reference}/steps/submit", json={}, headers=REFERRER)

    assert [] == client.get("/tasks", headers=OFFICER).get_json()
    assert 422 == client.get("/tasks").status_code


def test_what_comes_next_can_be_drawn(client: FlaskClient, cases: Pathway) -> None:
    """Only what the user may do, each step with the schema of what it asks for."""
    case = case_in(cases, "quality_assurance", agency="childrens_services")
    steps = client.get(f"/cases/{case.reference}/steps", headers=REP).get_json()

    assert {"endorse", "return_to_referrer"} <= {step["step"] for step in steps}
    assert all(step["input_schema"]["properties"] is not None for step in steps)


def test_a_stranger_may_nothing(client: FlaskClient, cases: Pathway) -> None:
    """The system does not know that user, so the step is refused."""
    case = case_in(cases, "draft")
    answer = client.post(f"/cases/{case.reference}/steps/submit", json={}, headers={"X-User": "99"})

    assert 422 == answer.status_code
    assert 1 == cases.case(case.reference, by="17").version


def test_the_desk_is_beside_it(cases: Pathway) -> None:
    """One server has both, and both know the same users."""
    case = case_in(cases, "draft")
    with TestClient(create_service(cases), base_url="http://localhost") as browser:
        own = browser.get(f"/cases/{case.reference}/steps", headers=REFERRER)
        page = browser.get(f"/reviews/cases/{case.reference}", headers=REFERRER)
        stranger = browser.get(f"/reviews/cases/{case.reference}", headers={"X-User": "99"})

    assert (200, 200) == (own.status_code, page.status_code)
    assert "Social worker" in page.text
    assert f"/reviews/cases/{case.reference}/steps/submit" in page.text
    assert case.reference not in stranger.text
