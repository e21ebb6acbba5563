"""Chronologies as agencies send them: read in every kind of file, or refused with row and column."""

from __future__ import annotations

import io
import tomllib
import tracemalloc
from collections.abc import Sequence
from datetime import date, datetime, time
from importlib.resources import files
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from pathway.documents.chronologies.entries import Entry
from pathway.documents.chronologies.reading.files import tables_of
from pathway.documents.chronologies.reading.reading import Reading
from pathway.documents.chronologies.reading.row_reading import Agency
from pathway.documents.tables import workbooks
from pathway.documents.tables.unreadable import UnreadableRows
from pathway.errors import ImportRefused
from pathway.workflows.definitions.chronology_format import Headings
from tests.counted_calls import counted_calls

REVIEW = tomllib.loads((files("pathway.workflows.definitions") / "review.toml").read_text("utf-8"))
HEADINGS: Headings = REVIEW["chronology"]
TODAY = date(2026, 11, 23)
MIDNIGHT, EVENING = datetime.fromisoformat("2026-03-12"), datetime.fromisoformat("2026-03-12T19:22")
HEADS = ("Date", "Time", "Source", "Event")
CALL = ("12/03/2026", "19:22", "incident log", "Called by hospital")
SHEET = "xl/worksheets/sheet1.xml"


def reading(content: bytes, agency: Agency | None = None) -> Reading:
    """Return the reading of a file."""
    return Reading(tables_of(content, HEADINGS), HEADINGS, agency, today=TODAY)


def entries(content: bytes, agency: Agency | None = None) -> list[Entry]:
    """Return the entries of a file."""
    return list(reading(content, agency))


def csv(*lines: str) -> bytes:
    """Return lines as a file."""
    return "\n".join(lines).encode()


def faults(content: bytes) -> list[str]:
    """Return what is wrong with a file."""
    with pytest.raises(ImportRefused) as refused:
        entries(content)
    return [str(reason) for reason in refused.value.reasons]


def workbook(*rows: Sequence[object], book: Workbook | None = None) -> bytes:
    """Return rows as the first sheet of a workbook."""
    book = book or Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    return saved(book)


