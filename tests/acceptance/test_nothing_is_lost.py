"""
Nothing that was typed is lost: an answer is changed and all others stay, and an input is kept in a
file.
"""

from __future__ import annotations

import json
import stat
import tomllib
from pathlib import Path

import pytest

from tests.operators import PATHWAY, Operator
from tests.rehearsals import BU, NURSE, NURSES_REP, Rehearsal, shipped

pytestmark = pytest.mark.sqlite

CASE = "PR-2026-0001"
ENDORSE = ("take", CASE, "endorse", "--by", NURSES_REP)
PROPOSE = ("take", CASE, "propose_notification", "--by", BU)
QUESTIONS = (
    "child_at_the_centre", "facts_are_clear", "criteria_considered", "multi_agency_learning", "siblings_considered",
    "only_essential_personal_data", "staff_supported",
)  # fmt: skip
YES = tuple((name, "yes") for name in QUESTIONS)
GO_ON = "Take the step endorse? [y/N] "
CHANGE = "a number or a name; Enter gives up> "
CHECKED = dict.fromkeys(QUESTIONS, "yes")


@pytest.fixture
def operator(desk: Rehearsal) -> Operator:
    """
    Return somebody in the folder of a rehearsal with a case that waits for its representative.
    """
    desk.do(desk.refer(), "submit", NURSE)
    return Operator(desk.folder)


def test_after_a_no_one_answer_is_changed_and_the_others_stay(
    operator: Operator, desk: Rehearsal
) -> None:
    """
    By its name or its number; what it is now is shown, and what was left out can be said after all.
    """
    with operator.at_terminal(PATHWAY, *ENDORSE) as talk:
        talk.answer(*YES, ("comment", ""), (GO_ON, "n"))
        offered = talk.until(CHANGE)
        talk.type("facts_are_clear\n")
        talk.answer(
            ("facts_are_clear is now: yes", ""),
            ("> ", "2"),
            ("facts_are_clear_why", "One day is open."),
        )
        talk.answer((GO_ON, ""))
        talk.answer((CHANGE, "comment"), ("comment", "Seen with the ward."), (GO_ON, "y"))
        code = talk.ended()

    assert 0 == code, talk.shown
    assert "Which answer do you want to change?" in offered
    assert "1  child_at_the_centre: yes" in offered
    assert "8  comment: (left out)" in offered
    changed = {
        "facts_are_clear": "no",
        "facts_are_clear_why": "One day is open.",
        "comment": "Seen with the ward.",
    }
    assert CHECKED | changed == desk.pathway.history(CASE)[-1].input


def test_enter_gives_up(operator: Operator, desk: Rehearsal) -> None:
    """It says that nothing was changed, and how what is typed is kept another time."""
    with operator.at_terminal(PATHWAY, *ENDORSE) as talk:
        talk.answer(*YES, ("comment", ""), (GO_ON, "no"), (CHANGE, "no such answer"))
        talk.answer(("Give one of the names, or its number.", ""))
        talk.until("Nothing was changed.")
        talk.until("--save FILE")
        code = talk.ended()

    assert 0 == code
    assert "quality_assurance" == desk.pathway.case(CASE).state


def test_an_answer_inside_a_list_is_changed_alone(operator: Operator, desk: Rehearsal) -> None:
    """One child's criteria, the other's as they were; which child it is about stays fixed."""
    desk.do(CASE, "endorse", NURSES_REP)
    with operator.at_terminal(PATHWAY, *PROPOSE) as talk:
        talk.answer(("children[0].criteria", "2"), ("children[1].criteria", "none"))
        talk.answer(("local_authority_aware_on", "2026-03-12"), ("source", "Log."), ("[y/N] ", ""))
        offered = talk.until(CHANGE)
        talk.type("children[1].criteria\n")
        talk.answer(
            ("children[1].criteria is now: none", ""), ("semicolons> ", "1;3"), ("[y/N] ", "y")
        )
        code = talk.ended()
    answers = desk.pathway.history(CASE)[-1].input or {}

    assert 0 == code, talk.shown
    assert "children[0].child" not in offered
    assert [["seriously_harmed"], ["died", "abuse_or_neglect_known"]] == [
        child["criteria"] for child in answers["children"]
    ]


