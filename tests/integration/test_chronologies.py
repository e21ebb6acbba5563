"""Chronologies of a case's agencies: taken in with their returns, and merged."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine, event

from pathway import PathwayFile
from pathway.errors import ImportRefused, NotFound, Refused, StepRefused, WrongUsage
from tests.rehearsals import BU, CHAIR, NOTIFIER, NURSE, NURSES_REP, Rehearsal

pytestmark = pytest.mark.either

FILES = Path(__file__).parents[1] / "data" / "chronologies"
HEALTH, POLICE = FILES / "health.csv", FILES / "police.csv"
ICB = "nhs_gm_icb"
REPS = {"police": "rep.police@example.org", ICB: "rep.icb@example.org"}
AUTHORS = {"police": "author.police@example.org", ICB: "author.nhsgmicb@example.org"}
SUMMARY = {"name": "summary.docx", "sha256": "a" * 64}
HEADINGS = b"Date,Source,Event\n"


def returned(agency: str) -> str:
    """Return the id of an agency's return."""
    return f"agency_return:{agency}"


@pytest.fixture
def case(desk: Rehearsal) -> str:
    """Return a case in its rapid review, in which health and police were involved."""
    reference = desk.refer()
    desk.do(reference, "submit", NURSE)
    desk.do(reference, "endorse", NURSES_REP)
    desk.do(reference, "notify_panel", NOTIFIER)
    for agency, rep in REPS.items():
        desk.do(reference, "confirm_involvement", rep, returned(agency))
    return reference


def hand_in(desk: Rehearsal, case: str, agency: str, chronology: Path) -> None:
    """Submit and accept an agency's return with that chronology."""
    desk.pathway.take(
        case,
        "submit_return",
        by=AUTHORS[agency],
        item=returned(agency),
        input={"summary": SUMMARY},
        files={"chronology": chronology},
    )
    desk.pathway.take(case, "accept_return", by=REPS[agency], item=returned(agency))


def events(desk: Rehearsal, case: str, **choice: object) -> list[str]:
    """Return the events of the integrated chronology, in their order."""
    integrated = desk.pathway.chronologies.integrated(case, by=BU, **choice)  # type: ignore[arg-type]
    return [entry.event for entry in integrated.entries()]


def test_two_agencies_merge_into_eight_events(desk: Rehearsal, case: str) -> None:
    """In the order of time, the uncertain one in its place, and shared days marked."""
    hand_in(desk, case, "police", POLICE)
    hand_in(desk, case, ICB, HEALTH)
    integrated = desk.pathway.chronologies.integrated(case, by=CHAIR)
    entries = list(integrated.entries())

    assert ["2025-11-02", "2025-11-10", "2025-12", "2026-01-15", "2026-01-15"] == [
        entry.when for entry in entries[:5]
    ]
    assert ["2026-02-28", "2026-03-12", "2026-03-12"] == [entry.when for entry in entries[5:]]
    assert [False, False, True, False, False, False, False, False] == [
        entry.uncertain for entry in entries
    ]
    assert [(ICB, "police")] * 2 == [
        entry.agencies for entry in entries if entry.when == "2026-01-15"
    ]
    assert [0, 0, 0, 66, 0, 44, 0, 0] == [entry.gap for entry in entries]
    assert {"here"} == {view.kept for view in integrated.contributions}


def test_a_chronology_is_not_read_again_once_it_is_stored(desk: Rehearsal, case: str) -> None:
    """What is told of it was read before it was stored."""
    asked: list[str] = []

    def keep(_c: Any, _cursor: Any, sql: str, _values: Any, _context: Any, _many: bool) -> None:
        asked.append(sql)

    event.listen(Engine, "before_cursor_execute", keep)
    try:
        view = desk.pathway.chronologies.add(case, "police", POLICE, by=AUTHORS["police"])
    finally:
        event.remove(Engine, "before_cursor_execute", keep)

    assert (4, 1) == (view.entries, view.uncertain)
    assert any(sql.startswith("INSERT INTO pathway_document_part") for sql in asked)
    assert not any("FROM pathway_document_part" in sql for sql in asked)


