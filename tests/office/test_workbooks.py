"""Workbooks as LibreOffice prints them: nothing runs into anything else, headings on each page."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest

from pathway.documents.chronologies.days.times import time_of
from pathway.documents.chronologies.days.when import When
from pathway.documents.chronologies.entries import Entry
from pathway.documents.chronologies.integrated import MarkedEntry
from pathway.documents.chronologies.writing.workbook_files import write_workbook
from pathway.documents.tables.sheets import Sheet, SheetColumn, sheet_as_xlsx
from tests.office.office import Office
from tests.pdfs import Box, Page, pages_of

A3_ON_ITS_SIDE = (1191, 842)
LONG = "The health visitor called at the flat, and nobody answered. " * 12
COLUMNS = [
    SheetColumn("Ref", 16),
    SheetColumn("Action", 45),
    SheetColumn("Due", 16),
    SheetColumn("Progress", 40),
]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Return LibreOffice with settings of its own."""
    return Office(tmp_path_factory.mktemp("office"))


def printed(office: Office, content: bytes) -> list[Page]:
    """Return the pages of a workbook as LibreOffice prints it."""
    file = office.folder / "sheet.xlsx"
    file.write_bytes(content)
    (pdf,) = office.converted([file], "pdf", office.folder / "printed")
    return pages_of(Path(pdf).read_bytes())


def overprinted(page: Page) -> list[Box]:
    """Return the letters in the middle of which another one is printed."""
    # A space that a reader puts between two words has the place of one of them.
    letters = {box for box in page.letters if box[2] > box[0] and box[3] > box[1]}
    return [
        box
        for box in letters
        if any(_holds(other, _middle(box)) for other in letters if other != box)
    ]


def _middle(box: Box) -> tuple[float, float]:
    left, bottom, right, top = box
    return (left + right) / 2, (bottom + top) / 2


def _holds(box: Box, point: tuple[float, float]) -> bool:
    left, bottom, right, top = box
    return left < point[0] < right and bottom < point[1] < top


def test_rows_are_as_high_as_their_texts(office: Office) -> None:
    """No letter is printed over another; the headings are on each page."""
    day = date(2026, 3, 31)
    rows: list[list[str | date]] = [
        [f"PR-2026-0001/{number}", LONG, day, "Begun."] for number in range(30)
    ]
    pages = printed(office, sheet_as_xlsx(Sheet("Plan", COLUMNS, rows)))

    assert 1 < len(pages)
    for page in pages:
        assert A3_ON_ITS_SIDE == tuple(round(length) for length in page.size)
        assert page.text.startswith("Ref")
        assert "31 Mar 2026" in page.text
        assert [] == overprinted(page)


def test_a_sheet_that_is_wider_than_a_page_repeats_what_tells_its_rows_apart(
    office: Office,
) -> None:
    """Its texts would be too small to read on one."""
    wide = [SheetColumn("Ref", 16), *(SheetColumn(f"Part {number}", 45) for number in range(10))]
    row = ["PR-2026-0001/1", *["Some words."] * 10]
    pages = printed(office, sheet_as_xlsx(Sheet("Plan", wide, [row])))

    assert 2 == len(pages)
    assert all("PR-2026-0001/1" in page.text for page in pages)


def test_the_texts_of_a_chronology_are_wrapped(office: Office) -> None:
    """To their last word, though its cells have no style of their own."""
    when = When("2026-03-12", date(2026, 3, 12), date(2026, 3, 12))  # Thu
    told = ("log", "Child A", f"{LONG}Last", "Returned", "", "", "")
    entry = Entry("police", when, time_of("10:05"), None, "", None, *told)
    file = io.BytesIO()
    write_workbook([MarkedEntry(entry)], {}, {}, file)
    (page,) = printed(office, file.getvalue())

    assert "Thu 12 Mar 2026" in page.text
    assert "Last" in page.text
    assert [] == overprinted(page)
