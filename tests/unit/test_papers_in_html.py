"""A paper as HTML: one page that needs nothing else, or a part of somebody's own page."""

from __future__ import annotations

import re
from typing import cast

import lxml.html
import pytest
from lxml.html import HtmlElement

from pathway.documents.paper import Heading, Paragraph
from pathway.documents.printing.html import paper_as_html
from tests.papers import HOSTILE, PICTURE_TEXT, paper


def parsed(text: str) -> HtmlElement:
    """Return a page as a browser reads it."""
    return lxml.html.document_fromstring(text)


def elements(page: HtmlElement, path: str) -> list[HtmlElement]:
    """Return the elements at a path."""
    return cast("list[HtmlElement]", page.xpath(path))


def test_a_page_has_its_language_title_and_main_part() -> None:
    """What a screen reader asks for first."""
    page = parsed(paper_as_html(paper(reference="PR-2026-0001")))

    assert "en-GB" == page.get("lang")
    assert "PR-2026-0001: Case pack" == elements(page, "//title")[0].text
    assert 1 == len(elements(page, "//main"))
    assert 1 == len(elements(page, "//h1"))


def test_headings_go_down_step_by_step() -> None:
    """The paper's title is the first, and no level is left out."""
    page = parsed(paper_as_html(paper()))

    assert ["h1", "h2", "h3"] == [heading.tag for heading in elements(page, "//h1|//h2|//h3|//h4")]


def test_tables_have_headers_and_captions_and_pictures_their_words() -> None:
    """Each header cell says that it is one of a column."""
    page = parsed(paper_as_html(paper()))

    assert ["Question", "Answer", "Action", "Rating"] == [
        cell.text for cell in elements(page, "//thead//th[@scope='col']")
    ]
    assert ["The plan"] == [caption.text for caption in elements(page, "//caption")]
    assert [PICTURE_TEXT] == [picture.get("alt") for picture in elements(page, "//img")]


def test_a_page_needs_nothing_from_elsewhere() -> None:
    """No script, and no address from which a browser would fetch anything."""
    text = paper_as_html(paper(Paragraph(HOSTILE), watermark="DRAFT"))

    assert [] == elements(parsed(text), "//script|//link|//iframe|//*[@href]")
    assert [] == re.findall(r"url\(|@import", text)


def test_a_fragment_is_one_article_at_the_level_of_its_host() -> None:
    """A host puts it below a heading of its own, in its own style."""
    text = paper_as_html(paper(Heading("Part")), is_fragment=True, title_level=3)

    assert text.startswith('<article class="paper">')
    assert "<style" not in text
    assert "<h3>Case pack</h3>" in text
    assert "<h4>Part</h4>" in text


def test_a_title_below_the_third_level_is_refused() -> None:
    """There are only six levels of headings, and a paper needs four."""
    with pytest.raises(ValueError, match="from 1 to 3"):
        paper_as_html(paper(), is_fragment=True, title_level=4)