def saved(document: Any) -> bytes:
    """Return a workbook or a Word document as it is stored."""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def word(*rows: Sequence[str]) -> Any:
    """Return a Word document with rows as its table."""
    document = docx.Document()
    table = document.add_table(0, len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    return document


def changed(content: bytes, part: str, change: tuple[bytes, bytes]) -> bytes:
    """Return an Office file in one of whose parts something is put in the place of something."""
    file = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as old, ZipFile(file, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            xml = old.read(name)
            if name == part:
                assert change[0] in xml
                xml = xml.replace(*change)
            new.writestr(name, xml)
    return file.getvalue()


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv_of_any_separator_and_encoding(separator: str, encoding: str) -> None:
    """As spreadsheets save it."""
    rows = (HEADS, ("12/03/2026", "19:22", "Zo\u00eb", "\u201cCalled\u201d"))
    text = "\r\n".join(separator.join(row) for row in rows)
    (entry,) = entries(text.encode(encoding))

    assert ("Zo\u00eb", "\u201cCalled\u201d") == (entry.source, entry.event)


def test_columns_are_known_by_name() -> None:
    """Whatever their case, their order and what stands in brackets."""
    (entry,) = entries(
        csv(
            "SOURCE OF INFORMATION,Child_Seen?,significant event,Start Date (DD/MM/YYYY),impact +/-",
            "log,yes,Call,12/03/2026,positive",
        )
    )

    assert ("log", "yes", "Call", "+") == (entry.source, entry.seen, entry.event, entry.impact)
    assert date(2026, 3, 12) == entry.certain_day


def test_a_title_may_stand_above_the_headings() -> None:
    """And the headings once more in the middle."""
    lines = csv(
        "Chronology of the police", "", "Date;Source;Event", "3/5/25;log;A", "Date;Source;Event"
    )

    assert ["A"] == [entry.event for entry in entries(lines + b"\n4/5/25;log;B")][:1]
    assert 2 == len(entries(lines + b"\n4/5/25;log;B"))


def test_other_columns_are_kept_in_the_comment() -> None:
    """Nothing that somebody wrote is lost."""
    content = csv("Date,Source,Event,Worker,Comment,Agency", "3/5/25,log,Call,JB,Late,GP practice")
    (entry,) = entries(content, Agency("nhs", "The NHS"))
    read = reading(content)
    read.read()

    assert "Late\nWorker: JB\nAgency: GP practice" == entry.comment
    assert "nhs" == entry.agency
    assert ["Worker"] == read.summary.kept_in_comment


def test_the_agency_is_no_comment_if_it_is_the_right_one() -> None:
    """By its code or its name."""
    lines = csv("Date,Source,Event,Agency", "3/5/25,log,A,POLICE", "3/5/25,log,B,The Police")

    assert ["", ""] == [entry.comment for entry in entries(lines, Agency("police", "The police"))]


def test_every_fault_is_told_with_row_and_column() -> None:
    """All at once."""
    lines = csv(
        "Date of event,Time,Source,Event,Seq,Impact,Uncertain,End date",
        "31/2/2026,soon,,Call,b,great,perhaps,",
        "3/5/2026,,log,Call,,,,1/5/2026",
        "3/5/2027,,log,Call,,,,",
        "3/5/2026,,log,Call,,,,,more",
        ",,log,,,,,",
    )

    assert [
        "row 2, Date of event",
        "row 2, Time",
        "row 2, Uncertain",
        "row 2, Seq",
        "row 2, Source",
        "row 2, Impact",
        "row 3, End date",
        "row 4, Date of event",
        "row 5",
        "row 6, Date of event",
        "row 6, Event",
    ] == [fault.split(":")[0] for fault in faults(lines)]


def test_of_very_many_faults_the_first_are_told() -> None:
    """And how many others there are."""
    told = faults(csv("Date,Source,Event", *["x,log,Call"] * 1_000))

    assert 101 == len(told)
    assert "there are 900 more" == told[-1]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"Name,Age\nAnn,3\n", "no row names the columns"),
        (b"Date,Source,Event\n", "there is no entry below the headings"),
        (
            b"Date,Event,Sources\n3/5/25,a,b\n",
            "row 1: there is no column Source (Sources may be it)",
        ),
        (b"Date,Source,Event,Details\n", "Event and Details are both read as Event"),
        (b'Date,Source,Event\n3/5/25,"log,Call\n', "this is not CSV: unexpected end of data"),
        (b"%PDF-1.7\n", "no table can be read from a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "of an old kind, or has a password"),
        (b"PK\x03\x04" + b"\0" * 600, "the file cannot be read"),
        (b"\xff\xfe\x00\x01\x02", "not text"),
        (b"", "no row names the columns"),
    ],
)
def test_what_is_no_chronology_is_refused(content: bytes, fault: str) -> None:
    """In a sentence."""
    assert fault in "; ".join(faults(content))


def test_workbooks_are_read() -> None:
    """With days and times of Excel, whole numbers, and text."""
    content = workbook(
        HEADS,
        (MIDNIGHT, time(19, 22), "log", "=HYPERLINK"),
        (EVENING, None, 7.0, 2026),
        (2025, None, "log", True),
    )
    content = changed(content, SHEET, (b"<f>HYPERLINK</f><v></v>", b"<f>HYPERLINK</f><v>5</v>"))
    first, second, third = entries(content)

    assert ("2026-03-12", "19:22", "5") == (first.when.written, first.time.written, first.event)
    assert ("19:22", "7", "2026") == (second.time.written, second.source, second.event)
    assert ("2025", True, "yes") == (third.when.written, third.when.is_uncertain, third.event)


def test_ends_of_lines_that_excel_writes_by_their_number_are_read() -> None:
    """As it writes what was pasted from an older program: `_x000D_`."""
    content = workbook(HEADS, (MIDNIGHT, time(19, 22), "log", "Called_x000D_\nand left"))

    assert ["Called\nand left"] == [entry.event for entry in entries(content)]


