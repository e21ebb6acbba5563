"""Files of cases: stored with the step that brings them, encrypted, once, and found again."""

from __future__ import annotations

import io
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pathway import Pathway, PathwayFile
from pathway.errors import (
    FormRefused,
    KeyMissing,
    NotFound,
    Refused,
    StepRefused,
    VerificationFailed,
    WrongUsage,
)
from pathway.settings import Settings
from tests.integration.test_service_interests import declare
from tests.office_files import PDF, docx, png
from tests.rehearsals import (
    BU,
    CHAIR,
    NOTIFIER,
    NURSE,
    NURSES_REP,
    REASONS,
    Rehearsal,
    form,
)

MARK = "MARKER-4711"
FILE = PathwayFile("summary.docx", docx(f"{MARK} the grandmother called twice."))
PARTS = "SELECT count(*) FROM pathway_document_part"
CONTENTS = "SELECT count(*) FROM pathway_document_content"


def counts(desk: Rehearsal) -> tuple[int, int]:
    """Return how many files and parts of files the database has."""
    return desk.sql(CONTENTS)[0][0], desk.sql(PARTS)[0][0]


def asked(desk: Rehearsal) -> tuple[str, str]:
    """Open a case in which agencies were asked for returns; return it and the police's return."""
    reference = desk.endorsed()
    desk.do(reference, "notify_panel", NOTIFIER)
    desk.do(reference, "confirm_involvement", "rep.police@example.org", "agency_return:police")
    return reference, "agency_return:police"


def submit(desk: Rehearsal, **files: Any) -> Any:
    """Submit the police's return with files."""
    reference, item = asked(desk)
    return desk.pathway.take(
        reference,
        "submit_return",
        by="rep.police@example.org",
        item=item,
        files=files,
        **REASONS,
    )


def test_a_step_takes_its_documents_as_files(desk: Rehearsal) -> None:
    """Bytes with a name, and a stream; name and hash are worked out."""
    stream = io.BytesIO(b"date,source,event\n2026-03-01,log,seen\n")
    stream.name = "/home/me/chronology.csv"
    case = submit(desk, summary=FILE, chronology=stream)
    listed = desk.pathway.documents.list(case.reference, by=BU)
    chronology = desk.pathway.documents.get(case.reference, listed[1].id, by=BU)

    assert ["The summary", "The chronology"] == [document.title for document in listed]
    assert ["summary.docx", "chronology.csv"] == [document.name for document in listed]
    assert ["docx", "csv"] == [document.type for document in listed]
    assert ["here", "here"] == [document.kept for document in listed]
    assert stream.getvalue() == chronology.read()
    assert f"{case.reference}-agency-return-summary-police-v1.docx" == listed[0].export_name
    assert [] == desk.pathway.verify()


def test_the_same_bytes_are_stored_once_in_a_case(desk: Rehearsal) -> None:
    """Under two names and titles; another case has them on its own."""
    first, second = desk.refer(), desk.refer()
    for reference, name in ((first, "a.docx"), (first, "b.docx"), (second, "a.docx")):
        file = PathwayFile(name, docx("the same"))
        desk.pathway.documents.add(reference, file, title="Note", by=BU)

    assert (2, 2) == counts(desk)
    assert ["a.docx", "b.docx"] == [
        document.name for document in desk.pathway.documents.list(first, by=BU)
    ]


def test_versions_are_kept_and_listed(desk: Rehearsal) -> None:
    """A new version names the one before; the older one is still there."""
    reference, documents = desk.refer(), desk.pathway.documents
    other = documents.add(reference, PathwayFile("x.txt", b"x"), title="Another", by=BU)
    first = documents.add(reference, PathwayFile("a.txt", b"one"), title="Minutes", by=BU)
    second = documents.add(
        reference, PathwayFile("a.txt", b"two"), title="Minutes", by=BU, replaces=first.id
    )

    assert (1, 2, first.id) == (first.version, second.version, second.replaces)
    assert [(other.id, True), (first.id, False), (second.id, True)] == [
        (document.id, document.is_latest) for document in documents.list(reference, by=BU)
    ]
    assert b"one" == documents.get(reference, first.id, by=BU).read()
    with pytest.raises(StepRefused):
        documents.add(
            reference, PathwayFile("a.txt", b"3"), title="Minutes", by=BU, replaces=first.id
        )


