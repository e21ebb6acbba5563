"""The integrated chronology written out: what is written is what is read again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import repeat
from typing import Any
from xml.etree import ElementTree

import docx
import pypdfium2  # pyright: ignore[reportMissingTypeStubs]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from PIL import Image

from pathway.documents.chronologies.days.times import time_of
from pathway.documents.chronologies.days.when import when_of
from pathway.documents.chronologies.entries import Entry
from pathway.documents.chronologies.integrated import (
    ALL,
    IntegratedChronology,
    MarkedEntry,
    Selection,
)
from pathway.documents.chronologies.writing.exporting import ChosenChronology, exported
from pathway.documents.chronologies.writing.pages import MAX_ENTRIES
from pathway.documents.tables.rows import LAST_ROW
from pathway.documents.tables.sheets import MAX_CELL, Sheet, SheetColumn, sheet_as_xlsx
from pathway.documents.tables.workbooks import tables_in
from pathway.errors import WrongUsage
from tests.chronologies import ENTRIES, HEADINGS, contributions, read

NAMES: Mapping[str, str] = {
    "police": "Greater $Manchester$ Police",
    "housing": "Housing \U0001f3e0",
}
CALL = Entry(
    "police",
    when_of("2026-01-15"),
    time_of("10:05"),
    None,
    "",
    None,
    "log",
    "Child B",
    "Found alone",
    "Returned home",
    "yes",
    "-",
    "",
)


def chosen(*entries: Entry, names: Mapping[str, str] = NAMES) -> ChosenChronology:
    """Return a chronology of entries."""
    integrated = IntegratedChronology(contributions(entries))
    return ChosenChronology(integrated, ALL, names, HEADINGS, "PR-2026-0001", "Mon 16 Mar 2026")


class Long(IntegratedChronology):
    """Stands for a chronology of so many entries."""

    def __init__(self, entries: int) -> None:
        super().__init__([])
        self._entries = entries

    @property
    def sent(self) -> int:
        return self._entries

    def marked(self, selection: Selection = ALL) -> Iterator[MarkedEntry]:
        return repeat(MarkedEntry(CALL), self._entries if selection == ALL else 0)


def in_order(chronology: ChosenChronology) -> list[Entry]:
    """Return the entries of a chronology."""
    return [marked.entry for marked in chronology.marked()]


@settings(deadline=None)
@given(entries=st.lists(ENTRIES, min_size=1, max_size=8))
def test_csv_is_read_as_it_was_written(entries: list[Entry]) -> None:
    """Formulas that were made harmless among it."""
    chronology = chosen(*entries, names={})

    assert in_order(chronology) == read(exported(chronology, "csv"))


@settings(deadline=None, max_examples=30)
@given(entries=st.lists(ENTRIES, min_size=1, max_size=4))
def test_a_workbook_is_read_as_it_was_written(entries: list[Entry]) -> None:
    """Days as days, all else as text."""
    chronology = chosen(*entries, names={})

    assert in_order(chronology) == read(exported(chronology, "xlsx"))


@settings(deadline=None)
@given(entries=st.lists(ENTRIES, min_size=1, max_size=8))
def test_no_cell_of_csv_is_a_formula(entries: list[Entry]) -> None:
    """Whatever an agency wrote."""
    content = exported(chosen(*entries), "csv").decode("utf-8-sig")

    for row in csv.reader(io.StringIO(content, newline="")):
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]


def test_a_workbook_has_days_and_no_formulas() -> None:
    """So that it may be sorted, and runs nothing."""
    hostile = CALL._replace(event="=1+1", response="#N/A", when=when_of("2026-01-16"))
    content = exported(chosen(CALL, hostile), "xlsx")
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]

    assert sheet["A2"].is_date
    assert ("=1+1", "s") == (sheet["J3"].value, sheet["J3"].data_type)
    assert ("#N/A", "s") == (sheet["K3"].value, sheet["K3"].data_type)
    assert "A2" == sheet.freeze_panes


def test_every_cell_of_a_workbook_is_wrapped() -> None:
    """From its top, and a day from the left; cells without a style have that of their column, too."""
    content = exported(chosen(CALL, CALL._replace(event="=1+1", when=when_of("unknown"))), "xlsx")
    sheet: Any = load_workbook(io.BytesIO(content)).worksheets[0]

    written = [cell for row in sheet for cell in row if cell.value is not None]
    for place in (*written, sheet.column_dimensions["J"]):
        style = place.alignment
        assert (True, "top", "left") == (style.wrap_text, style.vertical, style.horizontal)


def test_a_workbook_is_set_up_for_print() -> None:
    """On its side, as wide as a page, with its headings on each, and rows as high as their texts."""
    content = exported(chosen(CALL._replace(event="A long call. " * 60)), "xlsx")
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]

    assert ("landscape", "8") == (sheet.page_setup.orientation, str(sheet.page_setup.paperSize))
    assert "$1:$1" == sheet.print_title_rows
    assert "A1:P2" == sheet.auto_filter.ref
    row: Any = sheet.row_dimensions[2]
    # 780 letters in a column of 50 are at least 15 lines.
    assert 15 * 12 <= row.height < 409


def test_a_word_file_and_a_pdf_hold_every_word() -> None:
    """The marks among them, and what the picture shows for whoever cannot see it."""
    uncertain = CALL._replace(when=when_of("early 2025"), event="Moved in", agency="housing")
    later = CALL._replace(when=when_of("2026-03-15"), agency="housing", event="Visit")
    chronology = chosen(CALL, uncertain, later, CALL._replace(agency="housing", event="Seen too"))
    word = docx.Document(io.BytesIO(exported(chronology, "docx")))
    cells = [cell.text for row in word.tables[0].rows for cell in row.cells]
    pdf = pypdfium2.PdfDocument(exported(chronology, "pdf"))
    words = " ".join("".join(page.get_textpage().get_text_range() for page in pdf).split())

    assert "early 2025, 10:05\nday uncertain" in "|".join(cells)
    assert "No entry with a certain date for 59 days" in cells
    assert "same day: Greater $Manchester$ Police" in "|".join(cells)
    for text in ("early 2025", "Moved in", "Returned home", "59 days"):
        assert text in words
    assert "a lane for each of 2 agencies" in word.element.xml


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_what_nobody_reads_on_paper_is_refused(kind: str) -> None:
    """With a way out."""
    entries = [CALL._replace(event=f"Event {number}") for number in range(MAX_ENTRIES + 1)]

    with pytest.raises(WrongUsage, match=r"more than 2,000 entries.*export \.xlsx or \.csv"):
        exported(chosen(*entries), kind)


def test_what_no_sheet_of_excel_holds_is_refused_before_it_is_written() -> None:
    """With a way out; below the headings a sheet has 1,048,575 rows."""
    fitting = replace(chosen(), integrated=Long(LAST_ROW - 1))
    long = replace(chosen(), integrated=Long(LAST_ROW))

    assert not fitting.has_more_than(LAST_ROW - 1)
    with pytest.raises(WrongUsage, match=r"more than 1,048,575 entries.*or export \.csv"):
        exported(long, "xlsx")


def test_entries_that_are_left_out_are_not_counted() -> None:
    """What an agency sends twice in the same words, and what is not selected."""
    twice = chosen(CALL, CALL, CALL._replace(agency="housing"))
    of_one = replace(twice, selection=Selection(agency="housing"))

    assert (True, False) == (twice.has_more_than(1), twice.has_more_than(2))
    assert (True, False) == (of_one.has_more_than(0), of_one.has_more_than(1))


def test_what_does_not_fit_into_a_cell_is_cut_off_with_a_word() -> None:
    """As `_` before what looks like the number of a character takes more room in a workbook."""
    longest, longer = "x" * MAX_CELL, "_x0041_" * (MAX_CELL // 7)
    content = exported(chosen(CALL._replace(event=longest, response=longer)), "xlsx")
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    cut = str(sheet["K2"].value)

    assert longest == sheet["J2"].value
    assert MAX_CELL == len(cut)
    assert cut.endswith("[cut off: the rest does not fit into a cell]")


def test_so_is_what_does_not_fit_into_a_cell_of_any_other_table() -> None:
    """An answer may have 200,000 characters."""
    rows = [["x" * MAX_CELL, "x" * (MAX_CELL + 1)]]
    columns = [SheetColumn("Action", 45), SheetColumn("Progress", 40)]
    sheet = load_workbook(io.BytesIO(sheet_as_xlsx(Sheet("Plan", columns, rows)))).worksheets[0]
    cut = str(sheet["B2"].value)

    assert "x" * MAX_CELL == sheet["A2"].value
    assert MAX_CELL == len(cut)
    assert cut.endswith("[cut off: the rest does not fit into a cell]")


def test_a_table_with_more_rows_than_a_sheet_of_excel_is_refused() -> None:
    """As that of actions, or of all cases."""
    rows: list[list[str]] = [[]] * LAST_ROW

    with pytest.raises(WrongUsage, match=r"more than 1,048,575 rows.*ends in \.csv"):
        sheet_as_xlsx(Sheet("Cases", [], rows))


def test_pictures_bring_the_text_that_stands_for_them() -> None:
    """Lanes, shared days and gaps in words; no name is read as a formula."""
    other = CALL._replace(agency="housing")
    later = CALL._replace(when=when_of("2026-03-15"), end=when_of("2026-04-15"))
    unknown = CALL._replace(when=when_of("unknown"))
    chronology = chosen(CALL, other, later, unknown)
    words = chronology.lanes().in_words
    png = Image.open(io.BytesIO(exported(chronology, "png")))
    svg = ElementTree.fromstring(exported(chronology, "svg"))

    assert words == png.info["Description"]
    assert words == svg.findtext("{http://www.w3.org/2000/svg}desc")
    assert "Greater $Manchester$ Police: 2 entries." in words
    assert "Several agencies have an entry of the same day: Thu 15 Jan 2026" in words
    assert "from: Thu 15 Jan 2026 to Sun 15 Mar 2026" in words
    assert "Not shown: 1 without any date." in words


def test_a_picture_of_nothing_is_one() -> None:
    """Nobody has sent a chronology yet."""
    assert exported(chosen(), "png").startswith(b"\x89PNG")
    assert "A timeline without entries." == chosen().lanes().in_words


def test_the_same_chronology_gives_the_same_picture() -> None:
    """Byte for byte."""
    assert exported(chosen(CALL), "svg") == exported(chosen(CALL), "svg")
    assert exported(chosen(CALL), "png") == exported(chosen(CALL), "png")


@pytest.mark.parametrize("day", ["1900-01-01", "1912-05-01", "1927-05-17", "1927-05-18"])
def test_days_of_long_ago_are_read_as_they_were_written(day: str) -> None:
    """A short number may be a year; no text is taken for a character by its number."""
    chronology = chosen(CALL._replace(when=when_of(day), event="_x000D_ is so written"), names={})

    assert in_order(chronology) == read(exported(chronology, "xlsx"))


def test_what_looks_like_the_number_of_a_character_stays_as_it_was_typed() -> None:
    """In a table other than a chronology too, which Pathway reads again."""
    text = "see _x000D_ and _x005F_ in the log"
    content = sheet_as_xlsx(Sheet("Plan", [SheetColumn("Progress", 40)], [[text]]))
    rows = [list(row.cells) for table in tables_in(content) for row in table.rows]

    assert [["Progress"], [text]] == rows
