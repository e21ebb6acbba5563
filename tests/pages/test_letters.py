"""Letters in Chromium, as a mail client on a telephone shows them; run by `make test-all`."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from pathway.notifications.writing.compose import Line
from tests.browsers import asked
from tests.pages.invented import DIGEST, ESCALATED, LETTERS, REMINDER, TODAY, page

TELEPHONE, SMALLEST = 360, 14  # CSS pixels
FORTY = tuple(
    replace(ESCALATED, reference=f"PR-2026-{number:04}", due=TODAY - timedelta(days=number))
    for number in range(1, 41)
)
ONE_WORD = replace(REMINDER, duty="Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" * 2)
PAGES = {
    **LETTERS,
    "forty": FORTY,
    "one word": (ONE_WORD,),
    "one word of two": (ONE_WORD, ESCALATED),
}
# What is the left edge's colour, and what is written beside it.
MARKED = """
return [...page.querySelectorAll("td")]
    .filter(cell => parseFloat(page.defaultView.getComputedStyle(cell).borderLeftWidth) >= 4)
    .map(cell => [page.defaultView.getComputedStyle(cell).borderLeftColor, cell.closest("table").innerText]);
"""
MEASURED = """
const styles = page.querySelectorAll("style, link[rel=stylesheet]");
styles.forEach(one => one.remove());
const texts = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT), sizes = [];
while (texts.nextNode()) {
    if (texts.currentNode.textContent.trim()) {
        sizes.push(parseFloat(page.defaultView.getComputedStyle(texts.currentNode.parentElement).fontSize));
    }
}
return {
    width: page.documentElement.scrollWidth, inside: page.body.scrollWidth, window: page.defaultView.innerWidth,
    smallest: Math.min(...sizes), texts: sizes.length, styles: styles.length,
};
"""
WORDS = {
    "rgb(212, 53, 28)": ("Overdue",),
    "rgb(181, 136, 64)": ("Due today",),
    "rgb(29, 112, 184)": ("Due in", "Due by", "Reminder", "For your information"),
}


@pytest.mark.parametrize("base_url", ["https://pathway.example.org", None], ids=["link", "command"])
@pytest.mark.parametrize("lines", PAGES.values(), ids=PAGES.keys())
def test_a_letter_fits_a_telephone_and_can_be_read(
    lines: tuple[Line, ...], base_url: str | None
) -> None:
    """
    At 360 pixels nothing is to be pushed aside, no text is small, and nothing rests on a style
    sheet.
    """
    measured: dict[str, Any] = asked(page(lines, base_url), MEASURED, TELEPHONE)

    assert TELEPHONE == measured["window"]
    assert max(measured["width"], measured["inside"]) <= TELEPHONE
    assert measured["smallest"] >= SMALLEST
    assert measured["texts"] > len(lines)
    assert 0 == measured["styles"]


@pytest.mark.parametrize(
    "lines", [DIGEST, (REMINDER,), (ESCALATED,), FORTY], ids=["all", "ahead", "over", "forty"]
)
def test_what_a_colour_means_is_also_in_words(lines: tuple[Line, ...]) -> None:
    """Colour is never the only sign."""
    marked: list[tuple[str, str]] = asked(page(lines), MARKED, TELEPHONE)

    assert len(marked) >= len(lines)
    assert [] == [
        (colour, text)
        for colour, text in marked
        if not any(words in text for words in WORDS[colour])
    ]


def test_a_page_that_is_too_wide_is_noticed() -> None:
    """The measure itself: a page of 400 pixels and small print does not pass."""
    measured = asked(
        '<body style="margin: 0"><p style="width: 400px; font-size: 9px">Wide', MEASURED, TELEPHONE
    )

    assert (400, 9) == (measured["width"], measured["smallest"])