def test_a_document_is_named_by_its_id(desk: Rehearsal) -> None:
    """Where a step wants a document that the case has, and where it wants the hash of one."""
    reference = desk.refer()
    added = desk.pathway.documents.add(reference, FILE, title="Summary", by=BU)
    answers = {"title": "Again", "kind": "other", "document": added.id, "replaces": added.id}
    desk.pathway.take(reference, "add_document", by=BU, input=answers)
    last = desk.pathway.documents.list(reference, by=BU)[-1]

    assert (added.sha256, added.name, added.id) == (last.sha256, last.name, last.replaces)
    assert (1, 1) == counts(desk)
    with pytest.raises(StepRefused, match=f"no such document; it has {added.id}, {last.id}"):
        desk.pathway.take(reference, "add_document", by=BU, input=answers | {"document": "doc:99"})


def test_a_refused_step_stores_nothing(desk: Rehearsal) -> None:
    """Whether the file is refused, the step, or both is only looked at."""
    reference, documents = desk.refer(), desk.pathway.documents
    macros = PathwayFile("a.docx", docx(more={"word/vbaProject.bin": b"Sub"}))

    with pytest.raises(StepRefused) as refused:
        documents.add(reference, macros, title="Note", by=BU)
    with pytest.raises(StepRefused):
        documents.add(reference, FILE, title="Note", kind="nothing", by=BU)
    with pytest.raises(StepRefused):
        documents.add(reference, FILE, title="Note", by="scrutineer@example.org")
    answers = {"title": "Note", "kind": "other"}
    desk.pathway.preview(reference, "add_document", by=BU, input=answers, files={"document": FILE})
    with pytest.raises(StepRefused, match="no such field"):
        desk.pathway.take(
            reference, "add_document", by=BU, input=answers, files={"documents[0]": FILE}
        )
    with pytest.raises(WrongUsage):
        documents.add(reference, b"bytes alone", title="Note", by=BU)  # type: ignore[arg-type]

    assert "document" == refused.value.reasons[0].path
    assert (0, 0) == counts(desk)
    assert 1 == desk.pathway.case(reference).version


def test_a_hash_that_is_given_must_be_that_of_the_file(desk: Rehearsal) -> None:
    """It need not be given; one that differs is a mistake."""
    reference = desk.refer()
    answers = {"title": "Note", "kind": "other", "document": {"name": "a", "sha256": "0" * 64}}

    with pytest.raises(StepRefused, match="SHA-256 in the input is not that of the file"):
        desk.pathway.take(reference, "add_document", by=BU, input=answers, files={"document": FILE})


def test_a_repeat_under_a_key_adds_nothing(desk: Rehearsal) -> None:
    """The same file again is the same command; another file is another."""
    reference, documents = desk.refer(), desk.pathway.documents
    added = documents.add(reference, FILE, title="Note", by=BU, key="once")
    again = documents.add(reference, FILE, title="Note", by=BU, key="once")

    assert added == again
    assert 2 == desk.pathway.case(reference).version
    with pytest.raises(Refused):
        documents.add(reference, PathwayFile("b.pdf", PDF), title="Note", by=BU, key="once")


def test_a_hosts_own_transaction_stores_both_or_neither(desk: Rehearsal) -> None:
    """The content is in it too."""
    reference = desk.refer()
    answers = {"title": "Note", "kind": "other"}
    for name, commits in (("a.txt", False), ("b.txt", True)):
        with desk.pathway.engine.connect() as connection:
            file = PathwayFile(name, name.encode())
            desk.pathway.join(connection).take(
                reference, "add_document", by=BU, input=answers, files={"document": file}
            )
            if commits:
                connection.commit()
            else:
                connection.rollback()

    assert ["b.txt"] == [
        document.name for document in desk.pathway.documents.list(reference, by=BU)
    ]
    assert (1, 1) == counts(desk)


