"""Files of cases by the command: named with a step or at a question, added, listed and written."""

from __future__ import annotations

import json

import pytest

from tests.office_files import docx
from tests.operators import PATHWAY, Operator
from tests.rehearsals import BU, NOTIFIER, NURSE, Rehearsal, form

pytestmark = pytest.mark.sqlite
CASE, POLICE = "PR-2026-0001", "rep.police@example.org"
ADD = ("document", "add", CASE)


@pytest.fixture
def operator(desk: Rehearsal) -> Operator:
    """Return somebody in the folder of a rehearsal with a case, and with two files."""
    desk.refer()
    (desk.folder / "summary.docx").write_bytes(docx("What the police did."))
    (desk.folder / "chronology.csv").write_bytes(b"date,source,event\n2026-03-01,log,seen\n")
    return Operator(desk.folder)


def test_a_file_is_added_listed_and_written_again(operator: Operator, desk: Rehearsal) -> None:
    """Written for its owner alone, and never over another file without being told to."""
    added = operator.run(*ADD, "summary.docx", "--title", "Notes", "--by", BU)
    listed = operator.run("document", "list", CASE, "--by", BU)
    got = operator.run("document", "get", CASE, "doc:2", "--by", BU)
    again = operator.run("document", "get", CASE, "doc:2", "--by", BU)
    forced = operator.run("document", "get", CASE, "doc:2", "--by", BU, "--force")
    operator.run(*ADD, "chronology.csv", "--title", "Chronology", "--by", BU)
    shown = operator.run("document", "get", CASE, "doc:3", "--by", BU, "-o", "-")
    written = desk.folder / "PR-2026-0001-other-doc-2-v1.docx"

    assert (0, 0, 0, 2, 0) == (added.code, listed.code, got.code, again.code, forced.code)
    assert "summary.docx" in listed.out
    assert "version 1" in listed.out
    assert written.name == got.out.strip()
    assert "say --force" in again.err
    assert docx("What the police did.") == written.read_bytes()
    assert 0o600 == written.stat().st_mode & 0o777
    assert (0, "date,source,event\n2026-03-01,log,seen\n") == (shown.code, shown.out)


def test_a_step_takes_files(operator: Operator, desk: Rehearsal) -> None:
    """Each for a field; the list as JSON has what a program needs."""
    desk.do(CASE, "submit", NURSE)
    desk.do(CASE, "endorse", "rep.nca@example.org")
    desk.do(CASE, "notify_panel", NOTIFIER)
    item = "agency_return:police"
    desk.do(CASE, "confirm_involvement", POLICE, item)
    files = ("--file", "summary=summary.docx", "--file", "chronology=chronology.csv")
    taken = operator.run("take", CASE, "submit_return", "--item", item, "--by", POLICE, *files)
    listed = operator.run("document", "list", CASE, "--by", BU, "--json")

    assert 0 == taken.code, taken.err
    assert [("docx", item), ("csv", item)] == [
        (document["type"], document["item"]) for document in json.loads(listed.out)
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        ((*ADD, "none.docx", "--title", "Notes"), 3, "there is no file of that name"),
        ((*ADD, ".", "--title", "Notes"), 3, "it is not a file"),
        ((*ADD, "summary.docx", "--title", "Notes", "--replaces", "doc:9"), 3, "no documents yet"),
        ((*ADD, "summary.docx", "--title", "Notes", "--kind", "x"), 3, "kind: choose one of"),
        (("document", "get", CASE, "doc:9"), 4, "There is no document doc:9"),
        (("take", CASE, "add_document", "--file", "summary.docx"), 2, "write FIELD=FILE"),
        (("take", CASE, "add_document", "--file", "a=b", "--file", "a=c"), 2, "given twice"),
    ],
)
def test_what_goes_wrong_is_said_in_a_sentence(
    operator: Operator, desk: Rehearsal, arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    """With the way out, and nothing is stored."""
    result = operator.run(*arguments, "--by", BU)

    assert (code, True) == (result.code, sentence in result.err), result.err
    assert "Traceback" not in result.err
    assert [] == desk.pathway.documents.list(CASE, by=BU)


def test_a_question_asks_for_a_file_and_never_for_a_hash(
    operator: Operator, desk: Rehearsal
) -> None:
    """What is not taken is asked for again; a document that the case has is named by its id."""
    operator.run(*ADD, "summary.docx", "--title", "Notes", "--by", BU)
    (desk.folder / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    with operator.at_terminal(PATHWAY, "take", CASE, "add_document", "--by", BU) as talk:
        talk.answer(("title", "Notes again"), ("kind", "minutes"))
        place = "of a document in the case> "
        talk.answer((place, "old.doc"), ("or as PDF", "'chronology.csv'"))
        talk.until("Notes: summary.docx (doc:2)")
        talk.answer(("> ", "doc:2"), ("Take the step add_document? [y/N] ", "y"))
        code = talk.ended()
    last = desk.pathway.documents.list(CASE, by=BU)[-1]

    assert 0 == code, talk.shown
    assert ("chronology.csv", "doc:2", 2) == (last.name, last.replaces, last.version)
    assert "sha256" not in talk.shown


OWN = """
format = 1
name = "own"
title = "Our own"
owns = "case"
version = "1"
extends = "review"

[[form]]
name = "added_document"
extends = "added_document"

[[form.field]]
name = "papers"
label = "Further papers"
type = "document"
many = true
required = false
"""


def test_a_list_takes_several_files(operator: Operator, desk: Rehearsal) -> None:
    """One after the other at the question, and by their places on the command line."""
    (desk.folder / "own.toml").write_text(OWN)
    loaded = operator.run("definition", "load", "own.toml")
    reference = desk.pathway.refer(
        form("practice_review"), by=NURSE, definition="own", again=True
    ).reference
    step = ("take", reference, "add_document", "--by", BU)
    with operator.at_terminal(PATHWAY, *step) as talk:
        place = "of a document in the case> "
        talk.answer(("title", "Notes"), ("kind", "letter"), (place, "summary.docx"))
        talk.answer(("Any papers? [y/N] ", "y"), (place, "chronology.csv"))
        talk.answer(("Another entry for papers? [y/N] ", "y"), (place, "summary.docx"))
        talk.answer(("Another entry for papers? [y/N] ", "n"), ("[y/N] ", "y"))
        code = talk.ended()
    fields = ("document", "papers[0]", "papers[1]")
    files = [word for field in fields for word in ("--file", f"{field}=chronology.csv")]
    taken = operator.run(*step, "--set", "title=More", "--set", "kind=other", *files)
    listed = desk.pathway.documents.list(reference, by=BU)

    assert (0, 0, 0) == (loaded.code, code, taken.code), talk.shown
    assert ["doc:2", "doc:2.2", "doc:2.3", "doc:3", "doc:3.2", "doc:3.3"] == [
        document.id for document in listed
    ]
    assert ["summary.docx", "chronology.csv", "summary.docx"] == [
        document.name for document in listed[:3]
    ]