def test_after_a_refusal_another_answer_may_mend_it(operator: Operator, desk: Rehearsal) -> None:
    """A fault that no single answer has: each reason is told, and one answer is changed."""
    desk.clock("2026-06-22")  # Mon, after the form was written
    reference = desk.refer("good_outcome")
    desk.do(reference, "declare_interest", BU)
    chair = "chair@example.org"
    with operator.at_terminal(PATHWAY, "take", reference, "decide_interest", "--by", chair) as talk:
        talk.answer(("outcome", "withdraws_item"), ("reasons", "Related."))
        talk.until("item: this must be given now")
        talk.answer((CHANGE, "outcome"), ("outcome is now: withdraws_item", ""), ("> ", "noted"))
        talk.answer(("[y/N] ", "y"))
        code = talk.ended()

    assert 0 == code, talk.shown
    assert "noted" == (desk.pathway.history(reference)[-1].input or {})["outcome"]


def test_what_was_confirmed_and_changed_is_confirmed_no_more(
    operator: Operator, desk: Rehearsal
) -> None:
    """The entry says only what its own input needed."""
    desk.do(CASE, "endorse", NURSES_REP)
    with operator.at_terminal(PATHWAY, "take", CASE, "request_information", "--by", BU) as talk:
        talk.answer(
            ("asked_of", "hosing"),
            ("[y/N] ", "y"),
            ("what", "The file."),
            ("due", ""),
            ("[y/N] ", ""),
        )
        talk.answer((CHANGE, "asked_of"), ("> ", "housing"), ("[y/N] ", "y"))
        code = talk.ended()
    event = desk.pathway.history(CASE)[-1]

    assert 0 == code, talk.shown
    assert ("housing", ()) == ((event.input or {})["asked_of"], event.confirmed)


def test_a_step_that_wants_nothing_has_no_answer_to_change(
    operator: Operator, desk: Rehearsal
) -> None:
    """A no gives it up."""
    other = desk.refer()
    with operator.at_terminal(PATHWAY, "take", other, "submit", "--by", NURSE) as talk:
        talk.answer(("Take the step submit? [y/N] ", "n"))
        code = talk.ended()

    assert 0 == code
    assert "Nothing was changed." in talk.shown
    assert "Which answer do you want to change?" not in talk.shown


def test_leaving_while_an_answer_is_changed_keeps_the_old_one(operator: Operator) -> None:
    """What is saved is what was there."""
    with operator.at_terminal(PATHWAY, *ENDORSE, "--save", "kept.toml") as talk:
        talk.answer(*YES, ("comment", ""), (GO_ON, ""), (CHANGE, "1"))
        talk.until("> ")
        talk.type("\x04")
        code = talk.ended()

    assert 130 == code
    assert CHECKED == tomllib.loads((operator.folder / "kept.toml").read_text("utf-8"))


def mode(path: Path) -> int:
    """Return who may read a file."""
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("name", ["kept.toml", "kept.json"])
def test_what_was_typed_is_kept_and_taken_again(
    operator: Operator, desk: Rehearsal, name: str
) -> None:
    """By the file's ending; only its owner may read it; given up or not."""
    with operator.at_terminal(PATHWAY, *ENDORSE, "--save", name) as talk:
        talk.answer(*YES, ("comment", 'A "quoted" word, and é.'), (GO_ON, ""), (CHANGE, ""))
        talk.until(f"What was typed is kept in {name}; --input FILE reads it again.")
        code = talk.ended()
    path = operator.folder / name
    held = path.read_text("utf-8")
    taken = operator.run(*ENDORSE, "--input", name)

    assert [0, 0] == [code, taken.code]
    assert "Nothing was changed." in talk.shown
    assert 0o600 == mode(path)
    assert CHECKED | {"comment": 'A "quoted" word, and é.'} == (
        tomllib.loads(held) if name.endswith("toml") else json.loads(held)
    )
    assert "subgroup_decision.triage" == desk.pathway.case(CASE).state


def test_what_was_typed_until_then_is_kept_after_ctrl_c(operator: Operator) -> None:
    """A part of an input is better than nothing; it can be gone on with in an editor."""
    with operator.at_terminal(PATHWAY, *ENDORSE, "--save", "kept.toml") as talk:
        talk.answer(*YES[:2])
        talk.until("criteria_considered")
        talk.until("> ")
        talk.interrupt()
        talk.ended()

    assert dict.fromkeys(QUESTIONS[:2], "yes") == tomllib.loads(
        (operator.folder / "kept.toml").read_text("utf-8")
    )


