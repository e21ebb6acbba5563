"""
Checklists mean something: a no is answered in words, and where the file says so it stops the step.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.desk import Desk
from tests.routes import BU, PARTNERS, REP, in_approval, referred

ESSENTIAL = "only_essential_personal_data"


def in_quality_assurance() -> Desk:
    """Return a referral that waits for its representative."""
    desk = referred()
    desk.do("submit", BU)
    return desk


def answered(desk: Desk, **answers: Any) -> dict[str, Any]:
    """Return the checklist with every question answered yes but these."""
    return desk.filled("endorse", REP) | answers


def test_answering_no_asks_for_a_reason() -> None:
    """Without them the fault stands at the question that asks for them."""
    desk = in_quality_assurance()
    refused = desk.attempt("endorse", REP, input=answered(desk, siblings_considered="no"))
    explained = answered(desk, siblings_considered="no", siblings_considered_why="None known.")

    assert "siblings_considered_why" in str(refused)
    assert [] == desk.codes("endorse", REP, input=explained)


@pytest.mark.parametrize("answer", ["yes", "not_applicable"])
def test_other_answers_need_no_words(answer: str) -> None:
    """They are taken as they are."""
    desk = in_quality_assurance()

    assert [] == desk.codes("endorse", REP, input=answered(desk, siblings_considered=answer))


@pytest.mark.parametrize("answer", ["no", "not_applicable", False])
def test_personal_data_that_is_not_needed_stops_the_endorsement(answer: object) -> None:
    """Whatever is said beside it."""
    desk = in_quality_assurance()
    refused = desk.attempt("endorse", REP, input=answered(desk, **{ESSENTIAL: answer}))

    assert (
        "only yes lets this step go on: Does it contain no more personal data than needed?"
        in str(refused)
    )


@pytest.mark.parametrize("check", ["anonymised", "legal_checked", "data_protection_checked"])
def test_a_check_that_was_not_made_stops_the_approval(check: str) -> None:
    """Each of the three."""
    desk = in_approval()
    answers = desk.filled("approve_report", PARTNERS[0])

    assert ["input"] == desk.codes("approve_report", PARTNERS[0], input=answers | {check: "no"})
    assert [] == desk.codes("approve_report", PARTNERS[0], input=answers | {check: True})


def test_the_schema_asks_for_the_words_only_after_a_no() -> None:
    """A program that knows nothing but the schema can tell."""
    schema = in_quality_assurance().schema("endorse", REP)

    assert "siblings_considered_why" in schema["properties"]
    assert "siblings_considered_why" not in schema["required"]
    assert f"{ESSENTIAL}_why" not in schema["properties"]
    assert {"required": ["siblings_considered_why"]} in [rule["then"] for rule in schema["allOf"]]