def test_days_of_old_macintosh_workbooks_are_counted_from_1904() -> None:
    """As the workbook says."""
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    (entry,) = entries(workbook(HEADS, (MIDNIGHT, None, "log", "Call"), book=book))

    assert "2026-03-12" == entry.when.written


def test_formulas_without_a_value_are_refused() -> None:
    """A program wrote them, and no spreadsheet has computed them."""
    content = workbook(HEADS, ("12/03/2026", "", "log", '="Call"'))

    assert [
        "cell D2: this formula has no value; copy the cells, and paste them as values",
        "row 2, Event: this is missing",
    ] == faults(content)


def test_cells_that_are_merged_over_rows_are_refused() -> None:
    """All but the first of them are empty; a title above the headings may be merged."""
    book = Workbook()
    book.worksheets[0].merge_cells("A1:D2")
    book.worksheets[0]["A1"] = "Chronology"
    title = workbook(HEADS, CALL, book=book)
    book.worksheets[0].merge_cells("B4:B5")

    assert 1 == len(entries(title))
    assert [
        "cells B4:B5: these cells are merged over several rows; unmerge them, and fill in each row"
    ] == faults(saved(book))


def test_sheets_without_headings_and_hidden_ones_are_passed_over() -> None:
    """And told of, unless they are hidden; two chronologies are read as one."""
    book = Workbook()
    book.worksheets[0].append(["How to fill this in"])
    book.create_sheet("Hidden").sheet_state = "hidden"
    for name in ("2025", "2026"):
        sheet = book.create_sheet(name)
        sheet.append(HEADS)
        sheet.append(CALL)
    read = reading(saved(book))

    assert 2 == len(list(read))
    assert ["sheet Sheet"] == read.summary.left_out


def test_a_million_empty_rows_cost_nothing() -> None:
    """A formatted last row is common."""
    content = changed(
        workbook(HEADS, CALL),
        SHEET,
        (b"</sheetData>", b'<row r="1048576"><c r="A1048576"/></row></sheetData>'),
    )

    assert 1 == len(entries(content))


def test_a_workbook_that_grows_beyond_bounds_is_refused() -> None:
    """Whatever its archive says of its size."""
    rows = b"<row/>" * 200_000
    bomb = changed(workbook(HEADS), SHEET, (b"</sheetData>", rows + b"</sheetData>"))

    assert len(bomb) < 20_000
    with pytest.raises(UnreadableRows, match="unpacked, the workbook has more than 1 MB"):
        list(workbooks.tables_in(bomb, 1_000_000))


def test_a_row_of_a_workbook_that_never_ends_is_refused() -> None:
    """All cells of a row are in memory at once."""
    endless = b'<row r="3">' + b"<c/>" * 200_001 + b"</row></sheetData>"
    bomb = changed(workbook(HEADS, CALL), SHEET, (b"</sheetData>", endless))

    assert ["a row of a table is too long; divide it into several rows"] == faults(bomb)


def test_a_row_in_word_that_never_ends_is_refused() -> None:
    """So are those of a table in Word."""
    endless = b"<w:tr><w:tc>" + b"<w:p/>" * 200_000 + b"</w:tc></w:tr></w:tbl>"
    bomb = changed(saved(word(HEADS, CALL)), "word/document.xml", (b"</w:tbl>", endless))

    assert ["a row of a table is too long; divide it into several rows"] == faults(bomb)


def test_text_between_tables_of_word_is_not_kept_in_memory() -> None:
    """Millions of paragraphs take up a few kilobytes of an archive."""
    paragraphs = b"</w:tbl>" + b"<w:p/>" * 400_000
    long = changed(saved(word(HEADS, CALL)), "word/document.xml", (b"</w:tbl>", paragraphs))

    tracemalloc.start()
    try:
        read = len(entries(long))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert 1 == read
    assert most < 10_000_000


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml"])
def test_entities_in_a_workbook_are_refused(part: str) -> None:
    """They would grow beyond all bounds, or read other files; also in what is not read."""
    declared = b'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/hostname">]><'
    content = workbook(HEADS, CALL)
    with ZipFile(io.BytesIO(content)) as archive:
        start = archive.read(part)[:12]
    hostile = changed(content, part, (start, declared + start[1:]))

    assert ["this is not an Excel workbook (.xlsx)"] == faults(hostile)


