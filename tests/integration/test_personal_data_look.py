"""Before a referral is endorsed, what may be personal data in it is shown and confirmed."""

from __future__ import annotations

import io
import logging

import pytest
from docx import Document

from pathway import PathwayFile
from pathway.errors import ImportRefused, Refused, StepRefused, VerificationFailed
from tests.databases import by_hand, everything
from tests.headers import members_of
from tests.rehearsals import BU, NURSE, NURSES_REP, Rehearsal

pytestmark = pytest.mark.either

PLANTED = "Ring 07400 123456, or write to a.person@example.org; the NHS number is 943 476 5919."
VALUES = ("07400", "a.person", "943 476", "Archer")


def referral(desk: Rehearsal, **changes: str) -> str:
    """Return a case that waits for its representative."""
    reference = desk.refer(**changes)
    desk.do(reference, "submit", NURSE)
    return reference


def word_file(text: str) -> PathwayFile:
    """Return a Word file with one paragraph."""
    document, stream = Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(stream)
    return PathwayFile("summary.docx", stream.getvalue())


def endorsing(desk: Rehearsal, reference: str) -> dict[str, object]:
    """Return the answers of the checklist."""
    return desk.filled(reference, "endorse", NURSES_REP)


def test_finds_name_the_question_in_its_words(desk: Rehearsal) -> None:
    """With the path, the line and the words around."""
    reference = referral(desk, what_happened=f"First line.\n{PLANTED}")

    found = desk.pathway.personal_data(reference, by=NURSES_REP)

    kinds = {find.kind: find for find in found.finds}
    assert ["nhs_number", "telephone_number", "email"] == list(kinds)
    (place,) = kinds["telephone_number"].places
    assert ("What happened?", "what_happened", None, 2) == (
        place.where, place.path, place.document, place.line,
    )  # fmt: skip
    assert "Ring 07400 123456" in place.excerpt


def test_a_referral_is_endorsed_once_each_find_is_confirmed(desk: Rehearsal) -> None:
    """What is not is refused with its kind and its place, never with itself."""
    reference = referral(desk, what_happened=PLANTED)
    answers = endorsing(desk, reference)
    finds = desk.pathway.personal_data(reference, by=NURSES_REP).finds

    with pytest.raises(StepRefused) as refused:
        desk.pathway.take(
            reference, "endorse", by=NURSES_REP, input=answers, personal_data=[finds[0].id]
        )
    assert [("personal_data", "personal_data")] * 2 == [
        (reason.code, reason.confirm) for reason in refused.value.reasons
    ]
    assert '"What happened?"' in str(refused.value)
    assert not any(value in str(refused.value) for value in VALUES)

    ids = [find.id for find in finds]
    case = desk.pathway.take(reference, "endorse", by=NURSES_REP, input=answers, personal_data=ids)
    assert "subgroup_decision.triage" == case.state
    assert ("personal_data",) == desk.pathway.history(reference)[-1].confirmed


def test_the_event_counts_what_was_confirmed_by_kind(desk: Rehearsal) -> None:
    """Without what it was; the history still holds together."""
    reference = referral(desk, what_happened=PLANTED)
    ids = [find.id for find in desk.pathway.personal_data(reference, by=NURSES_REP).finds]
    desk.pathway.take(
        reference,
        "endorse",
        by=NURSES_REP,
        input=endorsing(desk, reference),
        personal_data=ids,
    )

    (row,) = by_hand(desk.address, "SELECT header FROM pathway_event WHERE seq = 3")
    header = members_of(row[0])
    counted = header["effects"]["memory"]["personal_data"]
    assert {"3": {"email": 1, "nhs_number": 1, "telephone_number": 1}} == counted
    assert not any(value in str(header) for value in VALUES)
    assert [] == desk.pathway.verify()


def test_a_referral_without_finds_needs_no_confirmation(desk: Rehearsal) -> None:
    """As the shipped one."""
    reference = referral(desk)

    assert () == desk.pathway.personal_data(reference, by=NURSES_REP).finds
    desk.do(reference, "endorse", NURSES_REP)
    assert () == desk.pathway.history(reference)[-1].confirmed


def test_what_is_in_a_word_file_is_found_with_its_place(desk: Rehearsal) -> None:
    """A file of another kind is told to be read by somebody."""
    reference = referral(desk)
    added = desk.pathway.documents.add(reference, word_file(PLANTED), title="Notes", by=NURSES_REP)
    text = PathwayFile("notes.txt", b"Date of birth: 4 March 2015")
    desk.pathway.documents.add(reference, text, title="More notes", by=NURSES_REP)
    picture = PathwayFile("scan.pdf", b"%PDF-1.7\n%%EOF\n")
    scanned = desk.pathway.documents.add(reference, picture, title="Scan", by=NURSES_REP)

    found = desk.pathway.personal_data(reference, by=NURSES_REP)

    assert ["nhs_number", "date_of_birth", "telephone_number", "email"] == [
        find.kind for find in found.finds
    ]
    assert ("paragraph 1", added.id) == (
        found.finds[0].places[0].where,
        found.finds[0].places[0].document,
    )
    assert [scanned.id] == [file.document for file in found.unread]