def test_where_nothing_was_typed_nothing_is_kept(operator: Operator) -> None:
    """No empty file is left behind, and nothing is said of one."""
    with operator.at_terminal(PATHWAY, *ENDORSE, "--save", "kept.toml") as talk:
        talk.until("> ")
        talk.type("\x04")
        talk.ended()

    assert not (operator.folder / "kept.toml").exists()
    assert "kept.toml" not in talk.shown


def test_nothing_is_overwritten(operator: Operator, desk: Rehearsal) -> None:
    """It is refused before anything is asked or taken, so that nothing typed is lost."""
    path = operator.folder / "kept.toml"
    path.write_text("mine = true\n", "utf-8")
    asked = operator.on_terminal(*ENDORSE, "--save", "kept.toml")
    result = operator.run(*ENDORSE, "--set", "comment=Seen.", "--save", "kept.toml")

    assert [2, 2] == [asked.code, result.code]
    assert "kept.toml exists and is not overwritten" in asked.err
    assert "kept.toml holds something else and is not overwritten" in result.err
    assert "mine = true\n" == path.read_text("utf-8")
    assert 2 == desk.pathway.case(CASE).version


def test_what_was_typed_is_kept_where_somebody_else_was_quicker(
    operator: Operator, desk: Rehearsal
) -> None:
    """The step is refused as a conflict, and the answers are there for another time."""
    with operator.at_terminal(PATHWAY, *ENDORSE, "--save", "kept.toml") as talk:
        talk.answer(*YES, ("comment", ""))
        talk.until(GO_ON)
        desk.do(CASE, "note", BU, text="Seen.")
        talk.type("y\n")
        code = talk.ended()

    assert 5 == code
    assert "was changed by somebody else" in talk.shown
    assert CHECKED == tomllib.loads((operator.folder / "kept.toml").read_text("utf-8"))


@pytest.mark.parametrize("name", ["kept.txt", "kept", "no_such_folder/kept.toml"])
def test_a_file_that_cannot_be_is_refused_first(operator: Operator, name: str) -> None:
    """Neither TOML nor JSON, or nowhere."""
    result = operator.run(*ENDORSE, "--set", "comment=Seen.", "--save", name)

    assert 2 == result.code
    assert name in result.err


def test_a_script_keeps_what_it_says_whether_or_not_it_is_taken(
    operator: Operator, desk: Rehearsal
) -> None:
    """And the same input may be kept in the file that it came from."""
    values = [f"--set={name}=yes" for name in QUESTIONS[:-1]]
    refused = operator.run(*ENDORSE, *values, "--save", "kept.json")
    path = operator.folder / "kept.json"
    kept = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(CHECKED), "utf-8")
    taken = operator.run(*ENDORSE, "--input", "kept.json", "--save", "kept.json")

    assert [3, 0] == [refused.code, taken.code]
    assert dict.fromkeys(QUESTIONS[:-1], "yes") == kept
    assert json.dumps(CHECKED) == path.read_text("utf-8")
    assert "subgroup_decision.triage" == desk.pathway.case(CASE).state


def test_toml_knows_no_null(operator: Operator) -> None:
    """JSON does, and the sentence says so."""
    result = operator.run(*ENDORSE, "--set", "comment=null", "--save", "kept.toml")

    assert 2 == result.code
    assert "name a file that ends in .json" in result.err
    assert not (operator.folder / "kept.toml").exists()


def test_a_form_from_standard_input_is_kept(operator: Operator, desk: Rehearsal) -> None:
    """Days among it; the file opens the case another time."""
    text = shipped("practice_review.toml")
    by = ("--by", NURSE, "--again")
    refused = operator.run(
        "refer", "-", *by, "--save", "form.json", stdin=text.replace('kind = "', 'kind = "x')
    )
    opened = operator.run("refer", "-", *by, "--save", "form.toml", stdin=text)
    again = operator.run("refer", "form.toml", *by)

    assert [3, 0, 0] == [refused.code, opened.code, again.code]
    assert 0o600 == mode(operator.folder / "form.json")
    assert [CASE, "PR-2026-0002", "PR-2026-0003"] == [
        case.reference for case in desk.pathway.cases()
    ]
