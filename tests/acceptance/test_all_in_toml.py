"""
What partnerships do otherwise, all in one file of TOML and with the real command, from the form to
the end.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from pathway.workflows.deciding.schema import filled
from tests.operators import PATHWAY, Operator
from tests.partnerships import SOUTH
from tests.rehearsals import BU, CHAIR, NURSE, NURSES_REP, PARTNERS, Rehearsal, form, shipped

pytestmark = pytest.mark.sqlite
CASE = "PR-2026-0001"
EDUCATION = "partner.education@example.org"


@pytest.fixture
def operator(desk: Rehearsal) -> Operator:
    """
    Return somebody whose partnership's file is loaded and set, with education's partner in the
    directory.
    """
    operator = Operator(desk.folder)
    (operator.folder / "south.toml").write_text(SOUTH, "utf-8")
    (operator.folder / "pathway.toml").write_text('definition = "south"\n', "utf-8")
    (operator.folder / "education.csv").write_text(shipped("education_partner.csv"), "utf-8")
    operator.run("people", "import", "education.csv")
    loaded = operator.run("definition", "load", "south.toml")
    assert 0 == loaded.code, loaded.err
    return operator


def take(operator: Operator, step: str, by: str, *more: str, **answers: Any) -> None:
    """Take a step that must succeed, with an input made of its schema, some of it changed."""
    schema = operator.run("schema", CASE, step, "--by", by).json
    answer = operator.run(
        "take",
        CASE,
        step,
        "--by",
        by,
        "--input",
        "-",
        *more,
        stdin=json.dumps(filled(schema) | answers),
    )
    assert 0 == answer.code, f"{step}: {answer.err}"


def refer(operator: Operator) -> None:
    """
    Refer a case in which no serious incident is possible, with an answer to the partnership's own
    question.
    """
    answers = form(
        "practice_review",
        possible_serious_incident=False,
        local_authority_aware_on=None,
        household=None,
    )
    answers |= {"school": "Invented Primary"}
    answer = operator.run("refer", "-", "--by", NURSE, stdin=json.dumps(answers, default=str))
    assert 0 == answer.code, answer.err


@pytest.mark.rest
def test_a_partnerships_file_decides_what_is_asked_counted_and_closed(operator: Operator) -> None:
    """
    Questions, checklist, seat, list, fact, hours, state, step and outcome: schema, menu and history
    follow.
    """
    questions = operator.run("schema", "--form", "practice_review").json["properties"]
    refer(operator)
    take(operator, "submit", NURSE, "--on", "2026-03-16T09:00+00:00")
    in_hours = operator.run("deadlines", CASE, "--json").json
    take(operator, "record_fact", BU, "--on", "2026-03-16T09:00+00:00", fact="hospital_told")
    checklist = operator.run("schema", CASE, "endorse", "--by", NURSES_REP).json["properties"]
    take(operator, "endorse", NURSES_REP)
    take(operator, "put_to_subgroup", BU)
    forms = operator.run("schema", CASE, "decide_local_review", "--by", CHAIR).json["properties"][
        "form"
    ]["enum"]
    with operator.at_terminal(PATHWAY, "take", CASE, "offer", "--by", CHAIR) as talk:
        talk.until("How was it asked?")
        talk.until("2  meeting  At a meeting")
        talk.answer(("> ", "2"), ("On which day was the meeting?", "2026-03-16"), ("[y/N] ", "y"))
        code = talk.ended()
    for partner in PARTNERS:
        take(operator, "pass_on", partner)
    waiting = operator.run("case", CASE, "--json").json
    take(operator, "pass_on", EDUCATION)
    closed, history = (
        operator.run("case", CASE, "--json").json,
        operator.run("history", CASE, "--json").json,
    )

    assert ("Tell us what happened.", True) == (
        questions["what_happened"]["description"],
        "school" in questions,
    )
    assert "household" not in questions
    assert ["2026-03-17T09:00:00+00:00"] == [
        duty["due"] for duty in in_hours if duty["key"] == "hospital_told"
    ]  # Tue
    assert ("voice_of_the_child" in checklist, "staff_supported" in checklist) == (True, False)
    assert ["local_learning", "appreciative_inquiry"] == forms
    assert (0, "handover") == (code, waiting["state"]), talk.shown
    assert [["education"]] == [
        [seat["seat"] for seat in answers["missing"]] for answers in waiting["wanted"]
    ]
    assert ("closed", "passed_on") == (closed["state"], closed["outcome"])
    assert {"way": "meeting", "held_on": "2026-03-16"} == next(
        event for event in history if event["step"] == "offer"
    )["input"]
    assert "met" == next(
        duty["state"] for duty in closed["deadlines"] if duty["key"] == "hospital_told"
    )
    assert 0 == operator.run("verify").code