def test_a_repeat_tells_of_the_chronology_that_is_there_by_now(desk: Rehearsal, case: str) -> None:
    """The same file under the same key adds nothing once another has taken its place."""
    add, author = desk.pathway.chronologies.add, AUTHORS["police"]
    add(case, "police", POLICE, by=author, key="first")
    later = PathwayFile("chronology.csv", HEADINGS + b"3/5/2025,log,Call\n")
    second = add(case, "police", later, by=author)
    again = add(case, "police", POLICE, by=author, key="first")

    assert second == again
    assert 1 == again.entries


def test_what_is_not_accepted_is_merged_only_if_asked_for(desk: Rehearsal, case: str) -> None:
    """A meeting reads what the representatives have accepted."""
    hand_in(desk, case, ICB, HEALTH)
    desk.pathway.chronologies.add(case, "police", POLICE, by=AUTHORS["police"])

    assert 4 == len(events(desk, case))
    assert 8 == len(events(desk, case, accepted_only=False))


def test_a_later_chronology_takes_the_place_of_an_earlier_one(desk: Rehearsal, case: str) -> None:
    """Both are kept, as versions of one document."""
    first = desk.pathway.chronologies.add(case, "police", POLICE, by=AUTHORS["police"])
    later = PathwayFile("chronology.csv", HEADINGS + b"3/5/2025,log,Call\n")
    second = desk.pathway.chronologies.add(case, "Police", later, by=REPS["police"])

    assert first.document is not None
    assert second.document is not None
    assert (1, 2) == (first.document.version, second.document.version)
    assert first.document.id == second.document.replaces
    assert ["Call"] == events(desk, case, accepted_only=False)
    assert POLICE.read_bytes() == desk.pathway.documents.get(case, first.document.id, by=BU).read()


def test_a_return_needs_no_chronology_once_there_is_one(desk: Rehearsal, case: str) -> None:
    """It was added before."""
    author, item, answers = AUTHORS["police"], returned("police"), {"summary": SUMMARY}
    with pytest.raises(StepRefused) as refused:
        desk.pathway.take(case, "submit_return", by=author, item=item, input=answers)
    desk.pathway.chronologies.add(case, "police", POLICE, by=author)
    view = desk.pathway.take(case, "submit_return", by=author, item=item, input=answers)

    assert ["chronology"] == [reason.path for reason in refused.value.reasons]
    assert "submitted" == {item.id: item.state for item in view.items}[returned("police")]


def test_faults_of_a_chronology_are_refused_with_row_and_column(desk: Rehearsal, case: str) -> None:
    """All of them at once, and nothing is stored."""
    faulty = PathwayFile(
        "chronology.csv", HEADINGS + b"31/2/2025,log,Call\n3/5/2025,,Call\n3/5/2099,log,Call\n"
    )
    with pytest.raises(StepRefused) as refused:
        desk.pathway.take(
            case,
            "submit_return",
            by=AUTHORS["police"],
            item=returned("police"),
            input={"summary": SUMMARY},
            files={"chronology": faulty},
        )
    with pytest.raises(ImportRefused) as checked:
        desk.pathway.chronologies.check(faulty)

    places = ["row 2, Date", "row 3, Source", "row 4, Date"]
    assert [f"chronology, {place}" for place in places] == [
        reason.path for reason in refused.value.reasons
    ]
    assert places == [reason.path for reason in checked.value.reasons]
    assert [] == desk.pathway.documents.list(case, by=BU)


def test_a_document_of_another_kind_is_no_chronology(desk: Rehearsal, case: str) -> None:
    """Named by its id or given as a file."""
    letter = PathwayFile("letter.txt", b"Dear all,\nthank you.\n")
    added = desk.pathway.documents.add(case, letter, title="Letter", kind="letter", by=BU)
    with pytest.raises(StepRefused) as refused:
        desk.pathway.take(
            case,
            "add_chronology",
            by=AUTHORS["police"],
            item=returned("police"),
            input={"chronology": added.id},
        )

    assert "no row names the columns" in str(refused.value)