def test_a_host_may_keep_its_files_elsewhere(desk: Rehearsal) -> None:
    """The list says so, and the file cannot be had here."""
    reference = desk.refer()
    document = {"name": "kept.docx", "sha256": "ab" * 32}
    answers = {"title": "Note", "kind": "other", "document": document}
    desk.pathway.take(reference, "add_document", by=BU, input=answers)
    listed = desk.pathway.documents.list(reference, by=BU)

    assert [("elsewhere", None, None)] == [(each.kept, each.size, each.type) for each in listed]
    assert [] == desk.pathway.verify()
    with pytest.raises(NotFound, match="Only its name and SHA-256 are here"):
        desk.pathway.documents.get(reference, listed[0].id, by=BU)


def test_whoever_is_barred_from_a_case_gets_none_of_its_files(desk: Rehearsal) -> None:
    """An upheld interest keeps them from adding, from listing and from getting."""
    reference, documents = desk.refer(), desk.pathway.documents
    added = documents.add(reference, FILE, title="Note", by=BU)
    declare(desk, reference, NURSES_REP, "withdraws_case")
    acts: list[Callable[[], object]] = [
        lambda: documents.add(reference, FILE, title="Note", by=NURSES_REP),
        lambda: documents.list(reference, by=NURSES_REP),
        lambda: documents.get(reference, added.id, by=NURSES_REP),
        lambda: desk.pathway.schema(reference, "add_document", by=NURSES_REP),
    ]

    for act in acts:
        with pytest.raises(Refused) as refused:
            act()
        assert "interest" in {reason.code for reason in refused.value.reasons}
    with pytest.raises(NotFound):
        documents.list(reference, by="nobody@example.org")


def test_the_files_of_an_item_are_hidden_from_whoever_is_kept_from_it(desk: Rehearsal) -> None:
    """They see the others."""
    case = submit(
        desk,
        summary=FILE,
        chronology=PathwayFile("c.csv", b"date,source,event\n1/3/2026,log,seen\n"),
    )
    reference = case.reference
    desk.pathway.documents.add(reference, PathwayFile("n.txt", b"n"), title="Note", by=BU)
    declare(desk, reference, CHAIR, "withdraws_item", "agency_return:police")

    assert ["n.txt"] == [
        document.name for document in desk.pathway.documents.list(reference, by=CHAIR)
    ]


def test_without_the_key_nothing_is_named_or_opened(desk: Rehearsal) -> None:
    """The names are sealed with the entries."""
    reference = desk.refer()
    desk.pathway.documents.add(reference, FILE, title="Note", by=BU)
    keyless = Pathway.connect(desk.address, key_file=desk.folder / "no.key")
    desk.opened.append(keyless)

    with pytest.raises(KeyMissing):
        keyless.documents.list(reference, by=BU)
    assert {"macs_unchecked", "sealed_unchecked", "files_unchecked"} == {
        finding.what for finding in keyless.verify()
    }
    desk.sql("DELETE FROM pathway_document_part")
    assert "file" in {finding.what for finding in keyless.verify()}


DAMAGES = (
    "DELETE FROM pathway_document_part",
    "UPDATE pathway_document_part SET number = number + 1",
    "UPDATE pathway_document_content SET size = size - 1",
    "UPDATE pathway_document_content SET kind = 'pdf'",
    "UPDATE pathway_document_content SET file = 'x'",
)


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_content_is_a_fault(desk: Rehearsal, damage: str) -> None:
    """Which case, and which file by the beginning of its hash."""
    reference = desk.refer()
    added = desk.pathway.documents.add(reference, FILE, title="Note", by=BU)
    desk.sql(damage)
    findings = desk.pathway.verify()

    assert {"file"} == {finding.what for finding in findings}
    assert {reference} == {finding.reference for finding in findings}
    assert added.sha256[:12] in findings[0].detail
    assert findings == desk.pathway.verify(reference)


