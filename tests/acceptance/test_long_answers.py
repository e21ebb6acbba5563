"""Long answers at a terminal: several paragraphs pasted as one, written in an editor, looked back at."""

from __future__ import annotations

from pathlib import Path

import pytest

from pathway import PathwayFile
from tests.operators import PATHWAY, Operator
from tests.rehearsals import BU, CHAIR, NURSE, NURSES_REP, Rehearsal

pytestmark = pytest.mark.sqlite
CASE = "PR-2026-0001"
PARAGRAPHS = "First paragraph.\n\nSecond one, with more."
# A terminal marks what is pasted, and gives Enter for a line's end.
PASTED = f"\x1b[200~{PARAGRAPHS}\x1b[201~".replace("\n", "\r")
QUESTIONS = 7
GO_ON = "Take the step endorse? [y/N] "
ENDORSE = ("take", CASE, "endorse", "--by", NURSES_REP)


@pytest.fixture
def operator(desk: Rehearsal) -> Operator:
    """Return somebody in the folder of a rehearsal with a case that waits for its representative."""
    desk.do(desk.refer(), "submit", NURSE)
    return Operator(desk.folder)


def comment(desk: Rehearsal) -> object:
    """Return the comment of the latest entry."""
    return (desk.pathway.history(CASE)[-1].input or {})["comment"]


def editor(folder: Path, writes: str) -> str:
    """Return an editor that adds a line to the text, or does something else."""
    path = folder / "editor.sh"
    path.write_text(f"#!/bin/sh\n{writes}\n", "utf-8")
    path.chmod(0o700)
    return str(path)


def test_several_paragraphs_are_pasted_as_one_answer(operator: Operator, desk: Rehearsal) -> None:
    """They answer neither the next question nor the last one; they are shown once more, whole."""
    with operator.at_terminal(PATHWAY, *ENDORSE) as talk:
        for _ in range(QUESTIONS):
            talk.answer(("> ", "yes"))
        talk.until("or type :edit to write in your editor")
        talk.until("> ")
        talk.type(PASTED)
        talk.type("\n")
        shown = talk.until(GO_ON)
        talk.type("y\n")
        code = talk.ended()

    assert 0 == code, talk.shown
    assert PARAGRAPHS == comment(desk)
    assert "Your answers:" in shown
    assert "Second one, with more." in shown.partition("Your answers:")[2]


def test_an_answer_is_written_in_an_editor_and_changed_there(
    operator: Operator, desk: Rehearsal
) -> None:
    """A change begins with what was answered; the file is gone afterwards."""
    program = editor(desk.folder, 'echo "A line." >> "$1"; ls -l "$1" >> editor.log')
    with operator.at_terminal(PATHWAY, *ENDORSE, VISUAL=program) as talk:
        for _ in range(QUESTIONS):
            talk.answer(("> ", "yes"))
        talk.answer(("comment", ":edit"), (GO_ON, "n"))
        talk.answer(("Enter gives up> ", "comment"), ("> ", ":edit"), (GO_ON, "y"))
        code = talk.ended()

    assert 0 == code, talk.shown
    assert "A line.\nA line." == comment(desk)
    listed = (desk.folder / "editor.log").read_text("utf-8").splitlines()
    assert 2 == len(listed)
    for line in listed:
        assert line.startswith("-rw-------")
        assert not Path(line.split()[-1]).exists()


@pytest.mark.parametrize(
    ("writes", "told"),
    [("exit 1", "set EDITOR to one"), ("true", "Nothing was saved in the editor")],
    ids=["failed", "not saved"],
)
def test_an_editor_from_which_nothing_comes_is_no_answer(
    operator: Operator, desk: Rehearsal, writes: str, told: str
) -> None:
    """The question stays."""
    program = editor(desk.folder, writes)
    with operator.at_terminal(PATHWAY, *ENDORSE, VISUAL=program) as talk:
        for _ in range(QUESTIONS):
            talk.answer(("> ", "yes"))
        talk.answer(("comment", ":edit"))
        talk.until(told)
        talk.answer(("> ", "Typed."), (GO_ON, "y"))
        code = talk.ended()

    assert 0 == code, talk.shown
    assert "Typed." == comment(desk)


