"""What is read is on record: who, when, which parts, by which door."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from pathway import PathwayFile
from pathway.errors import NotFound, Refused
from tests.office_files import PDF
from tests.rehearsals import BU, CHAIR, NOTIFIER, NURSE, Rehearsal, instant

pytestmark = pytest.mark.either


def test_a_read_is_on_record(desk: Rehearsal) -> None:
    """With who read, the parts that they could read, and the door."""
    reference = desk.refer()
    desk.pathway.case(reference, by=NURSE)
    last = desk.pathway.reads.list(reference, by=CHAIR)[0]

    assert (NURSE, reference, "library") == (last.by, last.case, last.door)
    assert "referral" in last.parts
    assert instant("2026-03-16") == last.at


def test_a_read_that_names_nobody_is_the_keepers(desk: Rehearsal) -> None:
    """In a rehearsal anybody at the machine is."""
    reference = desk.refer()
    desk.pathway.history(reference)

    assert [(None, ("history",))] == [
        (entry.by, entry.parts) for entry in desk.pathway.reads.list(reference)
    ]


def test_the_door_is_on_record(desk: Rehearsal) -> None:
    """A page of a host's has a name of its own."""
    reference = desk.refer()
    desk.pathway.through("desk").explain(reference, "draft", by=BU)

    assert ["desk"] == [entry.door for entry in desk.pathway.reads.list(reference)]


def test_a_list_is_on_record_once(desk: Rehearsal) -> None:
    """And not for each case that is in it."""
    desk.refer()
    desk.refer()
    desk.pathway.cases(by=BU)

    assert [(BU, None)] == [(entry.by, entry.case) for entry in desk.pathway.reads.list()]


def test_what_was_refused_is_not_a_read(desk: Rehearsal) -> None:
    """Nothing was shown."""
    reference = desk.refer()
    with pytest.raises(Refused):
        desk.pathway.case(reference, by="rep.housing@example.org")

    assert [] == desk.pathway.reads.list(reference)


def test_reads_are_written_when_the_connection_is_closed(desk: Rehearsal) -> None:
    """Another process then sees them."""
    reference = desk.refer()
    other = desk.connect()
    other.case(reference, by=NURSE)
    before = desk.pathway.reads.list(reference)
    other.close()

    assert [] == before
    assert [NURSE] == [entry.by for entry in desk.pathway.reads.list(reference)]


def test_reads_are_written_by_the_sweep(desk: Rehearsal) -> None:
    """A worker and a page may share a process."""
    reference = desk.refer()
    other = desk.connect()
    other.case(reference, by=NURSE)
    other.sweep()

    assert [NURSE] == [entry.by for entry in desk.pathway.reads.list(reference)]


def test_many_reads_are_written_together(desk: Rehearsal) -> None:
    """Once there are two hundred; the rest later."""
    reference = desk.refer()
    other = desk.connect()
    for _ in range(201):
        other.explain(reference, "draft", by=BU)

    assert 200 == len(desk.pathway.reads.list(reference))


@pytest.mark.parametrize("email", [BU, NURSE, "scrutineer@example.org"])
def test_the_record_is_for_the_chair(desk: Rehearsal, email: str) -> None:
    """And for whoever keeps the installation."""
    with pytest.raises(Refused, match="for the chair"):
        desk.pathway.reads.list(by=email)


def test_what_an_interest_keeps_the_chair_from_is_left_out(desk: Rehearsal) -> None:
    """Not even who read it is told."""
    reference = desk.endorsed()
    desk.pathway.case(reference, by=BU)
    desk.do(reference, "declare_interest", CHAIR)
    desk.do(
        reference,
        "decide_interest",
        "partner.la@example.org",
        outcome="withdraws_case",
        interest="interest:1",
    )

    assert [] == desk.pathway.reads.list(by=CHAIR)
    assert BU in {entry.by for entry in desk.pathway.reads.list()}


def test_an_unknown_case_is_not_an_empty_list(desk: Rehearsal) -> None:
    """It would hide a typing error."""
    with pytest.raises(NotFound):
        desk.pathway.reads.list("PR-2026-0099")


def test_nobody_is_kept_from_reading_where_it_cannot_be_recorded(desk: Rehearsal) -> None:
    """It is logged, and what could not be written is kept for later."""
    reference = desk.refer()
    other = desk.connect()
    read = other.case(reference, by=BU).reference
    with desk.pathway.engine.begin() as connection:
        connection.execute(text("ALTER TABLE pathway_read RENAME TO away"))
    other.sweep()
    with desk.pathway.engine.begin() as connection:
        connection.execute(text("ALTER TABLE away RENAME TO pathway_read"))
    other.close()

    assert reference == read
    assert [BU] == [entry.by for entry in desk.pathway.reads.list(reference)]


def test_steps_and_forms_are_read_too(desk: Rehearsal) -> None:
    """With the parts from which they quote: agencies' returns, duties, and the children's labels."""
    reference = desk.endorsed()
    desk.do(reference, "notify_panel", NOTIFIER)
    before = len(desk.pathway.reads.list(reference))
    desk.pathway.steps(reference, by=CHAIR)
    desk.pathway.schema(reference, "prioritise", by=CHAIR)
    desk.pathway.through("desk").schema(reference, "waive_deadline", by=CHAIR)
    desk.pathway.schema(reference, "correct", by=BU)
    reads = desk.pathway.reads.list(reference)[: -before or None]
    parts = [(read.by, read.door, read.parts) for read in reversed(reads)]

    assert {"status", "returns", "deadlines"} <= set(parts[0][2])
    assert parts[1:] == [
        (CHAIR, "library", ("status",)),
        (CHAIR, "desk", ("status", "deadlines")),
        (BU, "library", ("status", "history")),
    ]


def test_what_a_form_has_of_children_and_documents_is_read(desk: Rehearsal) -> None:
    """The children whom a notification is about, and the document that another may replace."""
    reference = desk.endorsed()
    file = PathwayFile("minutes.pdf", PDF)
    answers = {"title": "Minutes", "kind": "minutes"}
    desk.pathway.take(reference, "add_document", by=BU, input=answers, files={"document": file})
    desk.pathway.schema(reference, "add_document", by=BU)
    desk.pathway.schema(reference, "notify_panel", by=NOTIFIER)
    notified, added = desk.pathway.reads.list(reference)[:2]

    assert {"status", "documents"} == set(added.parts)
    assert {"status", "children"} <= set(notified.parts)


def test_a_preview_reads_the_case(desk: Rehearsal) -> None:
    """As it would be, as far as whoever asks may read it; one that is refused shows nothing."""
    reference = desk.refer()
    before = len(desk.pathway.reads.list(reference))
    with pytest.raises(Refused):
        desk.pathway.preview(reference, "submit", by=CHAIR)
    refused = len(desk.pathway.reads.list(reference))
    desk.pathway.preview(reference, "submit", by=NURSE)
    last = desk.pathway.reads.list(reference)[0]

    assert before == refused
    assert (NURSE, "library") == (last.by, last.door)
    assert "status" in last.parts