def test_a_find_that_moved_is_confirmed_anew(desk: Rehearsal) -> None:
    """Its id stands for it in the places that somebody saw."""
    reference = referral(desk, what_happened=PLANTED)
    before = {find.id for find in desk.pathway.personal_data(reference, by=NURSES_REP).finds}
    desk.pathway.documents.add(
        reference, word_file("Again 07400 123456."), title="Notes", by=NURSES_REP
    )

    after = {find.id for find in desk.pathway.personal_data(reference, by=NURSES_REP).finds}

    assert 2 == len(before & after)
    assert 1 == len(after - before)


def test_names_come_from_the_list_that_the_partnership_keeps(desk: Rehearsal) -> None:
    """Imported as a whole; kept sealed, so that it is nowhere in clear."""
    reference = referral(desk, what_happened="Jayden Archer was seen.")
    content = "# Families\nJayden Archer\n\nRose\n"
    previewed = desk.pathway.names.import_file(content, preview=True, by=BU)
    imported = desk.pathway.names.import_file(content, by=BU)

    assert (2, 0) == (previewed.names, previewed.before)
    assert (2, 0) == (imported.names, imported.before)
    assert ["Jayden Archer", "Rose"] == desk.pathway.names.list(by=BU)
    (find,) = desk.pathway.personal_data(reference, by=NURSES_REP).finds
    assert ("name", "Jayden Archer") == (find.kind, find.text)
    assert "Archer" not in str(everything(desk.address))
    assert [] == desk.pathway.verify()

    desk.pathway.names.import_file("", by=BU)
    assert () == desk.pathway.personal_data(reference, by=NURSES_REP).finds


def test_the_list_of_names_is_for_who_keeps_the_installation(desk: Rehearsal) -> None:
    """The names are those of families."""
    with pytest.raises(Refused):
        desk.pathway.names.list(by=NURSE)
    with pytest.raises(Refused):
        desk.pathway.names.import_file("Rose", by=NURSE)


def test_a_bad_list_of_names_is_refused_with_each_line(desk: Rehearsal) -> None:
    """And without the names."""
    with pytest.raises(ImportRefused) as refused:
        desk.pathway.names.import_file(f"J\nRose\n{'Archer' * 30}\n", by=BU)

    assert ["line 1", "line 3"] == [reason.path for reason in refused.value.reasons]
    assert "Archer" not in str(refused.value) + str(refused.value.reasons)


def test_the_list_of_names_follows_the_master_key(desk: Rehearsal) -> None:
    """Which wraps its own key."""
    desk.pathway.names.import_file("Rose", by=BU)
    new = desk.folder / "new.key"
    desk.pathway.keys.rotate(new)

    again = desk.pathway.connect(desk.address, key_file=new)
    desk.opened.append(again)

    assert ["Rose"] == again.names.list(by=BU)


def test_an_older_list_put_back_is_noticed(desk: Rehearsal) -> None:
    """Its hash is among the settings, whose changes are signed."""
    desk.pathway.names.import_file("Rose", by=BU)
    columns = ("wrapped", "key_id", "sealed")
    (kept,) = by_hand(desk.address, f"SELECT {', '.join(columns)} FROM pathway_name_list")
    desk.pathway.names.import_file("Rose\nIvy", by=BU)
    values = ", ".join(f"{column} = ?" for column in columns)
    by_hand(desk.address, f"UPDATE pathway_name_list SET {values}", kept)

    with pytest.raises(VerificationFailed):
        desk.pathway.names.list(by=BU)


def test_nothing_that_is_found_gets_into_a_log(
    desk: Rehearsal, caplog: pytest.LogCaptureFixture
) -> None:
    """Also where everything is logged."""
    caplog.set_level(logging.DEBUG)
    reference = referral(desk, what_happened=PLANTED)
    desk.pathway.personal_data(reference, by=NURSES_REP)
    with pytest.raises(StepRefused):
        desk.do(reference, "endorse", NURSES_REP)

    assert not any(value in caplog.text for value in VALUES)


def test_the_tips_of_the_referral_stand_beside_the_checklist(desk: Rehearsal) -> None:
    """And beside the referral itself."""
    reference = referral(desk)
    schema = desk.pathway.schema(reference, "endorse", by=NURSES_REP)

    assert desk.pathway.form_schema("practice_review")["tips"] == schema["tips"]
    assert any("Begin with the child" in tip for tip in schema["tips"])
    assert desk.step(reference, "endorse", NURSES_REP).personal_data
