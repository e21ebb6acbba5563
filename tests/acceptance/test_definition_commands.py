"""
A partnership's own definition: a copy to change, or a file of what differs; written, checked,
loaded, shown.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pathway.workflows.loading.definition_files import packaged
from tests.operators import Operator
from tests.partnerships import HEAD, NORTH
from tests.rehearsals import BU, NURSE, Rehearsal

pytestmark = pytest.mark.sqlite
CASE = "PR-2026-0001"
WORDS = """
from pathway import Attempt, Changes, Guard, Vocabulary

OURS = Vocabulary(guards={"room_is_free": Guard(lambda attempt: True, "a room is booked already")})
CLASH = Vocabulary(guards={"form_complete": Guard(lambda attempt: True, "it is")})
NUMBER = 3
"""
EXTENDING = """
format = 1
name = "ours"
title = "Our reviews"
owns = "case"
version = "2026.1-ours"
extends = "review"
forms = ["forms", "ours_forms"]
"""
BOOK = """
[[step]]
name = "book_room"
title = "Book a room"
from = ["*"]
who = ["bu"]
guards = ["room_is_free"]
"""


@pytest.fixture
def operator(tmp_path: Path) -> Operator:
    """Return somebody in an empty folder, without a database."""
    return Operator(tmp_path)


def test_a_copy_is_written_checked_and_loaded(desk: Rehearsal) -> None:
    """It is in order as it is, and another definition than the shipped one."""
    operator = Operator(desk.folder)
    made = operator.run("definition", "new", "north")
    checked = operator.run("definition", "check", "north", "--json").json
    loaded = operator.run("definition", "load", "north", "--json").json
    listed = operator.run("definition", "list", "--json").json

    assert 0 == made.code, made.err
    assert "check them with `pathway definition check north`" in " ".join(made.out.split())
    assert {*packaged(), "north.toml"} - {"review.toml"} == {*checked["files"]}
    assert ("north", "2026.1-north", checked["hash"]) == (
        loaded["name"],
        loaded["version"],
        loaded["hash"],
    )
    assert [("north", "2026.1-north"), ("review", "2026.1")] == [
        (definition["name"], definition["version"]) for definition in listed
    ]


def test_a_copy_is_written_over_nothing(operator: Operator) -> None:
    """Neither over a file that is there nor into a place where no folder can be."""
    mine = operator.folder / "here" / "forms.toml"
    mine.parent.mkdir()
    mine.write_text("mine", "utf-8")
    (operator.folder / "taken").write_text("a file", "utf-8")
    refused = operator.run("definition", "new", "north", "-o", "here")
    no_folder = operator.run("definition", "new", "north", "-o", "taken/here")

    assert [2, 2] == [refused.code, no_folder.code]
    assert "here has forms.toml already; nothing was written" in refused.err
    assert "taken/here cannot be made" in no_folder.err
    assert ("mine", [mine]) == (mine.read_text("utf-8"), list(mine.parent.iterdir()))


@pytest.mark.parametrize("name", ["North", "../north", "forms", "1st", "", "no rth"])
def test_a_copy_has_a_name_of_its_own(operator: Operator, name: str) -> None:
    """A name that files and cases can bear, and that none of the other files has."""
    refused = operator.run("definition", "new", name)

    assert 2 == refused.code
    assert [] == list(operator.folder.iterdir())
    assert any(
        why in refused.err for why in ("cannot be the name of a definition", "name of another file")
    ), refused


def test_a_file_of_what_differs_is_enough(desk: Rehearsal) -> None:
    """Checked, loaded, its cases held under it, and every text kept as it was written."""
    operator = Operator(desk.folder)
    (operator.folder / "north.toml").write_text(NORTH, "utf-8")
    checked = operator.run("definition", "check", "north.toml", "--json")
    operator.run("definition", "load", "north.toml")
    form = {name: field["examples"][0] for name, field in _properties(operator).items()} | {
        "school": "Invented Primary"
    }
    (operator.folder / "form.json").write_text(json.dumps(form), "utf-8")
    referred = operator.run("refer", "form.json", "--by", NURSE)
    visited = operator.run("take", CASE, "record_visit", "--by", BU, "--set", "where=At home")
    gone = operator.run("take", CASE, "prioritise", "--by", BU, "--reason", "Urgent")

    assert 0 == checked.code, checked.err
    assert (0, 0, 4) == (referred.code, visited.code, gone.code), referred.err + visited.err
    assert {"name": "north", "version": "2026.1-north"}.items() <= operator.run(
        "case", CASE, "--json"
    ).json["definition"].items()
    assert "Invented Primary" == (desk.pathway.history(CASE)[0].input or {})["school"]
    assert {"north.toml": NORTH} | packaged() == desk.pathway.definitions.list()[0].files
    assert checked.json["hash"] == desk.pathway.definitions.list()[0].hash
    assert 0 == operator.run("verify").code


def test_the_texts_in_force_are_shown_verbatim(desk: Rehearsal) -> None:
    """Those of the definition of new cases: its own, and those that it extends or names."""
    operator = Operator(desk.folder)
    (operator.folder / "north.toml").write_text(f"# Ours\n{NORTH}", "utf-8")
    before = operator.run("definition", "show", "--toml")
    operator.run("definition", "load", "north.toml")
    own = operator.run("definition", "show", "--toml")
    base = operator.run("definition", "show", "review", "--toml", "--json")
    forms = operator.run("definition", "show", "forms", "--toml")
    unknown = operator.run("definition", "show", "form", "--toml")
    whole = operator.run("definition", "show")

    assert packaged()["review.toml"] == before.out
    assert f"# Ours\n{NORTH}" == own.out
    assert {"file": "review.toml", "toml": packaged()["review.toml"]} == base.json
    assert packaged()["forms.toml"] == forms.out
    assert (4, True) == (unknown.code, "The nearest: forms" in unknown.err)
    assert "Extends review." in whole.out
    assert "rapid_review_sent: Send the rapid review to the Panel" in whole.out
    assert "met by  round of votes vote" in whole.out


def test_shown_text_cannot_control_the_terminal(desk: Rehearsal) -> None:
    """A comment may hold what turns the reading direction."""
    operator = Operator(desk.folder)
    (operator.folder / "north.toml").write_text(f"# \u202e evil\n\t{NORTH}", "utf-8")
    operator.run("definition", "load", "north.toml")
    shown = operator.on_terminal("definition", "show", "--toml")

    assert 0 == shown.code, shown.err
    assert "# \\u202e evil" in shown.out
    assert "\u202e" not in shown.out


def test_a_folder_is_checked_whole(operator: Operator) -> None:
    """All its files, also one that no other names; settings are no part of it."""
    folder = operator.folder / "ours"
    folder.mkdir()
    (folder / "north.toml").write_text(NORTH, "utf-8")
    (folder / "pathway.toml").write_text('smtp_password = "a secret"\n', "utf-8")
    in_order = operator.run("definition", "check", "ours")
    (folder / "ours.toml").write_text(HEAD, "utf-8")
    (folder / "broken.toml").write_text("format =", "utf-8")
    refused = operator.run("definition", "check", "ours")
    (folder / "broken.toml").unlink()
    unnamed = operator.run("definition", "check", "ours")

    assert 0 == in_order.code, in_order.err
    assert (3, 3) == (refused.code, unnamed.code)
    assert "broken.toml: this is not TOML" in refused.err
    assert "ours.toml name: the case's file does not name ours in its forms" in unnamed.err
    assert "secret" not in in_order.out + refused.err + unnamed.err


@pytest.mark.parametrize("named", ["ours", "ours/ours.toml"])
def test_nothing_outside_the_folder_is_read(operator: Operator, named: str) -> None:
    """A link that leads out of it is refused; one that stays in it is followed."""
    folder = operator.folder / "ours"
    (folder / "data").mkdir(parents=True)
    (folder / "ours.toml").write_text(EXTENDING, "utf-8")
    (operator.folder / "ours_forms.toml").write_text('smtp_password = "secret"', "utf-8")
    (folder / "ours_forms.toml").symlink_to("../ours_forms.toml")
    refused = operator.run("definition", "check", named)
    (folder / "ours_forms.toml").unlink()
    forms = HEAD.replace('"ours"', '"ours_forms"')
    (folder / "data" / "ours_forms.toml").write_text(forms, "utf-8")
    (folder / "ours_forms.toml").symlink_to("data/ours_forms.toml")
    followed = operator.run("definition", "check", named)

    assert 2 == refused.code
    assert "leads out of its folder" in refused.err
    assert "secret" not in refused.err
    assert 0 == followed.code, followed.err


def test_several_files_are_checked_together(operator: Operator) -> None:
    """Wherever they lie, but those of one definition at a time, and none twice."""
    for place, text in (
        ("a/north.toml", NORTH),
        ("b/review.toml", packaged()["review.toml"]),
        ("b/north.toml", NORTH),
    ):
        (operator.folder / place).parent.mkdir(exist_ok=True)
        (operator.folder / place).write_text(text, "utf-8")
    (operator.folder / "b" / "south.toml").write_text(NORTH.replace('"north"', '"south"'), "utf-8")
    together = operator.run("definition", "check", "a/north.toml", "b/review.toml")
    two = operator.run("definition", "check", "a/north.toml", "b/south.toml")
    same = operator.run("definition", "check", "a/north.toml", "b/north.toml")
    empty = operator.run("definition", "check", ".")
    none = operator.run("definition", "check")

    assert [0, 2, 2, 2, 2] == [result.code for result in (together, two, same, empty, none)], (
        together.err
    )
    assert "files of several definitions: north.toml, south.toml" in two.err
    assert "a/north.toml and b/north.toml have the same name" in same.err
    assert "There is no .toml file in ." in empty.err


def test_nothing_outside_of_the_folder_is_read(operator: Operator) -> None:
    """A file is named by its name alone."""
    (operator.folder / "secret.toml").write_text('password = "a secret"\n', "utf-8")
    folder = operator.folder / "ours"
    folder.mkdir()
    for name in ("../secret", str(operator.folder / "secret"), "a" * 5_000, "a\\u0000b"):
        (folder / "north.toml").write_text(
            NORTH.replace('extends = "review"', f'extends = "{name}"'), "utf-8"
        )
        extended = operator.run("definition", "check", "ours/north.toml")
        text = NORTH.replace("[without]", f'forms = ["forms", "{name}"]\n\n[without]')
        (folder / "north.toml").write_text(text, "utf-8")
        named = operator.run("definition", "check", "ours/north.toml")

        assert (3, 3) == (extended.code, named.code), extended.err + named.err
        assert "password" not in extended.err + named.err


def test_a_hosts_words_are_checked_with_a_host(operator: Operator) -> None:
    """They are unknown without it."""
    (operator.folder / "rooms.py").write_text(WORDS, "utf-8")
    (operator.folder / "north.toml").write_text(NORTH + BOOK, "utf-8")
    check = ("definition", "check", "north.toml")
    without = operator.run(*check)
    within = operator.run(*check, "--vocabulary", "rooms:OURS")

    assert (3, 0) == (without.code, within.code), within.err
    assert "unknown guard room_is_free" in without.err


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("rooms", "--vocabulary takes MODULE:NAME"),
        ("halls:OURS", "halls cannot be imported: No module named 'halls'."),
        (".rooms:OURS", ".rooms cannot be imported: "),
        ("broken:OURS", "broken cannot be imported: division by zero."),
        ("rooms:THEIRS", "rooms has no Vocabulary that is called THEIRS."),
        ("rooms:NUMBER", "rooms has no Vocabulary that is called NUMBER."),
        ("rooms:CLASH", "Pathway has these already: guard form_complete"),
    ],
)
def test_unavailable_vocabulary_is_reported(operator: Operator, words: str, why: str) -> None:
    """In a sentence, with no traceback."""
    (operator.folder / "rooms.py").write_text(WORDS, "utf-8")
    (operator.folder / "broken.py").write_text("1 / 0", "utf-8")
    (operator.folder / "north.toml").write_text(NORTH, "utf-8")
    refused = operator.run("definition", "check", "north.toml", "--vocabulary", words)

    assert 2 == refused.code
    assert why in " ".join(refused.err.split()), refused.err


def _properties(operator: Operator) -> dict[str, dict[str, list[object]]]:
    schema = operator.run("schema", "--form", "practice_review").json
    return {name: field for name, field in schema["properties"].items() if "examples" in field}
