"""
A paper as Word, PDF and HTML: every word of it is in each print, whatever somebody wrote, and
nothing that somebody wrote is carried out.
"""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathway.documents.paper import Bullets, Cell, Facts, Grid, Heading, Paper, Paragraph
from pathway.documents.printing.characters import paragraphs_of, printable
from pathway.documents.printing.html import paper_as_html
from pathway.documents.printing.pdf import paper_as_pdf
from pathway.documents.printing.prepared import prepared
from pathway.documents.printing.word import paper_as_docx
from tests.papers import HOSTILE, letters, paper, prints, texts_of

# Letters that every font has: what is done where one is missing has a test of its own.
TEXTS = st.text(st.characters(max_codepoint=0x17F), max_size=40)
LINES = st.lists(TEXTS, max_size=3)
CELLS = st.one_of(TEXTS, st.builds(Cell, TEXTS, st.sampled_from(["none", "red", "green"])))
GRIDS = st.integers(1, 4).flatmap(
    lambda size: st.builds(
        Grid,
        st.lists(TEXTS, min_size=size, max_size=size),
        st.lists(st.lists(CELLS, min_size=size, max_size=size), max_size=3),
        TEXTS,
    )
)
BLOCKS = st.one_of(
    st.builds(Heading, TEXTS, st.integers(1, 3)),
    st.builds(Paragraph, TEXTS, st.sampled_from(["normal", "note", "warning"])),
    st.builds(Bullets, LINES, st.booleans()),
    st.builds(Facts, st.lists(st.tuples(TEXTS, TEXTS), max_size=3)),
    GRIDS,
)
PAPERS = st.builds(
    Paper,
    TEXTS,
    st.lists(BLOCKS, max_size=4),
    reference=TEXTS,
    marking=TEXTS,
    watermark=TEXTS,
    circulation=LINES,
    is_wide=st.booleans(),
)


@given(PAPERS)
@settings(max_examples=60, deadline=None)
def test_every_text_is_in_every_print(written: Paper) -> None:
    """Whatever stands in a paper can be read in its Word document, its PDF and its page."""
    for kind, text in prints(written).items():
        read = letters(text)
        missing = [text for text in texts_of(written) if letters(text) not in read]

        assert [] == missing, kind


@given(PAPERS)
@settings(max_examples=30, deadline=None)
def test_a_paper_that_is_ready_stays_as_it_is(written: Paper) -> None:
    """Making a paper ready twice is the same as doing it once."""
    ready = prepared(written)

    assert ready == prepared(ready)


@pytest.mark.parametrize("place", ["paragraph", "heading", "cell", "entry", "front"])
def test_what_looks_like_markup_comes_out_as_letters(place: str) -> None:
    """Markup, code of a template, and control characters are printed as they were written."""
    written = {
        "paragraph": paper(Paragraph(HOSTILE)),
        "heading": paper(Heading(HOSTILE)),
        "cell": paper(Grid([HOSTILE], [[HOSTILE]], HOSTILE)),
        "entry": paper(Bullets([HOSTILE])),
        "front": paper(Paragraph("."), reference=HOSTILE, marking=HOSTILE, circulation=[HOSTILE]),
    }[place]

    for kind, text in prints(written).items():
        assert letters(printable(HOSTILE)) in letters(text), kind


def test_control_characters_are_written_as_their_codes() -> None:
    """Whoever reads a paper sees that something was there; nothing is rung or turned round."""
    assert "a\\u0007b \\u202e c" == printable("a\x07b\u00a0\u202e\tc")


def test_line_ends_of_every_kind_are_one() -> None:
    """What was written on Windows or an old Mac has the same paragraphs."""
    assert ["one\ntwo", "three"] == paragraphs_of(printable("one\r\ntwo\r\n \r\nthree\r"))


def test_letters_without_a_font_are_named_in_the_pdf() -> None:
    """An emoji or a Chinese character does not keep a paper from being printed."""
    text = "Said \U0001f600, \U0001f468\u200d\U0001f469\u200d\U0001f467 and 漢, in שלום and عربي."
    read = prints(paper(Paragraph(text)))

    assert "[grinning face], [man][woman][girl] and [cjk unified ideograph-6f22]" in " ".join(
        read["pdf"].split()
    )
    assert letters(text) in letters(read["word"])
    assert letters(text) in letters(read["html"])


def test_a_word_of_ten_thousand_letters_is_printed_whole() -> None:
    """It is broken at the end of each line, in a paragraph and in a narrow cell."""
    word = "x" * 10_000
    for kind, text in prints(paper(Paragraph(word), Grid(["a", "b"], [[word, "b"]]))).items():
        assert 20_000 == text.count("x"), kind


def test_headings_have_no_gaps() -> None:
    """A level that was left out is closed, because screen readers lead from level to level."""
    ready = prepared(paper(Heading("a", 3), Heading("b", 3), Heading("c", 1), Heading("d", 3)))

    assert [1, 2, 1, 2] == [block.level for block in ready.blocks if isinstance(block, Heading)]


def test_nothing_is_printed_of_what_is_empty() -> None:
    """No heading without words, no empty table and no empty list."""
    empty = (Heading(" "), Paragraph("\n\n"), Bullets([" "]), Facts([]), Grid(["a"], []))

    assert [] == prepared(paper(*empty)).blocks


def test_a_row_with_too_few_cells_is_refused() -> None:
    """Words would stand under the wrong heading."""
    with pytest.raises(ValueError, match="as many cells"):
        prepared(paper(Grid(["a", "b"], [["only one"]])))


def test_the_same_paper_gives_the_same_bytes() -> None:
    """Nothing tells when or where it was printed, so its hash can be compared."""
    written = paper(reference="PR-2026-0001", watermark="DRAFT")

    assert paper_as_docx(written) == paper_as_docx(written)
    assert paper_as_pdf(written) == paper_as_pdf(written)
    assert paper_as_html(written) == paper_as_html(written)


@pytest.mark.parametrize(("package", "printer"), [("docx", "word"), ("typst", "pdf")])
def test_without_the_packages_the_extra_is_named(package: str, printer: str) -> None:
    """Whoever has not installed it learns what to install."""
    function = {"word": "paper_as_docx", "pdf": "paper_as_pdf"}[printer]
    program = (
        f"import sys; sys.modules[{package!r}] = None\n"  # as if it were not there
        "from pathway.documents.paper import Paper\n"
        "from pathway.errors import WrongUsage\n"
        f"from pathway.documents.printing.{printer} import {function}\n"
        f"try: {function}(Paper('A paper', []))\n"
        "except WrongUsage as error: print(error)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )

    assert "practice-review-pathway[documents]" in run.stdout
