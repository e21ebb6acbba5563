"""Typed answers, read as the schema says."""

from __future__ import annotations

import pytest

from pathway.cli.conversation.answers import read_answer


@pytest.mark.parametrize("typed", ["nan", "inf", "-Infinity", "1e999"])
def test_what_json_cannot_hold_is_not_a_number(typed: str) -> None:
    """It is left as it was typed, and the check refuses it."""
    assert typed == read_answer(typed, {"type": "number"})


def test_numbers_are_read_as_numbers() -> None:
    """A whole number stays whole where a fraction would do as well."""
    assert (3, 3.5, -2) == tuple(
        read_answer(text, {"type": "number"}) for text in ("3", "3.5", "-2")
    )


def test_days_are_read_as_people_write_them() -> None:
    """A day becomes the one that the schema wants; what is no day is left for the check."""
    schema = {"type": "string", "format": "date"}

    assert "2027-03-31" == read_answer("Wed 31/3/27", schema)
    assert "31 March" == read_answer("31 March", schema)