def test_what_may_be_personal_data_is_asked_about_first(
    operator: Operator, desk: Rehearsal
) -> None:
    """Each find with its place; the top tips come before the checklist."""
    reference = desk.refer(what_happened="Ring 07400 123456 or write to a.person@example.org.")
    desk.do(reference, "submit", NURSE)
    with operator.at_terminal(PATHWAY, "take", reference, *ENDORSE[2:]) as talk:
        first = talk.until("Does the review need this? [y/N] ")
        talk.type("y\n")
        second = talk.until("Does the review need this? [y/N] ")
        talk.type("y\n")
        tips = talk.until("child_at_the_centre")
        for _ in range(QUESTIONS):
            talk.answer(("> ", "yes"))
        talk.answer(("> ", ""), (GO_ON, "y"))
        code = talk.ended()

    assert 0 == code, talk.shown
    assert "2 things in the referral may be personal data" in first
    assert "Telephone number: 07400 123456" in first
    assert "What happened?: Ring 07400" in first
    assert "Email address: a.person@example.org" in second
    assert "Top tips" in tips
    assert "subgroup_decision.triage" == desk.pathway.case(reference).state


def test_a_find_that_is_not_needed_ends_it(operator: Operator, desk: Rehearsal) -> None:
    """Nothing is changed, and it says what may be done."""
    reference = desk.refer(what_happened="Ring 07400 123456.")
    desk.do(reference, "submit", NURSE)
    with operator.at_terminal(PATHWAY, "take", reference, *ENDORSE[2:]) as talk:
        talk.answer(("Does the review need this?", "n"))
        talk.until("Nothing was changed.")
        code = talk.ended()

    assert 0 == code
    assert "quality_assurance" == desk.pathway.case(reference).state


def test_a_script_is_told_where_to_look_and_how_to_confirm(
    operator: Operator, desk: Rehearsal
) -> None:
    """What was found is shown by `check` alone."""
    reference = desk.refer(what_happened="Ring 07400 123456.")
    desk.do(reference, "submit", NURSE)
    answers = [
        f"--set={name}={value}"
        for name, value in desk.filled(reference, "endorse", NURSES_REP).items()
    ]
    command = ("take", reference, *ENDORSE[2:], *answers)

    refused = operator.run(*command)
    checked = operator.run("check", reference, "--by", NURSES_REP)
    as_json = operator.run("check", reference, "--by", NURSES_REP, "--json")
    taken = operator.run(*command, "--personal-data")

    assert 3 == refused.code
    assert "--personal-data" in refused.err
    assert "07400 123456" not in refused.err + refused.out
    assert "Telephone number: 07400 123456" in checked.out
    assert ["telephone_number"] == [find["kind"] for find in as_json.json["finds"]]
    assert 0 == taken.code, taken.err


def test_a_script_is_told_which_files_were_not_searched(
    operator: Operator, desk: Rehearsal
) -> None:
    """Beside the JSON, which it reads."""
    reference = desk.refer(what_happened="Ring 07400 123456.")
    desk.do(reference, "submit", NURSE)
    scan = PathwayFile("scan.pdf", b"%PDF-1.7\n%%EOF\n")
    desk.pathway.documents.add(reference, scan, title="Scan", by=NURSES_REP)
    answers = [
        f"--set={name}={value}"
        for name, value in desk.filled(reference, "endorse", NURSES_REP).items()
    ]

    taken = operator.run(
        "take", reference, *ENDORSE[2:], *answers, "--personal-data", "--json", "--yes"
    )

    assert 0 == taken.code, taken.err
    assert reference == taken.json["reference"]
    assert "Not searched: " in taken.err


def test_the_list_of_names_is_brought_in_and_listed(operator: Operator, desk: Rehearsal) -> None:
    """From a file of a name a line."""
    (desk.folder / "names.txt").write_text("# Families\nJayden Archer\nRose\n", "utf-8")

    previewed = operator.run("names", "import", "names.txt", "--by", BU, "--preview")
    imported = operator.run("names", "import", "names.txt", "--by", BU, "--json")
    listed = operator.run("names", "list", "--by", CHAIR)

    assert "would have 2 names" in previewed.out
    assert {"names": 2, "before": 0, "preview": False} == imported.json
    assert ["Jayden Archer", "Rose"] == listed.out.splitlines()