def test_removed_content_is_missing_and_not_elsewhere(desk: Rehearsal) -> None:
    """The entry with which it was stored names it, so that nobody can take it away unnoticed."""
    reference = desk.refer()
    added = desk.pathway.documents.add(reference, FILE, title="Note", by=BU)
    desk.sql("DELETE FROM pathway_document_part")
    desk.sql("DELETE FROM pathway_document_content")

    assert ["missing"] == [
        document.kept for document in desk.pathway.documents.list(reference, by=BU)
    ]
    assert {"file"} == desk.faults()
    with pytest.raises(NotFound):
        desk.pathway.documents.get(reference, added.id, by=BU).read()


def test_a_correction_leaves_the_files_as_they_are(desk: Rehearsal) -> None:
    """A document that was given by mistake is corrected by another; both are kept."""
    reference = desk.refer()
    added = desk.pathway.documents.add(reference, FILE, title="Note", by=BU)
    about = {"event": added.event, "why": "The wrong file."}
    desk.pathway.take(
        reference, "correct", by=BU, input=about | {"field": "title", "value": "Letter"}
    )
    desk.pathway.take(
        reference,
        "correct",
        by=BU,
        input=about | {"field": "document"},
        files={"value": PathwayFile("right.pdf", PDF)},
    )
    listed = desk.pathway.documents.list(reference, by=BU)

    assert [(1, "summary.docx"), (2, "right.pdf")] == [
        (document.version, document.name) for document in listed
    ]
    assert [] == desk.pathway.verify()


def test_a_referral_takes_files_like_any_step(desk: Rehearsal) -> None:
    """A form without a field for them refuses them, and nothing is stored."""
    with pytest.raises(FormRefused):
        desk.pathway.refer(form("practice_review"), by=NURSE, files={"body_map": FILE})

    assert [] == desk.pathway.cases()


@pytest.fixture
def foldered(desk: Rehearsal) -> Pathway:
    """Return a connection that keeps files in a folder."""
    return desk.connect(document_folder=str(desk.folder / "files"))


def files_in(desk: Rehearsal) -> list[Path]:
    """Return the files in the folder of documents."""
    return sorted((desk.folder / "files").glob("PR-*"))


def test_a_folder_keeps_the_content_instead(desk: Rehearsal, foldered: Pathway) -> None:
    """For the owner alone, under a name that names nobody; the database has no part of it."""
    reference = desk.refer()
    added = foldered.documents.add(reference, FILE, title="Note", by=BU)
    (kept,) = files_in(desk)

    assert (1, 0) == counts(desk)
    assert kept.name.startswith(f"{reference}-{added.sha256}-")
    assert (0o600, 0o700) == (kept.stat().st_mode & 0o777, kept.parent.stat().st_mode & 0o777)
    assert FILE.content == foldered.documents.get(reference, added.id, by=BU).read()
    assert [] == foldered.verify()
    assert ["files_unchecked"] == [finding.what for finding in desk.pathway.verify()]
    assert "fault" in {each.level for each in desk.pathway.doctor() if each.what == "files"}
    assert {"ok"} == {each.level for each in foldered.doctor() if each.what == "files"}


@pytest.mark.parametrize("damage", ["gone", "cut", "flipped", "link"])
def test_a_damaged_file_in_the_folder_is_a_fault(
    desk: Rehearsal, foldered: Pathway, damage: str
) -> None:
    """And does not open; no link is followed."""
    reference = desk.refer()
    added = foldered.documents.add(reference, FILE, title="Note", by=BU)
    (kept,) = files_in(desk)
    content = kept.read_bytes()
    kept.unlink()
    if damage == "cut":
        kept.write_bytes(content[:-1])
    elif damage == "flipped":
        kept.write_bytes(bytes([content[0] ^ 1]) + content[1:])
    elif damage == "link":
        (desk.folder / "copy").write_bytes(content)
        kept.symlink_to(desk.folder / "copy")

    assert {"file"} == {finding.what for finding in foldered.verify()}
    with pytest.raises(VerificationFailed):
        foldered.documents.get(reference, added.id, by=BU).read()