def test_tables_of_word_are_read() -> None:
    """With several lines in a cell, and content controls around it."""
    document = word(HEADS, (*CALL[:3], "Called\nby hospital"))
    control = parse_xml(
        f"<w:sdt {nsdecls('w')}><w:sdtContent><w:r><w:t>GP record</w:t></w:r></w:sdtContent></w:sdt>"
    )
    paragraph = document.tables[0].rows[1].cells[2].paragraphs[0]._p
    for run in paragraph.r_lst:
        paragraph.remove(run)
    paragraph.append(control)
    (entry,) = entries(saved(document))

    assert ("GP record", "Called\nby hospital") == (entry.source, entry.event)


def test_tracked_changes_in_word_count_as_accepted() -> None:
    """What was taken away is not read, what was put in is."""
    document = word(HEADS, CALL)
    paragraph = document.tables[0].rows[1].cells[3].paragraphs[0]._p
    for name, text in (("ins", " twice"), ("del", " never"), ("moveFrom", " elsewhere")):
        letters = "delText" if name == "del" else "t"
        paragraph.append(
            parse_xml(
                f'<w:{name} {nsdecls("w")} w:id="1"><w:r><w:{letters} xml:space="preserve">'
                f"{text}</w:{letters}></w:r></w:{name}>"
            )
        )
    (entry,) = entries(saved(document))

    assert "Called by hospital twice" == entry.event


def test_merged_cells_of_word_count_for_each_row() -> None:
    """There it is certain which rows they belong to."""
    document = word(HEADS, CALL, ("", "20:00", "log", "Visit"))
    cells = document.tables[0].columns[0].cells
    cells[1].merge(cells[2])

    assert ["2026-03-12"] * 2 == [entry.when.written for entry in entries(saved(document))]


def test_faults_in_word_name_the_table() -> None:
    """A later table without headings is refused, one that is no chronology is passed over."""
    document = word(("Name", "Role"), ("Dr Who", "author"))
    for rows in ((HEADS, CALL), (CALL, CALL)):
        table = document.add_table(0, 4)
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text

    assert [
        "table 3, row 1: this table has no headings; give it those of the table before, or join the two"
    ] == faults(saved(document))


def test_a_table_as_chronolator_has_it() -> None:
    """Its five ordering columns, the source, and columns chosen for the case."""
    heads = (
        "Start Date",
        "Start Time",
        "End Date",
        "End Time",
        "Sequence",
        "Source of Information",
    )
    row = ("?22 May 2016", "", "24 May 2016", "", "2", "Police log")
    document = word((*heads, "Event Details", "Ref"), (*row, "Moved in", "P-7"))
    (entry,) = entries(saved(document))

    assert ("?22 May 2016", 2, "Police log") == (entry.when.written, entry.sequence, entry.source)
    assert entry.end is not None
    assert (date(2016, 5, 24), "Ref: P-7") == (entry.last_day, entry.comment)


def test_cells_that_no_paper_can_hold_are_cleaned() -> None:
    """Control characters become spaces."""
    (entry,) = entries(b"Date,Source,Event\n3/5/25,log,A\x0bB\x07\n")

    assert "A B" == entry.event


def test_a_cell_may_be_as_long_as_excel_lets_it_be() -> None:
    """And no longer."""
    longest = "x" * 32_767

    assert 1 == len(entries(csv("Date,Source,Event", f"3/5/25,log,{longest}")))
    assert ["row 2, Event: this has more than 32,767 characters"] == faults(
        csv("Date,Source,Event", f"3/5/25,log,{longest}y")
    )


def test_what_many_rows_have_alike_is_read_once() -> None:
    """A day and a time that were read before are known; a cell in which nothing stands is not read."""
    rows = csv(",".join((*HEADS, "Impact")), *(",".join((*CALL, "")) for _ in range(300)))
    calls = counted_calls(lambda: entries(rows))

    assert calls["entry"] == 300
    assert max(calls["when_of"], calls["time_of"], calls["_impact"]) <= 1
