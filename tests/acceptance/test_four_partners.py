"""
The second definition by the real command: chosen by its name, and a case of it led from the
referral to its end.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from pathway.workflows.deciding.schema import filled
from tests.operators import Operator, Result
from tests.rehearsals import BU, CHAIR, NOTIFIER, NURSE, NURSES_REP, PARTNERS, Rehearsal, shipped

CASE = "PR-2026-0001"
EDUCATION = "partner.education@example.org"
FOUR = (*PARTNERS, EDUCATION)
REFER = ("refer", "form.toml", "--by", NURSE)
NOTIFY = {"view": "notify", "reasons": "A child was seriously harmed, and neglect is suspected."}


@pytest.fixture
def operator(desk: Rehearsal) -> Operator:
    """Return somebody with the shipped form and people, and with education's partner."""
    operator = Operator(desk.folder, desk.variables)
    (operator.folder / "form.toml").write_text(shipped("practice_review.toml"), "utf-8")
    (operator.folder / "education.csv").write_text(shipped("education_partner.csv"), "utf-8")
    operator.run("people", "import", "education.csv")
    return operator


def do(operator: Operator, step: str, by: str, item: str | None = None, **answers: Any) -> Result:
    """Take a step with an input made of its schema, some of it changed, and every reason given."""
    about = ("--item", item) if item else ()
    schema = operator.run("schema", CASE, step, "--by", by, *about).json
    reasons = ("--reason", "As agreed.", "--late-reason", "Waited for the hospital.")
    return operator.run(
        *("take", CASE, step, "--by", by, *about, "--input", "-", *reasons),
        stdin=json.dumps(filled(schema) | answers),
    )


def done(operator: Operator, step: str, by: str, item: str | None = None, **answers: Any) -> None:
    """Take a step that must succeed."""
    answer = do(operator, step, by, item, **answers)

    assert 0 == answer.code, f"{step}: {answer.err}"


def due(operator: Operator) -> dict[str, str]:
    """Return the due day of every open duty by its key."""
    return {duty["key"]: duty["due"] for duty in operator.run("deadlines", CASE, "--json").json}


def state(operator: Operator) -> str:
    """Return where the case is."""
    return str(operator.run("case", CASE, "--json").json["state"])


def waive_returns(operator: Operator) -> None:
    """Let the chair go on without the returns."""
    for item in operator.run("case", CASE, "--json").json["items"]:
        if item["kind"] == "agency_return":
            done(operator, "waive", CHAIR, item["id"])


@pytest.mark.rest
@pytest.mark.either
def test_a_case_of_four_partners_is_led_to_its_end(operator: Operator) -> None:
    """
    Agreed on Tuesday 17 March, day 0; the fourth view, signature and vote are wanted each time, and
    counted.
    """
    operator.run(*REFER, "--definition", "four_partners")
    for step, by in (("submit", NURSE), ("endorse", NURSES_REP), ("propose_notification", BU)):
        done(operator, step, by)
    operator.run("clock", "set", "2026-03-17T10:00")  # Tue
    for partner in PARTNERS:
        done(operator, "record_view", partner, **NOTIFY)
    waiting = operator.run("case", CASE).out
    early = do(operator, "notify_panel", NOTIFIER)
    done(operator, "record_view", EDUCATION, **NOTIFY)
    done(operator, "notify_panel", NOTIFIER)
    days = due(operator)

    assert f"3 of 4; awaited: Education and inclusion ({EDUCATION})" in " ".join(waiting.split())
    assert (3, True) == (early.code, "still to say so with record_view: education" in early.err)
    assert (
        {
            "review_letters": "2026-03-18",  # Wed, day 1
            "involvement": "2026-03-19",  # Thu, day 2
            "agency_return": "2026-03-31",  # Tue, day 10
            "executives_told": "2026-03-31",  # Tue, day 10
            "rapid_review_meeting": "2026-03-31",  # Tue, day 10
            "rapid_review_sign_off": "2026-04-08",  # Wed, day 14: Good Friday and Easter Monday are 3 and 6 April
            "rapid_review_sent": "2026-04-09",  # Thu, day 15
        }.items()
        <= days.items()
    )

    for fact in ("review_letters_sent", "executives_told"):
        done(operator, "record_fact", BU, fact=fact)
    waive_returns(operator)
    done(operator, "convene", BU)
    done(operator, "conclude_rapid_review", CHAIR, recommended_outcome="no_further_review")
    for partner in PARTNERS:
        done(operator, "sign_off", partner)
    unsigned = do(operator, "send_rapid_review", BU)
    done(operator, "sign_off", EDUCATION)
    done(operator, "send_rapid_review", BU)
    for partner in PARTNERS:
        done(operator, "conclude_without_review", partner)
    before, asked = (
        state(operator),
        operator.run("deadlines", CASE, "--owner", EDUCATION, "--json").json,
    )
    done(operator, "conclude_without_review", EDUCATION)
    after = state(operator)
    done(operator, "no_actions_needed", CHAIR)

    assert "still to sign or dissent: education" in unsigned.err
    assert ["2026-03-20"] == [
        duty["due"] for duty in asked if duty["key"] == "vote"
    ]  # Fri, three days after the first
    assert ("rapid_review.panel_response", "action_plan.drafting", "closed") == (
        before,
        after,
        state(operator),
    )
    assert 0 == operator.run("verify").code


