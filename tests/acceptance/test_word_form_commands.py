"""Word forms on the command line: written blank, filled in, and taken in where files are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.operators import Operator
from tests.rehearsals import BU, NURSE, Rehearsal
from tests.word_desk import Desk

pytestmark = pytest.mark.either

CASE = "PR-2026-0001"
CHILD = "What is the child called in this case?"
SAFE = "How are the child and siblings kept safe now?"


@pytest.fixture
def operator(desk: Rehearsal) -> Operator:
    """Return somebody who works in the folder of a rehearsal."""
    return Operator(desk.folder, desk.variables)


def template(operator: Operator, name: str) -> Desk:
    """Return a form that was written blank."""
    done = operator.run("document", "template", name, "-o", f"{name}.docx")
    assert (0, f"{name}.docx\n") == (done.code, done.out), done.err
    return Desk((operator.folder / f"{name}.docx").read_bytes())


def save(operator: Operator, desk: Desk, name: str) -> str:
    """Save a form, and return the name of its file."""
    (operator.folder / name).write_bytes(desk.saved())
    return name


def referral(operator: Operator) -> Desk:
    """Return a referral form that was filled in."""
    desk = template(operator, "practice_review")
    desk.write("Which agency is making the referral?", "northern_care_alliance")
    desk.write("On which day is the referral made?", "Mon 16 March 2026")
    desk.write("Is a serious incident possible?", "No")
    desk.write("What happened?", "A child was hurt.", "", "It is not known how.")
    desk.write("Why might several agencies learn from it?", "Several knew.")
    desk.write_row(CHILD, 1, "Child A", "3 years", "3", "f", "x", "none", "None", "No", "None")
    return desk


def test_a_referral_in_word(operator: Operator) -> None:
    """A blank form that was filled in opens a case, and one with its answers amends it."""
    file = save(operator, referral(operator), "referral.docx")
    referred = operator.run("refer", file, "--by", NURSE)
    filled = operator.run("document", "fill", CASE, "practice_review", "--by", NURSE)
    again = Desk((operator.folder / f"{CASE}-practice-review.docx").read_bytes())
    again.write(SAFE, "With their grandmother.")
    amended = operator.run("amend", CASE, save(operator, again, "again.docx"), "--by", NURSE)
    told = operator.run("history", CASE, "--json").json

    assert (0, f"{CASE}\n") == (referred.code, referred.out), referred.err
    assert (0, f"{CASE}-practice-review.docx\n") == (filled.code, filled.out)
    assert 0 == amended.code, amended.err
    assert "A child was hurt.\n\nIt is not known how." == told[1]["input"]["what_happened"]
    assert "With their grandmother." == told[1]["input"]["immediate_safety"]


def test_a_step_in_word(operator: Operator, desk: Rehearsal) -> None:
    """A step takes in a Word form, with single values over it."""
    desk.refer()
    note = template(operator, "note")
    note.write("What is to be noted?", "Seen.")
    file = save(operator, note, "note.docx")
    take = ("take", CASE, "note", "--by", BU, "--form", file)

    previewed = operator.run(*take, "--preview")
    taken = operator.run(*take, "--set", "text=Seen twice.")

    assert 0 == previewed.code, previewed.err
    assert 0 == taken.code, taken.err
    assert "Seen twice." == operator.run("history", CASE, "--json").json[-1]["input"]["text"]


def test_a_step_with_a_file(operator: Operator, desk: Rehearsal) -> None:
    """A form names the file that goes with it, and says so where the file is not given."""
    desk.refer()
    added = template(operator, "added_document")
    added.write("What is it?", "Minutes of the meeting")
    added.write("What kind of document?", "Minutes or notes of a meeting")
    added.write("The file", "note.docx")
    template(operator, "note")
    file = save(operator, added, "added.docx")
    take = ("take", CASE, "add_document", "--by", BU, "--form", file)

    without = operator.run(*take)
    taken = operator.run(*take, "--file", "document=note.docx")

    assert 3 == without.code
    assert "The form names a file for document: give it with --file document=FILE." in without.err
    assert (0, "") == (taken.code, taken.err)
    assert (
        "note.docx" == operator.run("history", CASE, "--json").json[-1]["input"]["document"]["name"]
    )


def test_every_fault_in_the_words_of_the_form(operator: Operator) -> None:
    """A form with faults opens no case; each is told with its place, for programs too."""
    desk = referral(operator)
    desk.write("On which day is the referral made?", "31/2/2026")
    desk.write_row(CHILD, 1, "Child A", "3", "3 years", "f", "x", "none", "None", "No", "None")
    file = save(operator, desk, "referral.docx")

    refused = operator.run("refer", file, "--by", NURSE)
    as_json = operator.run("refer", file, "--by", NURSE, "--json")

    assert (3, "") == (refused.code, refused.out)
    assert "On which day is the referral made: there is no such day" in refused.err
    assert "row 1, How old is the child in whole years: give a whole number" in refused.err
    assert [
        "On which day is the referral made",
        "Which children is it about, row 1, How old is the child in whole years",
    ] == [reason["path"] for reason in as_json.error["reasons"]]
    assert [] == operator.run("cases", "--json").json


def test_what_the_case_refuses_is_told_in_the_words_of_the_form(
    operator: Operator, desk: Rehearsal
) -> None:
    """An agency that nobody knows is refused at its question."""
    form = referral(operator)
    form.write("Which agency is making the referral?", "nobody_knows_it")

    refused = operator.run("refer", save(operator, form, "referral.docx"), "--by", NURSE)

    assert 3 == refused.code
    assert "Which agency is making the referral: " in refused.err
    assert not desk.pathway.cases()


def test_reading_a_form_without_taking_it(operator: Operator) -> None:
    """`document read` checks a form and prints the input that it makes."""
    file = save(operator, referral(operator), "referral.docx")
    read = operator.run("document", "read", file)

    assert 0 == read.code, read.err
    assert "2026-03-16" == read.json["referred_on"]
    assert [] == operator.run("cases", "--json").json


def test_a_form_under_the_name_of_something_else(operator: Operator) -> None:
    """A file whose content is not what its name says is refused wherever a form is taken in."""
    file = save(operator, referral(operator), "referral.xlsx")
    refusals = [
        operator.run("document", "read", file),
        operator.run("refer", file, "--by", NURSE),
        operator.run("take", CASE, "submit", "--by", NURSE, "--form", file),
    ]

    assert [3, 3, 3] == [refused.code for refused in refusals]
    for refused in refusals:
        assert "its name ends in .xlsx; save it as a Word document (.docx)" in refused.err
    assert [] == operator.run("cases", "--json").json


def test_files_are_not_written_over(operator: Operator) -> None:
    """A form that lies there already, perhaps filled in, is not written over unasked."""
    template(operator, "note")

    refused = operator.run("document", "template", "note", "-o", "note.docx")
    forced = operator.run("document", "template", "note", "-o", "note.docx", "--force")

    assert (2, 0) == (refused.code, forced.code)
    assert "note.docx exists and is not overwritten" in refused.err


def test_what_was_typed_wrongly(operator: Operator, desk: Rehearsal) -> None:
    """Each has a sentence with the way out."""
    desk.refer()
    template(operator, "note")
    (operator.folder / "note.txt").write_text("Seen.", "utf-8")
    note = ("take", CASE, "note", "--by", BU)
    told = [
        operator.run("document", "template", "note"),
        operator.run("document", "template", "notes", "-o", "notes.docx"),
        operator.run(*note, "--form", "note.docx", "--input", "note.txt"),
        operator.run(*note, "--form", "note.txt"),
        operator.run(*note, "--form", "missing.docx"),
        operator.run("take", CASE, "declare_interest", "--by", BU, "--form", "note.docx"),
    ]

    assert [2, 4, 2, 3, 2, 3] == [result.code for result in told]
    for result, sentence in zip(
        told,
        (
            "Say where to write it, with -o FILE.",
            "There is no paper notes. The nearest: note",
            "Give the input with --input or with --form, not with both.",
            "the file cannot be read: it is not an Office file",
            "There is no file missing.docx.",
            "the file is the form note, which declare_interest does not take in",
        ),
        strict=True,
    ):
        assert sentence in result.err


def test_the_list_of_papers(operator: Operator) -> None:
    """Without a name every form and guidance is listed."""
    listed = operator.run("document", "template")
    as_json = operator.run("document", "template", "--json").json

    assert "engaging_families" in listed.out
    assert {"referral", "form", "guidance"} == {paper["kind"] for paper in as_json}
    assert not list(Path(operator.folder).glob("*.docx"))
