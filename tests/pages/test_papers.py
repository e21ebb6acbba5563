"""Papers in Chromium: nothing has to be pushed aside, whatever stands in them."""

from __future__ import annotations

import pytest

from pathway.documents.paper import Bullets, Facts, Grid, Heading, Paragraph
from pathway.documents.printing.html import paper_as_html
from tests.browsers import asked
from tests.papers import HOSTILE, paper

WORD = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" * 4
MEASURED = """
return {
    width: page.documentElement.scrollWidth,
    window: page.defaultView.innerWidth,
    scripts: page.scripts.length,
    cut: [...page.querySelectorAll("td, th, p, li")].filter(one => one.scrollWidth > one.clientWidth + 1).length,
};
"""


@pytest.mark.parametrize("width", [360, 768, 1400])
def test_a_paper_fits_every_screen(width: int) -> None:
    """Long words are broken and tables stay within the page, on a telephone too."""
    columns = ["No", "Action", "Owner", "Due", "Rating"]
    row = ["1", WORD, "r.practitioner@childrens-services.example.org", "31 March 2027", "Red"]
    written = paper(
        Heading(WORD),
        Paragraph(HOSTILE),
        Facts([(WORD, WORD)]),
        Grid(columns, [row] * 3, WORD),
        Bullets([WORD]),
        watermark="DRAFT",
    )
    seen = asked(paper_as_html(written), MEASURED, width)

    assert seen["window"] == seen["width"]
    assert (0, 0) == (seen["cut"], seen["scripts"])