def test_a_case_keeps_its_definition_and_says_which(operator: Operator) -> None:
    """In `case` always, in `cases` where it is not that of new cases."""
    operator.run(*REFER)
    before = operator.run("cases").out
    operator.run(*REFER, "--again", "--definition", "four_partners")
    listed, shown = operator.run("cases").out.splitlines(), operator.run("case", "PR-2026-0002").out
    other = operator.run("cases", PATHWAY_DEFINITION="four_partners").out.splitlines()
    names = [case["definition"]["name"] for case in operator.run("cases", "--json").json]

    assert "Definition" not in before
    assert (True, False, True) == tuple(
        "four_partners" in line for line in (listed[2], listed[1], shown)
    )
    assert listed[0].endswith("Definition")
    assert (True, False) == (other[1].endswith("review"), "four_partners" in other[2])
    assert ["review", "four_partners"] == names


@pytest.mark.parametrize("where", ["variable", "file"])
def test_the_definition_is_set_for_every_referral(operator: Operator, where: str) -> None:
    """By a variable or in `pathway.toml`; the option wins."""
    variables = {"PATHWAY_DEFINITION": "four_partners"} if where == "variable" else {}
    if where == "file":
        (operator.folder / "pathway.toml").write_text('definition = "four_partners"\n', "utf-8")
    operator.run(*REFER, **variables)
    operator.run(*REFER, "--again", "--definition", "review", **variables)
    followed = [case["definition"]["name"] for case in operator.run("cases", "--json").json]

    assert ["four_partners", "review"] == followed


def test_an_unknown_definition_is_refused_with_a_list_of_those_known(operator: Operator) -> None:
    """Exit 2, the nearest first; the case is not opened."""
    result = operator.run(*REFER, "--definition", "four")
    as_json = operator.run(*REFER, "--definition", "four", "--json")

    assert (2, 2) == (result.code, as_json.code)
    assert (
        "There is no definition four; there are, the nearest first: four_partners, review."
        in result.err
    )
    assert "usage" == json.loads(as_json.err)["error"]
    assert [] == operator.run("cases", "--json").json


def test_it_is_shown_checked_and_loaded_by_its_name(operator: Operator) -> None:
    """Its own file word for word, its form's schema, and the states by which cases are listed."""
    text = operator.run("definition", "show", "four_partners", "--toml").out
    read = operator.run("definition", "show", "four_partners").out
    checked = operator.run("definition", "check", "four_partners", "--json").json
    schema = operator.run("schema", "--form", "practice_review", "--definition", "four_partners")
    loaded = operator.run("definition", "load", "four_partners", "--json").json
    listed = operator.run("cases", "--state", "subgroup_decision.last_word")

    assert 'name = "four_partners"' in text
    assert "Seats: local_authority, icb, police, education; 4 votes carry" in " ".join(read.split())
    assert checked["hash"] == loaded["hash"]
    assert (0, 0) == (schema.code, listed.code)
