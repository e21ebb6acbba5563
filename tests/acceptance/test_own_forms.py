"""
A partnership's own forms on the command line: real files, checked, loaded, shown and asked for on a
terminal.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.operators import PATHWAY, Operator
from tests.partnerships import partnership
from tests.rehearsals import BU, NURSE, Rehearsal

pytestmark = pytest.mark.sqlite
CASE = "PR-2026-0001"
FORMS = """
[lists.settings]
home = "At home"
school = "At school"

[[form]]
name = "referral"
extends = "referral"

[[form.field]]
name = "school"
label = "Which school does the child go to?"
required = false

[[form]]
name = "visit"
title = "Visit"

[[form.field]]
name = "setting"
label = "Where was it?"
type = "choice"
list = "settings"

[[form.field]]
name = "lesson"
label = "Which lesson was it?"
asked = { field = "setting", is = ["school"] }

[[form.field]]
name = "hours"
label = "How many hours?"
type = "whole_number"
minimum = 1
"""
VISIT = """
[[step]]
name = "record_visit"
title = "Record a visit"
from = ["*"]
who = ["bu"]
input = "visit"

"""
BEFORE = '[[step]]\nname = "prioritise"'


@pytest.fixture
def operator(desk: Rehearsal) -> Operator:
    """Return somebody with the files of a partnership's own definition in a folder."""
    write(desk.folder / "ours", partnership(FORMS, {BEFORE: VISIT + BEFORE}))
    return Operator(desk.folder)


def write(folder: Path, texts: dict[str, str]) -> None:
    """Write those files that differ from the shipped ones."""
    folder.mkdir()
    for name in ("review.toml", "ours.toml"):
        (folder / name).write_text(texts[name], "utf-8")


def load(operator: Operator) -> None:
    """Load the definition and refer a case under it."""
    operator.run("definition", "load", "ours/review.toml")
    form = operator.folder / "form.json"
    schema = operator.run("schema", "--form", "practice_review").json
    answers = {name: field["examples"][0] for name, field in schema["properties"].items()}
    form.write_text(json.dumps(answers | {"school": "Invented Primary"}), "utf-8")
    operator.run("refer", "form.json", "--by", NURSE)


def test_the_files_are_checked_together(operator: Operator) -> None:
    """The case's file finds its forms beside it and among the shipped ones."""
    whole = operator.run("definition", "check", "ours/review.toml")
    alone = operator.run("definition", "check", "ours/ours.toml")
    wrong = operator.folder / "ours" / "ours.toml"
    wrong.write_text(wrong.read_text("utf-8").replace('"settings"', '"setting"'), "utf-8")
    refused = operator.run("definition", "check", "ours/review.toml")

    assert [0, 0, 3] == [whole.code, alone.code, refused.code], whole.err
    assert "ours.toml" in whole.out
    assert whole.out == alone.out
    assert (
        "ours.toml [[form]] visit: field setting: unknown list setting; did you mean settings?"
        in refused.err
    )


def test_a_case_holds_what_the_partnership_asks(operator: Operator, desk: Rehearsal) -> None:
    """From the referral to a step of its own, with no word of Python."""
    load(operator)
    schema = operator.run("schema", CASE, "record_visit").json
    refused = operator.run(
        "take", CASE, "record_visit", "--by", BU, "--set", "setting=school", "--set", "hours=2"
    )
    taken = operator.run(
        "take", CASE, "record_visit", "--by", BU, "--set", "setting=home", "--set", "hours=2"
    )
    history = desk.pathway.history(CASE)

    assert ["setting", "hours"] == schema["required"]
    assert [{"lesson"}] == [set(rule["then"]["required"]) for rule in schema["allOf"]]
    assert (3, 0) == (refused.code, taken.code), taken.err
    assert "lesson: this must be given now" in refused.err
    assert "Invented Primary" == (history[0].input or {})["school"]
    assert {"setting": "home", "hours": 2} == history[-1].input
    assert 0 == operator.run("verify").code


def test_its_questions_are_asked_on_a_terminal(operator: Operator, desk: Rehearsal) -> None:
    """
    In its words, codes with their titles; a further question only where an answer asks for it.
    """
    load(operator)
    take = ("take", CASE, "record_visit", "--by", BU)
    with operator.at_terminal(PATHWAY, *take) as talk:
        talk.until("Where was it?")
        talk.until("2  school  At school")
        talk.type("2\n")
        shown = talk.until("Which lesson was it?")
        talk.answer(("> ", ""), ("this must be given now", "Maths"))
        talk.answer(("How many hours?", "0"), ("This cannot be accepted", "3"), ("[y/N] ", "y"))
        code = talk.ended()

    assert 0 == code, talk.shown
    assert "Enter leaves it out" not in shown
    assert {"setting": "school", "hours": 3, "lesson": "Maths"} == desk.pathway.history(CASE)[
        -1
    ].input


def test_the_forms_are_read_out(operator: Operator) -> None:
    """Each with its questions."""
    operator.run("definition", "load", "ours/review.toml")
    shown = operator.run("definition", "show", "ours").out

    assert "visit: Visit" in shown
    assert "setting: Where was it? [choice]" in shown
    assert "lesson: Which lesson was it? [text] (optional)" in shown