def test_what_a_failed_step_left_in_the_folder_is_removed_later(
    desk: Rehearsal, foldered: Pathway
) -> None:
    """Only once it is a day old, only what no row names, and not by a copy of the database."""
    reference = desk.refer()
    foldered.documents.add(reference, FILE, title="Note", by=BU)
    with foldered.engine.connect() as connection:
        foldered.join(connection).take(
            reference,
            "add_document",
            by=BU,
            input={"title": "Note", "kind": "other"},
            files={"document": PathwayFile("n.txt", b"n")},
        )
        connection.rollback()
    assert 2 == len(files_in(desk))
    assert 0 == foldered.documents.tidy()
    for file in files_in(desk):
        os.utime(file, (0, 0))
    (desk.folder / "files" / "notes of mine.txt").write_text("keep")
    os.utime(desk.folder / "files" / "notes of mine.txt", (0, 0))
    owner = (desk.folder / "files" / "owner").read_text()
    (desk.folder / "files" / "owner").write_text("another\n")

    assert 0 == foldered.documents.tidy()
    (desk.folder / "files" / "owner").write_text(owner)
    assert 1 == foldered.documents.tidy()
    assert 1 == len(files_in(desk))
    assert (desk.folder / "files" / "notes of mine.txt").exists()
    assert [] == foldered.verify()


@pytest.mark.parametrize("in_folder", [False, True])
def test_what_is_in_files_stands_nowhere_in_plain(
    desk: Rehearsal,
    foldered: Pathway,
    caplog: pytest.LogCaptureFixture,
    in_folder: bool,
) -> None:
    """Neither in the database nor in the folder, in mail, in logs or in names for export."""
    caplog.set_level(logging.DEBUG)
    pathway = foldered if in_folder else desk.pathway
    reference = desk.refer()
    name = f"{MARK} of Kayleigh.docx"
    file = PathwayFile(name, docx(f"{MARK} " * 9, {"word/plain.txt": MARK.encode() * 9}))
    added = pathway.documents.add(reference, file, title=f"{MARK} title", by=BU)
    desk.do(reference, "submit", NURSE)
    desk.clock("2026-03-20")
    pathway.sweep()
    pathway.dispatch()
    everywhere = [repr(desk.contents()), caplog.text, added.export_name]
    for place in desk.folder.rglob("*"):
        everywhere += [place.name, place.read_bytes().decode("latin-1") if place.is_file() else ""]

    assert name == pathway.documents.list(reference, by=BU)[0].name
    assert [message.to for message in pathway.mail.list()]
    assert [] == [text for text in everywhere if MARK in text or "Kayleigh" in text]


def test_a_limit_of_size_is_set_by_the_settings(desk: Rehearsal) -> None:
    """The refusal names the setting."""
    small = desk.connect(document_size_limit=1)
    large = PathwayFile("large.txt", b"a" * 1_000_001)

    with pytest.raises(Refused, match=r"larger than 1 MB.*document_size_limit"):
        small.documents.check(large)
    assert "txt" == desk.pathway.documents.check(large).kind
    assert 20 == Settings().document_size_limit


def test_a_large_file_is_stored_in_parts(desk: Rehearsal) -> None:
    """Each about a mebibyte, and read back one by one."""
    reference, content = desk.refer(), png()[:-12] + os.urandom(3_000_000) + png()[-12:]
    added = desk.pathway.documents.add(
        reference, PathwayFile("large.png", content), title="Map", by=BU
    )
    chunks = list(desk.pathway.documents.get(reference, added.id, by=BU).chunks())

    assert (1, 3) == counts(desk)
    assert [1 << 20, 1 << 20] == [len(chunk) for chunk in chunks[:2]]
    assert content == b"".join(chunks)
