"""What the forms of others ask, pre-filled from cases; what is missing is marked, nothing invented."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from pathway.documents.paper import Cell, Grid, Paper
from pathway.errors import NotFound, Refused, WrongUsage
from tests.papers import prints
from tests.rehearsals import BU, CHAIR, NOTIFIER, Rehearsal
from tests.trackers import sheet_rows

pytestmark = pytest.mark.either

ICB = "partner.icb@example.org"


def answers(paper: Paper) -> dict[str, dict[str, str]]:
    """Return the answers of a sheet by caption and question."""
    tables: dict[str, dict[str, str]] = {}
    for block in paper.blocks:
        if isinstance(block, Grid):
            cells = [[_text(cell) for cell in row] for row in block.rows]
            tables[block.caption] = {row[0]: row[1] for row in cells}
    return tables


def _text(cell: str | Cell) -> str:
    return cell if isinstance(cell, str) else cell.text


def tracker(desk: Rehearsal, *references: str, by: str = BU) -> list[dict[str, str]]:
    """Return the rows of the tracker as CSV has them."""
    file = desk.pathway.documents.nhs_tracker(references, by=by, format="csv")
    return list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"), newline="")))


def test_the_notification_is_filled_from_the_referral(desk: Rehearsal) -> None:
    """Of the incident and of each child that was harmed, with where each answer comes from."""
    sheet = answers(
        desk.pathway.documents.national_notification_paper(desk.endorsed(), by=NOTIFIER)
    )
    incident, child = sheet["About the incident"], sheet["About Child A"]

    assert "12 March 2026" == incident["Date of the incident"]
    assert "family home" == incident["Place of the incident"]
    assert "12 March 2026" == incident["Date on which the local authority became aware"]
    assert ("4 months", "Female", "Serious harm") == (
        child["Age"],
        child["Sex"],
        child["Nature of the incident"],
    )
    assert ("Suspected", "No", "Yes") == (
        child["Abuse or neglect"],
        child["Looked after"],
        child["Child in need plan"],
    )
    assert "About Child B" not in sheet


def test_what_a_case_has_not_is_marked(desk: Rehearsal) -> None:
    """What could be known is missing; names are never kept here."""
    sheet = answers(
        desk.pathway.documents.national_notification_paper(desk.endorsed(), by=NOTIFIER)
    )

    assert "Missing" == sheet["About the incident"]["Time of the incident, if possible"]
    assert "Missing" == sheet["About Child A"]["Child protection plan before"]
    assert sheet["About Child A"]["Name"].startswith("Not kept here")


def test_the_sheet_is_printed_in_each_format(desk: Rehearsal) -> None:
    """And its name names nobody."""
    reference = desk.endorsed()
    paper = desk.pathway.documents.national_notification_paper(reference, by=NOTIFIER)
    printed = prints(paper)

    assert all("family home" in text for text in printed.values())
    file = desk.pathway.documents.national_notification(reference, by=NOTIFIER)
    assert f"{reference}-national-notification.docx" == file.name


def test_an_incident_that_is_not_there_is_refused(desk: Rehearsal) -> None:
    """Those on record are named."""
    with pytest.raises(NotFound, match="incident:9"):
        desk.pathway.documents.national_notification(
            desk.endorsed(), by=NOTIFIER, incident="incident:9"
        )


def test_a_case_without_an_incident_has_a_sheet_of_all_children(desk: Rehearsal) -> None:
    """Nothing is on record of who was harmed in what."""
    reference = desk.refer("good_outcome", referred_on=date(2026, 3, 16))
    sheet = answers(desk.pathway.documents.national_notification_paper(reference, by=NOTIFIER))

    assert 1 == desk.pathway.case(reference).children
    assert ["Other"] == [
        table["Nature of the incident"]
        for table in sheet.values()
        if "Nature of the incident" in table
    ]


def test_the_tracker_has_a_row_for_each_case(desk: Rehearsal) -> None:
    """With the stage, the kind of review, themes, what is late; what a case never has is empty."""
    reference = desk.endorsed()
    desk.do(reference, "notify_panel", NOTIFIER)
    desk.do(reference, "add_recommendation", BU, themes=["information sharing", "supervision"])
    desk.do(reference, "record_fact", BU, fact="learning_briefing_issued")
    desk.refer()
    desk.clock("2026-05-04")  # Mon
    desk.pathway.sweep()
    first, second = tracker(desk)

    assert (reference, "2026-03-16", "Open") == (
        first["Local number"],
        first["Referral date"],
        first["Open or closed"],
    )
    assert ("Rapid review", "Information sharing, Supervision") == (
        first["Type of review"],
        first["Themes of recommendations"],
    )
    assert "due 2026-" in first["Slippage"]
    assert ("2026-03-16", "No") == (first["Seven-minute briefing issued"], first["Disseminated"])
    assert "" == first["StEIS number"]
    assert "Not decided" == second["Type of review"]


def test_the_tracker_is_a_workbook_too(desk: Rehearsal) -> None:
    """With days as days, and a name of its own."""
    reference = desk.endorsed()
    file = desk.pathway.documents.nhs_tracker([reference], by=BU)
    headings, row = sheet_rows(file.content)
    by_heading = dict(zip([str(heading) for heading in headings], row, strict=True))

    assert f"{reference}-nhs-tracker.xlsx" == file.name
    assert "2026-03-16" == str(by_heading["Referral date"])[:10]


def test_an_unknown_format_of_the_tracker_is_refused(desk: Rehearsal) -> None:
    """It is a table, and no page."""
    with pytest.raises(WrongUsage, match="xlsx or csv"):
        desk.pathway.documents.nhs_tracker(by=BU, format="pdf")


def test_somebody_with_an_upheld_interest_sees_no_sheet_of_the_case(desk: Rehearsal) -> None:
    """A case that they name is refused; among all it is left out."""
    reference = desk.endorsed()
    desk.do(reference, "declare_interest", ICB)
    desk.do(reference, "decide_interest", CHAIR, outcome="withdraws_case", interest="interest:1")
    other = desk.endorsed()

    with pytest.raises(Refused, match="interest"):
        desk.pathway.documents.national_notification(reference, by=ICB)
    with pytest.raises(Refused, match="interest"):
        desk.pathway.documents.nhs_tracker([reference], by=ICB)
    assert [other] == [row["Local number"] for row in tracker(desk, by=ICB)]
