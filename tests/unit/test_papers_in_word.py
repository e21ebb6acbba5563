"""A paper as a Word document: real headings, tables that screen readers understand, en-GB."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from docx import Document
from docx.document import Document as Written
from lxml import etree

from pathway.documents.paper import Grid, Paper
from pathway.documents.printing.word import paper_as_docx
from tests.papers import PICTURE_TEXT, W, paper, word_xml

if TYPE_CHECKING:
    from lxml.etree import _Element as Element  # pyright: ignore[reportPrivateUsage] - it has no other

DRAWING_PROPERTIES = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
VML_TEXT = "{urn:schemas-microsoft-com:vml}textpath"


def opened(written: Paper) -> Written:
    """Return a paper as python-docx reads its Word document."""
    return Document(io.BytesIO(paper_as_docx(written)))


def marks(row: Element) -> list[str]:
    """Return what Word is told of a row of a table."""
    return [etree.QName(mark).localname for mark in row.iter(f"{W}cantSplit", f"{W}tblHeader")]


def test_headings_are_headings() -> None:
    """Word's own styles, in the order of the paper, so that its list of headings shows them."""
    styles = [
        (paragraph.style.name, paragraph.text)
        for paragraph in opened(paper()).paragraphs
        if paragraph.style is not None
    ]
    headings = [
        (name, text) for name, text in styles if name and name.startswith(("Title", "Head"))
    ]

    assert [
        ("Title", "Case pack"),
        ("Heading 1", "What happened"),
        ("Heading 2", "In full"),
    ] == headings


def test_tables_have_header_rows_and_words_that_stand_for_them() -> None:
    """The first row is repeated on each page, and no row that fits on one is divided."""
    facts, plan = opened(paper()).tables
    _, xml = word_xml(paper_as_docx(paper())).iter(f"{W}tbl")
    first, second = xml.iter(f"{W}tr")
    (caption,) = xml.iter(f"{W}tblCaption")

    assert ["Question", "Answer"] == [cell.text for cell in facts.rows[0].cells]
    assert ["Train the staff", "Red: overdue"] == [cell.text for cell in plan.rows[1].cells]
    assert ["cantSplit", "tblHeader"] == marks(first)
    assert ["cantSplit"] == marks(second)
    assert "The plan" == caption.get(f"{W}val")


def test_a_row_that_may_not_fit_on_a_page_may_be_divided() -> None:
    """Some programs cut off the rest of such a row."""
    written = paper(Grid(["a"], [["word " * 3000]]))
    _, row = word_xml(paper_as_docx(written)).iter(f"{W}tr")

    assert [] == marks(row)


def test_a_picture_has_words_that_stand_for_it() -> None:
    """They are read out."""
    (picture,) = word_xml(paper_as_docx(paper())).iter(DRAWING_PROPERTIES)

    assert PICTURE_TEXT == picture.get("descr")


def test_language_title_and_nobody_as_author() -> None:
    """A screen reader speaks English; nothing says which program or person wrote it, or when."""
    document = opened(paper(reference="PR-2026-0001"))
    properties = document.core_properties
    styles = word_xml(paper_as_docx(paper()), "styles")
    languages = {mark.get(f"{W}val") for mark in styles.iter(f"{W}lang")}

    assert ("Case pack", "PR-2026-0001", "en-GB", "") == (
        properties.title,
        properties.subject,
        properties.language,
        properties.author,
    )
    assert {"en-GB"} == languages
    assert (None, None) == (properties.created, properties.modified)


def test_each_page_has_its_marking_watermark_and_number() -> None:
    """The marking is in the header, the watermark lies behind the text, and pages are counted."""
    written = paper(marking="OFFICIAL-SENSITIVE", watermark="DRAFT", reference="PR-2026-0001")
    section = opened(written).sections[0]
    content = paper_as_docx(written)
    behind = [word.get("string") for word in word_xml(content, "header1").iter(VML_TEXT)]
    fields = [field.text for field in word_xml(content, "footer1").iter(f"{W}instrText")]

    assert "OFFICIAL-SENSITIVE" == section.header.paragraphs[0].text
    assert "DRAFT" in behind
    assert "PR-2026-0001: Case pack    Page 1 of 1" == section.footer.paragraphs[0].text
    assert [" PAGE ", " NUMPAGES "] == fields


def test_wide_pages_lie_on_their_side() -> None:
    """For tables with many columns."""
    section = opened(paper(is_wide=True)).sections[0]

    assert section.page_width is not None
    assert section.page_height is not None
    assert section.page_width > section.page_height


def test_nothing_in_a_document_says_when_it_was_made() -> None:
    """Not even the parts of the file that it is packed of."""
    with zipfile.ZipFile(io.BytesIO(paper_as_docx(paper()))) as parts:
        days = {part.date_time for part in parts.infolist()}

    assert {(1980, 1, 1, 0, 0, 0)} == days
