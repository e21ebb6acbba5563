"""The texts of workbooks, OpenDocument files and slides with their places."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment

from pathway.documents.office import UnreadableOffice
from pathway.documents.personal_data.file_texts import MAX_CONTEXT, FileText
from pathway.documents.personal_data.finds import Passage
from pathway.documents.personal_data.looking import look
from pathway.documents.personal_data.reading import SEARCHED, texts_of
from tests.office_files import ODT_PARTS, archive

NAMESPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
MAIN_PARTS = (
    "word/document.xml",
    "xl/workbook.xml",
    "content.xml",
    "ppt/presentation.xml",
    "ppt/slides/slide1.xml",
)
BODY = """
<text:tracked-changes><text:deletion><text:p>Was here</text:p></text:deletion></text:tracked-changes>
<text:h>Notes</text:h>
<text:p>Ring <text:span>07400</text:span><text:s text:c="2"/>123456<office:annotation
><dc:creator>Jayden Archer</dc:creator><text:p>Not his.</text:p></office:annotation> today</text:p>
<table:table table:name="Table1">
<table:table-row><table:table-cell><text:p>Our list</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="2"><table:table-cell><text:p>Child</text:p>
</table:table-cell><table:table-cell><text:p>Date of birth</text:p></table:table-cell>
</table:table-row>
<table:table-row><table:table-cell/><table:table-cell><text:p>4 March 2015</text:p>
</table:table-cell></table:table-row></table:table>
"""


def open_document(body: str, kind: str = "text", **parts: str) -> bytes:
    """Return an OpenDocument file with that body, and further parts."""
    content = f"<office:document-content {NAMESPACES}><office:body><office:{kind}>{body}"
    content += f"</office:{kind}></office:body></office:document-content>"
    more = {f"{name}.xml": part.encode() for name, part in parts.items()}
    return archive(ODT_PARTS | {"content.xml": content.encode()} | more)


def workbook(*sheets: Callable[[Any], None]) -> bytes:
    """Return a workbook whose sheets were filled in."""
    book, stream = Workbook(), io.BytesIO()
    book.remove(book.worksheets[0])
    for number, fill in enumerate(sheets, start=1):
        fill(book.create_sheet(f"Part {number}"))
    book.save(stream)
    return stream.getvalue()


def children(sheet: Any) -> None:
    """Fill in a table under a title, as people keep one."""
    sheet.append(["Children"])
    sheet.append(["Child", "Date of birth", "Mobile", "NHS number"])
    sheet.append(["Child A", date(2015, 3, 4), 7400123456, 9434765919])
    sheet["A3"].comment = Comment("Also known as Jay", "Jayden Archer")


def by_place(texts: Iterator[FileText]) -> dict[str, str]:
    """Return texts by their places."""
    return {text.where: text.text for text in texts}


def kinds_in(kind: str, content: bytes) -> list[str]:
    """Return what kinds of personal data are found in a file."""
    texts = texts_of(kind, content)
    passages = [Passage(text.where, text.text, text.context) for text in texts]
    return [find.kind for find in look(passages).finds]


def test_texts_of_open_document_have_their_places() -> None:
    """A comment is no part of the paragraph that it is about."""
    texts = by_place(texts_of("odt", open_document(BODY)))

    assert {
        "deleted text, paragraph 1": "Was here",
        "paragraph 1": "Notes",
        "paragraph 2": "Ring 07400 123456 today",
        "comment, paragraph 1": "Jayden Archer",
        "comment, paragraph 2": "Not his.",
        "table 1, row 1, column 1": "Our list",
        "table 1, row 2, column 1": "Child",
        "table 1, row 2, column 2": "Date of birth",
        "table 1, row 4, column 2": "4 March 2015",
    } == texts


def test_headers_and_properties_of_open_document_are_read() -> None:
    """They go out with the file."""
    header = f"<x {NAMESPACES}><style:header><text:p>Ward 3</text:p></style:header></x>"
    author = f"<x {NAMESPACES}><dc:creator>Jayden Archer</dc:creator></x>"

    texts = by_place(texts_of("odt", open_document("", styles=header, meta=author)))

    assert {"header, paragraph 1": "Ward 3", "properties of the file": "Jayden Archer"} == texts


def test_what_is_in_open_document_is_found() -> None:
    """By the heading of its column too, under the name of its sheet."""
    assert ["date_of_birth", "telephone_number"] == kinds_in("odt", open_document(BODY))
    table = BODY[BODY.index("<table:table ") :]
    sheets = open_document(table, kind="spreadsheet")
    assert "sheet Table1, row 4, column 2" in by_place(texts_of("ods", sheets))


def test_cells_of_a_workbook_are_read_as_people_see_them() -> None:
    """Days by their format, telephone numbers with the zero that a number loses."""
    texts = by_place(texts_of("xlsx", workbook(children)))

    assert "2015-03-04" == texts["sheet Part 1, cell B3"]
    assert "07400123456" == texts["sheet Part 1, cell C3"]
    assert "Also known as Jay" == texts["comment on cell A3"]
    assert "Jayden Archer" == texts["author of a comment"]


def test_what_is_in_a_workbook_is_found_on_hidden_sheets_too() -> None:
    """Whoever gets the file can show them."""

    def hidden(sheet: Any) -> None:
        children(sheet)
        sheet.sheet_state = "hidden"

    found = kinds_in("xlsx", workbook(lambda sheet: sheet.append(["Notes"]), hidden))

    assert ["nhs_number", "date_of_birth", "telephone_number"] == found


def test_slides_are_read_with_their_notes() -> None:
    """Each paragraph with the number of its slide."""
    slide = (
        b'<s xmlns:a="a"><a:p><a:r><a:t>07400 </a:t></a:r><a:r><a:t>123456</a:t></a:r></a:p></s>'
    )
    parts = {
        "ppt/presentation.xml": b"<p/>",
        "ppt/slides/slide2.xml": slide,
        "ppt/notesSlides/notesSlide2.xml": slide,
    }

    texts = by_place(texts_of("pptx", archive(parts)))

    expected = {"slide 2, paragraph 1": "07400 123456"}
    assert expected | {"notes of slide 2, paragraph 1": "07400 123456"} == texts


@pytest.mark.parametrize("kind", ["docx", "pptx"])
def test_diagrams_are_read(kind: str) -> None:
    """A family tree is often drawn with ready-made shapes, which are in parts of their own."""
    room = {"docx": "word", "pptx": "ppt"}[kind]
    drawn = b'<d xmlns:a="a"><a:p><a:r><a:t>Ring 07400 123456</a:t></a:r></a:p></d>'
    body = {"word/document.xml": b"<w/>", "ppt/presentation.xml": b"<p/>"}

    texts = by_place(texts_of(kind, archive(body | {f"{room}/diagrams/data1.xml": drawn})))

    assert {"diagram, paragraph 1": "Ring 07400 123456"} == texts


def test_a_cell_of_very_many_paragraphs_is_read_in_time() -> None:
    """What is told of a cell is no longer than a line or two, however long the cell."""
    paragraphs = "<text:p/>" * 40_000 + "<text:p>Ring 07400 123456</text:p>"
    table = "<table:table><table:table-row><table:table-cell>" + paragraphs
    content = open_document(table + "</table:table-cell></table:table-row></table:table>")
    [text] = [text for text in texts_of("odt", content) if text.text.strip()]

    assert "Ring 07400 123456" == text.text
    assert len(text.context) <= MAX_CONTEXT


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pptx", "odt", "ods"])
def test_damaged_files_are_not_read(kind: str) -> None:
    """And what is no such file."""
    empty = archive({"other.xml": b"<x/>"})

    for content in (b"PK", empty, archive(dict.fromkeys(MAIN_PARTS, b"<cut"))):
        with pytest.raises(UnreadableOffice):
            list(texts_of(kind, content))


def test_a_bomb_of_repeats_is_only_a_number() -> None:
    """Nothing is unrolled."""
    row = '<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
    row += f'table:number-columns-repeated="{"9" * 5000}"><text:p>Here</text:p></table:table-cell>'
    body = f'<table:table table:name="One">{(row + "</table:table-row>") * 3}</table:table>'

    texts = texts_of("ods", open_document(body, kind="spreadsheet"))

    assert "sheet One, row 2097153, column 1" == list(texts)[-1].where


def test_every_kind_of_office_file_is_searched() -> None:
    """All but PDF files and pictures."""
    assert {"docx", "xlsx", "pptx", "odt", "ods", "txt", "md", "csv"} == set(SEARCHED)
