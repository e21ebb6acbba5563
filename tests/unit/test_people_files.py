"""A file of people is read as spreadsheets write it, or refused in a sentence, in bounded time."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from time import perf_counter
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference

from pathway.errors import ImportRefused
from pathway.service.people.import_files import MAX_ROWS, rows_of

Cells = list[str | int]
HEADS: Cells = ["name", "email", "agency", "roles", "order"]
ANN: Cells = ["Ann", "ann@example.org", "police", "rep", 7]
BEN: Cells = ["Ben", "ben@example.org", "police", "rep", 8]
CSV = "name,email,agency,roles,order\nAnn,ann@example.org,police,rep,7\n"
SHEET = "xl/worksheets/sheet1.xml"
PATIENCE = 10.0  # seconds; an unbounded reader takes minutes


def workbook(*rows: Cells) -> Workbook:
    """Return a workbook with headings and rows."""
    book = Workbook()
    for row in [HEADS, *rows]:
        book.worksheets[0].append(row)
    return book


def saved(book: Workbook, parts: Mapping[str, Callable[[bytes], bytes]] | None = None) -> bytes:
    """Return the bytes of a workbook, some of its parts made anew."""
    plain, made_anew = io.BytesIO(), io.BytesIO()
    book.save(plain)
    with ZipFile(plain) as before, ZipFile(made_anew, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            part = before.read(name)
            changed = parts[name](part) if parts and name in parts else part
            after.writestr(name, changed)
    return made_anew.getvalue()


def with_rows(rows: bytes) -> bytes:
    """Return a workbook with more rows as its XML has them, without a size."""

    def changed(sheet: bytes) -> bytes:
        unsized = re.sub(rb"<dimension[^>]*>", b"", sheet)
        return unsized.replace(b"</sheetData>", rows + b"</sheetData>")

    return saved(workbook(ANN), {SHEET: changed})


def names(content: str | bytes, kind: str = "csv") -> list[str]:
    """Return the names in a file."""
    return [row.cells["name"] for row in rows_of(content, kind)]


def faults(content: str | bytes, kind: str = "csv") -> str:
    """Return what is wrong with a file."""
    with pytest.raises(ImportRefused) as refused:
        rows_of(content, kind)
    return "; ".join(map(str, refused.value.reasons))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiters_and_encodings_are_known(delimiter: str, encoding: str) -> None:
    """As spreadsheets of several countries and years write them."""
    text = CSV.replace("Ann,", "Zoë,").replace(",", delimiter)

    assert ["Zoë"] == names(text.encode(encoding))


def test_a_line_before_the_headings_tells_the_separator() -> None:
    """Excel reads it and does not show it, so it is not a row."""
    rows = rows_of("sep=#\r\n" + CSV.replace(",", "#"))

    assert ["row 2"] == [row.where for row in rows]
    assert "7" == rows[0].cells["order"]


def test_separators_inside_a_quoted_heading_are_not_counted() -> None:
    """However many they are."""
    assert ["Ann"] == names(CSV.replace("order\n", 'order,"Notes (a; b; c; d; e; f; g)"\n'))


def test_a_row_is_the_row_of_the_spreadsheet() -> None:
    """Also after a cell of several lines, and after an empty line."""
    text = CSV.replace("Ann,", '"Ann\nof\nthe police",') + "\nBen,ben@example.org,police,rep,8\n"

    assert ["row 2", "row 4"] == [row.where for row in rows_of(text)]


def test_what_is_not_csv_is_refused_with_row_and_line() -> None:
    """Where the row begins, as a quotation mark that is never closed goes on to the end."""
    text = CSV.replace("Ann,", '"Ann\nthe first",') + '"Ben,ben@example.org\n\n'

    assert "row 3: this is not CSV" in faults(text)
    assert "the row that begins in line 4" in faults(text)


def test_a_column_that_is_there_twice_is_refused() -> None:
    """In whatever capitals."""
    sentence = "row 1: the file has these columns twice: email"

    assert sentence == faults(CSV.replace("roles,", "roles,Email,"))
    book = Workbook()
    book.worksheets[0].append([*HEADS, "Email"])
    assert sentence == faults(saved(book), "xlsx")


def test_more_rows_than_any_directory_has_are_refused() -> None:
    """With the first that is too many."""
    head, row = CSV.splitlines(keepends=True)

    assert f"row {MAX_ROWS + 2}: the file has more than {MAX_ROWS} rows" == faults(
        head + row * (MAX_ROWS + 5)
    )


def test_an_endless_cell_is_a_fault_of_its_row() -> None:
    """And no more than its beginning is looked at."""
    row = rows_of(CSV.replace("police", "p" * 100_000))[0]

    assert ["row 2, agency: this has more than 1000 characters"] == [
        str(fault) for fault in row.faults
    ]
    assert 1_000 == len(row.cells["agency"])


def test_a_workbook_whose_size_is_stale_is_read_whole() -> None:
    """The size that it notes is that of an earlier state."""
    stale = re.compile(rb"<dimension[^>]*>")
    content = saved(
        workbook(ANN, BEN), {SHEET: lambda part: stale.sub(b'<dimension ref="A1:B2"/>', part)}
    )

    assert ["Ann", "Ben"] == names(content, "xlsx")


def test_charts_empty_and_hidden_sheets_before_the_first_are_passed_over() -> None:
    """People are looked for where an operator sees them."""
    book = workbook(ANN)
    chart: Any = BarChart()
    chart.add_data(Reference(book.worksheets[0], min_col=5, min_row=1, max_row=2))
    tab: Any = book.create_chartsheet("Chart", 0)
    tab.add_chart(chart)
    book.create_sheet("Empty", 0)
    book.create_sheet("Hidden", 0).sheet_state = "hidden"

    assert ["Ann"] == names(saved(book), "xlsx")


def test_strict_open_xml_is_read() -> None:
    """Which has other names for the same."""
    pairs = {
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/officeDocument/2006/": b"http://purl.oclc.org/ooxml/officeDocument/",
    }

    def strict(part: bytes) -> bytes:
        for usual, other in pairs.items():
            part = part.replace(usual, other)
        return part

    with ZipFile(io.BytesIO(saved(workbook(ANN)))) as archive:
        parts = dict.fromkeys(archive.namelist(), strict)
    assert ["Ann"] == names(saved(workbook(ANN), parts), "xlsx")


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(
            b'<row r="1048576"><c r="XFD1048576" s="0"/></row>', id="a formatted last row"
        ),
        pytest.param(
            b"".join(b'<row r="%d"><c r="XFD%d"/></row>' % (row, row) for row in range(3, 20_000)),
            id="formatted last cells",
        ),
    ],
)
def test_formatted_cells_take_no_time(rows: bytes) -> None:
    """Nothing is in them."""
    content = with_rows(rows)
    began = perf_counter()

    assert ["Ann"] == names(content, "xlsx")
    assert perf_counter() - began < PATIENCE


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        (b'<row r="1000000000"><c r="A1000000000"><v>1</v></c></row>', "no sheet has a row beyond"),
        (b"<row><c><v>1</v></c></row>" * 200_000, "the file has more than 10000 rows"),
        (b"<row/>" * 3_000_000, "unpacked, the workbook has more than 8 MB"),
        (b"<row><c>", "row 3: this row cannot be read"),
        (b'<row r="3"><c r="ZZZZZZ3"/></row>', "row 3: this row cannot be read"),
        (b'<row r="3"><c r="A3" t="s"><v>999999</v></c></row>', "row 3: this row cannot be read"),
    ],
)
def test_what_no_spreadsheet_writes_is_refused(rows: bytes, fault: str) -> None:
    """At once, whatever it claims."""
    content = with_rows(rows)
    began = perf_counter()

    assert fault in faults(content, "xlsx")
    assert perf_counter() - began < PATIENCE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(encoding: str) -> None:
    """No workbook declares any; they would read other files, or grow beyond all bounds."""
    declared = '<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]>'

    def with_entity(part: bytes) -> bytes:
        return (declared + part.decode().replace(">Ann<", ">&x;<")).encode(encoding)

    content = saved(workbook(ANN), {SHEET: with_entity})
    assert "this is not an Excel workbook (.xlsx)" == faults(content, "xlsx")


def test_an_old_or_locked_workbook_is_named_as_such() -> None:
    """Both begin alike."""
    assert "has a password" in faults(b"\xd0\xcf\x11\xe0" + b"\0" * 600, "xlsx")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("people = [", "this is not TOML"),
        ("people = 1", "people: write a table [[people]]"),
        (f"[[people]]\norder = 1{'0' * 30}", "people[0].order is a number that is too large"),
    ],
)
def test_toml_is_refused_with_its_place(text: str, fault: str) -> None:
    """As a file of a definition is."""
    assert fault in faults(text, "toml")


SOUND = saved(workbook(ANN, BEN))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=100), st.sampled_from(["csv", "xlsx", "toml"]))
def test_any_bytes_are_people_or_refused(content: bytes, kind: str) -> None:
    """No other error leaves the reader."""
    with suppress(ImportRefused):
        assert rows_of(content, kind)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet='name,email;\t|"\r\n\\7é', max_size=80))
def test_any_text_below_the_headings_is_rows_or_refused(text: str) -> None:
    """Each with its place."""
    with suppress(ImportRefused):
        assert all(row.where.startswith("row ") for row in rows_of(CSV + text))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(SOUND) - 1), st.binary(min_size=1, max_size=8))
def test_a_damaged_workbook_is_read_or_refused(place: int, damage: bytes) -> None:
    """Wherever the damage is."""
    with suppress(ImportRefused):
        assert rows_of(SOUND[:place] + damage + SOUND[place + len(damage) :], "xlsx")
