"""A paper as PDF: tagged for screen readers, and nothing runs off the page."""

from __future__ import annotations

import pytest

from pathway.documents.paper import Cell, Grid, Heading, Paragraph, Picture
from pathway.documents.printing.pdf import paper_as_pdf
from tests.papers import PICTURE_TEXT, paper, png
from tests.pdfs import Box, Page, pages_of, title_of

WORD = "Donaudampfschifffahrtsgesellschaftskapitaen" * 20
ADDRESS = "r.practitioner.of.the.borough@childrens-services.example.org"


def test_what_a_screen_reader_needs_is_tagged() -> None:
    """Headings have their level, tables their header cells, and pictures their text."""
    (page,) = pages_of(paper_as_pdf(paper()))
    read = page.tags

    assert ["H1", "H2"] == [tag for tag in read if tag in ("H1", "H2")]
    assert 4 == read.count("TH")
    assert 4 == read.count("TD")
    assert PICTURE_TEXT in read


def test_a_pdf_names_itself_and_its_language() -> None:
    """A reader shows the title instead of a file's name, and reads it out in English."""
    content = paper_as_pdf(paper())

    assert "Case pack" == title_of(content)
    assert b"/Lang(en-GB)" in content
    assert b"pdfuaid:part" in content


@pytest.mark.parametrize("is_wide", [False, True])
def test_every_letter_is_within_the_page(is_wide: bool) -> None:
    """Long words and addresses are broken, in a narrow column too."""
    columns = ["No", "Action", "Owner", "Due", "Rating", "Evidence"]
    row: list[str | Cell] = [
        "1",
        WORD,
        ADDRESS,
        "31 March 2027",
        Cell("Amber: due soon", "amber"),
        WORD,
    ]
    content = paper_as_pdf(
        paper(Paragraph(WORD), Heading(WORD), Grid(columns, [row] * 40), is_wide=is_wide)
    )
    outside = [
        box for page in pages_of(content) for box in page.letters if not _is_within(page, box)
    ]

    assert [] == outside


def _is_within(page: Page, box: Box) -> bool:
    left, bottom, right, top = box
    width, height = page.size
    # The margins, without what some letters reach over their own width.
    return 50 <= left and right <= width - 50 and 0 <= bottom and top <= height


def test_the_header_of_a_table_is_on_each_of_its_pages() -> None:
    """Five hundred actions take many pages, and each says what its columns are."""
    rows = [[str(number), "Train the staff"] for number in range(500)]
    pages = pages_of(paper_as_pdf(paper(Grid(["Number", "Action"], rows))))

    assert len(pages) > 5
    assert all("Number Action" in " ".join(page.text.split()) for page in pages)


def test_a_tall_picture_fits_the_page() -> None:
    """It is made smaller instead of being cut off."""
    (page,) = pages_of(paper_as_pdf(paper(Picture(png(10, 900), "Tall"))))
    ((left, bottom, right, top),) = page.pictures
    width, height = page.size

    assert 0 < left < right < width
    assert 0 < bottom < top < height


def test_what_is_no_png_is_refused() -> None:
    """A picture of another kind is a mistake of whoever made the paper."""
    with pytest.raises(ValueError, match="not a PNG"):
        paper_as_pdf(paper(Picture(b"GIF89a", "No PNG")))
