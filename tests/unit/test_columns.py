"""Columns of a table that does not fit: texts fold, what is short stays whole, no word is cut."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pathway.cli.screens.columns import widths_for

TITLE = "Send the serious incident notification to the Panel"
CELLS = st.lists(st.text("ab \n", min_size=0, max_size=40), min_size=2, max_size=4)
TABLES = st.integers(1, 5).flatmap(lambda count: st.lists(CELLS, min_size=count, max_size=count))


def test_what_fits_is_left_as_it_is() -> None:
    """No width is set, so that short tables stay narrow."""
    assert [None, None] == widths_for([["Case", "PR-2026-0001"], ["What", TITLE]], 70)


def test_a_long_text_makes_room_for_an_address() -> None:
    """It folds; the day and the address, which is one word, do not."""
    columns = [
        ["Due", "Thu 19 Mar 2026"],
        ["What", TITLE],
        ["Whose", "author.northerncarealliance@example.org"],
    ]

    assert [15, 20, 39] == widths_for(columns, 74)


def test_a_day_is_folded_before_a_word_is_cut() -> None:
    """In a room too narrow for both."""
    columns = [["Due", "Thu 19 Mar 2026"], ["Whose", "author.northerncarealliance@example.org"]]

    assert [11, 39] == widths_for(columns, 50)


def test_where_not_even_the_words_fit_nothing_is_promised() -> None:
    """Then a word is cut, so that nothing of it is lost."""
    assert [None] == widths_for([["author.northerncarealliance@example.org"]], 30)


@given(TABLES, st.integers(1, 120))
def test_widths_fit_the_room_and_every_word(columns: list[list[str]], room: int) -> None:
    """Whatever the cells hold, an empty one included."""
    widths = widths_for(columns, room)
    known = [width for width in widths if width is not None]
    words = [
        max((len(word) for cell in cells for word in cell.split()), default=0) for cells in columns
    ]

    assert len(columns) == len(widths)
    assert sum(known) <= room
    assert not known or all(word <= width for word, width in zip(words, known, strict=True))
