"""Drafts of steps: sealed, for nobody else, with their files, and gone once the step is taken."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from pathway import PathwayFile
from pathway.errors import NotFound, Refused
from tests.integration.test_races import at_once
from tests.rehearsals import BU, COORDINATOR, NURSE, NURSES_REP, YJ_OFFICER, Rehearsal

pytestmark = pytest.mark.either
CASE, STEP = "PR-2026-0001", "add_document"
ANSWERS = {"title": "Seen at home", "note": "A sentence that nobody else reads."}
SMALL = PathwayFile("note.txt", b"Seen.")
ROUNDS = 20
NOTE = PathwayFile("note.txt", b"Bruises on Monday. " * 200_000)


@pytest.fixture
def referred(desk: Rehearsal) -> Rehearsal:
    """A rehearsal with a case that was submitted."""
    desk.refer()
    desk.do(CASE, "submit", NURSE)
    return desk


def stored(desk: Rehearsal) -> bytes:
    """Return all that is stored of drafts, in one piece."""
    pieces: list[bytes] = []
    with desk.pathway.engine.connect() as connection:
        for table in ("pathway_draft", "pathway_draft_part"):
            rows = connection.execute(text(f"SELECT sealed FROM {table}"))
            pieces += [bytes(row.sealed) for row in rows]
    return b"".join(pieces)


def test_a_draft_is_kept_and_replaced(referred: Rehearsal) -> None:
    """The later one stands, its digest is another, and it is under the person's own."""
    drafts = referred.pathway.drafts
    first = drafts.keep(CASE, STEP, None, ANSWERS, by=BU)
    second = drafts.keep(CASE, STEP, None, {"title": "Other"}, by=BU)

    assert drafts.get(CASE, STEP, None, by=BU) == second
    assert first.digest != second.digest
    assert [(CASE, STEP, None)] == [(row.case, row.step, row.item) for row in drafts.list(by=BU)]


@pytest.mark.parametrize("value", ["\ud800", 2**64, [{1: "a"}]])
def test_what_cannot_be_stored_is_refused(referred: Rehearsal, value: object) -> None:
    """With a sentence, and the draft from before stays."""
    drafts = referred.pathway.drafts
    first = drafts.keep(CASE, STEP, None, ANSWERS, by=BU)
    with pytest.raises(Refused, match="Nothing was kept: it holds half a character"):
        drafts.keep(CASE, STEP, None, {"title": value}, by=BU)

    assert drafts.get(CASE, STEP, None, by=BU) == first


def test_a_draft_is_for_nobody_else(referred: Rehearsal) -> None:
    """Not for a colleague of the same role either."""
    drafts = referred.pathway.drafts
    drafts.keep(CASE, STEP, None, ANSWERS, by=BU)

    assert drafts.get(CASE, STEP, None, by=COORDINATOR) is None
    assert [] == drafts.list(by=COORDINATOR)


def test_nothing_of_a_draft_is_in_clear(referred: Rehearsal) -> None:
    """Neither what was written, nor a file or its name."""
    checked = referred.pathway.documents.check(NOTE)
    answers = {**ANSWERS, "document": checked.value}
    referred.pathway.drafts.keep(CASE, STEP, None, answers, by=BU, files={"document": checked})
    sealed = stored(referred)

    assert len(sealed) > len(b"x" * 3_000_000)
    assert b"nobody else" not in sealed
    assert b"Bruises" not in sealed
    assert b"note.txt" not in sealed


def test_files_come_back_whole_until_they_are_left_out(referred: Rehearsal) -> None:
    """A file that the answers no longer name is removed with its content."""
    drafts, checked = referred.pathway.drafts, referred.pathway.documents.check(NOTE)
    answers = {"document": checked.value}
    drafts.keep(CASE, STEP, None, answers, by=BU, files={"document": checked})
    drafts.keep(CASE, STEP, None, {**answers, "title": "Later"}, by=BU)
    kept = drafts.files(CASE, STEP, None, by=BU)
    drafts.keep(CASE, STEP, None, {}, by=BU)

    assert {"document": NOTE} == kept
    assert {} == drafts.files(CASE, STEP, None, by=BU)
    assert len(stored(referred)) < len(b"x" * 1_000)


def test_taking_the_step_removes_the_draft(referred: Rehearsal) -> None:
    """That of whoever took it; another person's of the same step stays."""
    drafts = referred.pathway.drafts
    drafts.keep(CASE, STEP, None, ANSWERS, by=BU)
    drafts.keep(CASE, STEP, None, ANSWERS, by=COORDINATOR)
    referred.pathway.documents.add(CASE, SMALL, title="Note", by=BU)

    assert drafts.get(CASE, STEP, None, by=BU) is None
    assert drafts.get(CASE, STEP, None, by=COORDINATOR) is not None


def test_a_draft_is_of_something_that_there_is(referred: Rehearsal) -> None:
    """Of a case, a step and an item that exist, and not longer than anybody writes."""
    drafts = referred.pathway.drafts

    for reference, step, item in (
        ("PR-2026-0009", STEP, None),
        (CASE, "nonsense", None),
        (CASE, STEP, "action:9"),
    ):
        with pytest.raises(NotFound):
            drafts.keep(reference, step, item, ANSWERS, by=BU)
    with pytest.raises(Refused, match="4 MB"):
        drafts.keep(CASE, STEP, None, {"title": "x" * 4_000_001}, by=BU)


def test_who_may_not_read_a_case_keeps_nothing_on_it(referred: Rehearsal) -> None:
    """Nor learns which steps and items it has; a step that is theirs to take they may prepare."""
    drafts = referred.pathway.drafts
    for step, item in ((STEP, None), ("amend", None), ("nil", "agency_return:police")):
        with pytest.raises(NotFound):
            drafts.keep(CASE, step, item, ANSWERS, by=YJ_OFFICER)
        with pytest.raises(NotFound):
            drafts.get(CASE, step, item, by=YJ_OFFICER)
    kept = drafts.keep(CASE, "endorse", None, ANSWERS, by=NURSES_REP)

    assert ANSWERS == kept.answers


def test_two_windows_leave_a_draft_whole(referred: Rehearsal) -> None:
    """One removes a file, the other keeps it: in the end it is there with its content, or not."""
    own, checked = referred.pathway.drafts, referred.pathway.documents.check(SMALL)
    answers = {"document": checked.value}
    windows = [referred.connect().drafts for _ in range(2)]
    for _ in range(ROUNDS):
        own.keep(CASE, STEP, None, answers, by=BU, files={"document": checked})
        failed = at_once(
            lambda: windows[0].keep(CASE, STEP, None, answers, by=BU),
            lambda: windows[1].keep(CASE, STEP, None, {}, by=BU),
        )

        assert [] == failed
        assert own.files(CASE, STEP, None, by=BU) in ({}, {"document": SMALL})


def test_a_draft_that_nobody_touches_is_removed(referred: Rehearsal) -> None:
    """After ninety days, when somebody keeps another."""
    drafts = referred.pathway.drafts
    drafts.keep(CASE, STEP, None, ANSWERS, by=BU)
    referred.clock("2026-07-01")
    drafts.keep(CASE, STEP, None, ANSWERS, by=NURSES_REP)

    assert [] == drafts.list(by=BU)