def test_somebody_kept_from_the_case_sees_no_chronology(desk: Rehearsal, case: str) -> None:
    """As they may take no step of it."""
    hand_in(desk, case, "police", POLICE)
    desk.do(case, "declare_interest", REPS[ICB])
    answers = desk.filled(case, "decide_interest", CHAIR) | {"outcome": "withdraws_case"}
    desk.pathway.take(case, "decide_interest", by=CHAIR, input=answers)
    with pytest.raises(Refused) as shown:
        desk.pathway.chronologies.integrated(case, by=REPS[ICB])
    with pytest.raises(Refused) as added:
        desk.pathway.chronologies.add(case, ICB, HEALTH, by=REPS[ICB])

    assert ["interest"] == [reason.code for reason in shown.value.reasons]
    assert ["interest"] == [reason.code for reason in added.value.reasons]


def test_a_chronology_that_is_kept_elsewhere_is_named(desk: Rehearsal, case: str) -> None:
    """Its host gave its name and hash alone."""
    desk.pathway.take(
        case,
        "add_chronology",
        by=AUTHORS["police"],
        item=returned("police"),
        input={"chronology": {"name": "chronology.xlsx", "sha256": "b" * 64}},
    )
    integrated = desk.pathway.chronologies.integrated(case, by=BU, accepted_only=False)

    assert ["elsewhere"] == [view.kept for view in integrated.contributions]
    assert [] == list(integrated.entries())


def test_a_second_return_brings_nothing_twice(desk: Rehearsal, case: str) -> None:
    """What is in both, in the same words, is one entry."""
    hand_in(desk, case, "police", POLICE)
    desk.do(case, "request_return", CHAIR, agency="police")
    second = f"{returned('police')}:2"
    desk.do(case, "confirm_involvement", REPS["police"], second)
    more = PathwayFile(
        "more.csv", POLICE.read_bytes() + b"2026-03-13,,no,log,Child A,Visit,,yes,\n"
    )
    desk.pathway.chronologies.add(case, "police", more, by=AUTHORS["police"])

    assert 5 == len(events(desk, case, accepted_only=False))
    assert 4 == len(events(desk, case))


def test_what_is_chosen_of_a_chronology(desk: Rehearsal, case: str) -> None:
    """By agency, by the person it concerns, and by days."""
    hand_in(desk, case, "police", POLICE)
    hand_in(desk, case, ICB, HEALTH)

    assert 4 == len(events(desk, case, agency="Police"))
    assert ["Found outside alone"] == events(desk, case, about="child b")
    with pytest.raises(NotFound):
        events(desk, case, agency="polce")


def test_files_of_the_integrated_chronology_are_named_by_the_reference(
    desk: Rehearsal, case: str
) -> None:
    """In every kind, and for a picture with the text that stands for it."""
    hand_in(desk, case, "police", POLICE)
    hand_in(desk, case, ICB, HEALTH)
    integrated = desk.pathway.chronologies.integrated(case, by=BU)
    workbook = integrated.export("xlsx")
    sheet = load_workbook(io.BytesIO(workbook.content)).worksheets[0]

    assert f"{case}-integrated-chronology.xlsx" == workbook.name
    assert 9 == sheet.max_row
    for kind, beginning in {
        "docx": b"PK",
        "pdf": b"%PDF",
        "png": b"\x89PNG",
        "svg": b"<?xml",
    }.items():
        file = integrated.export(kind)  # type: ignore[arg-type]
        assert f"{case}-integrated-chronology.{kind}" == file.name
        assert file.content.startswith(beginning)
        assert (kind in ("png", "svg")) is ("15 Jan 2026" in file.alternative)
    with pytest.raises(WrongUsage, match=r"xlsx, csv, docx, pdf, png, svg, not as doc\."):
        integrated.export("doc")  # type: ignore[arg-type]
