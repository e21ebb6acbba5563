"""What `--set NAME=VALUE` says is put where its name leads, or refused in a sentence."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathway.cli.assignments import Schema, applied, assignments_in

SCHEMA: Schema = {
    "properties": {
        "line": {"type": "string"},
        "done": {"type": "boolean"},
        "count": {"type": "integer"},
        "on": {"type": "string", "format": "date"},
        "answer": {"type": "string", "enum": ["yes", "no"]},
        "code": {"type": "string", "enum": ["10", "20"]},
        "lines": {"type": "array", "items": {"type": "string"}},
        "children": {"type": "array", "items": {"properties": {"label": {"type": "string"}}}},
    }
}


def no_file(name: str) -> str:
    """Refuse every file."""
    raise ValueError(f"There is no file {name}.")


def said(*values: str, schema: Schema | None = SCHEMA) -> dict[str, Any]:
    """Return the input that some values make."""
    return applied({}, assignments_in(values, no_file), schema)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("line=0010027", {"line": "0010027"}),
        ("line=10027", {"line": "10027"}),
        ("line=1.10", {"line": "1.10"}),
        ("line=false", {"line": "false"}),
        ("line=null", {"line": None}),
        ("count=10027", {"count": 10027}),
        ("answer=true", {"answer": True}),
        ("answer=yes", {"answer": "yes"}),
        ("done=yes", {"done": True}),
        ("done=No", {"done": False}),
        ("done=perhaps", {"done": "perhaps"}),
        ("line=yes", {"line": "yes"}),
        ("code=10", {"code": "10"}),
        ("lines[0]=5", {"lines": ["5"]}),
        ("lines=[5]", {"lines": [5]}),
        ("children[0].label=7", {"children": [{"label": "7"}]}),
        ("unknown=7", {"unknown": 7}),
        ("on=31/3/2027", {"on": "2027-03-31"}),
        ("on=Wed 31 March 2027", {"on": "2027-03-31"}),
        ("on=2027-03-31", {"on": "2027-03-31"}),
        ("on=31/2/2027", {"on": "31/2/2027"}),
        ("line=31/3/2027", {"line": "31/3/2027"}),
    ],
)
def test_the_schema_says_what_is_text(value: str, expected: dict[str, Any]) -> None:
    """A number remains as it was typed where text is wanted, and only there."""
    assert expected == said(value)


def test_without_a_schema_a_number_is_a_number() -> None:
    """As it would be in JSON."""
    assert {"line": 10027} == said("line=10027", schema=None)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(alphabet='ab.[]0=@"{}:,1 ', max_size=20), max_size=4))
def test_any_values_are_an_input_or_refused(values: list[str]) -> None:
    """No other error leaves the reader."""
    with suppress(ValueError):
        assert len(said(*values)) <= len(values)
