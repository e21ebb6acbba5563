"""Files from outside are read in any encoding that programs write, or refused in a sentence."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathway.text_files import MAX_BYTES, DoubleKey, content_of, json_of, text_of, toml_of

LINE = 'name = "Zoë"\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_a_file_is_read_in_the_encoding_in_which_it_was_saved(encoding: str) -> None:
    """A byte order mark tells of it, or the zeros between the letters."""
    assert LINE == text_of(LINE.encode(encoding))


def test_no_more_of_a_file_is_read_than_shows_that_it_is_too_large(tmp_path: Path) -> None:
    """Whatever is named by mistake: a device, a whole database."""
    (tmp_path / "small").write_bytes(b"abc")
    with (tmp_path / "large").open("wb") as file:
        file.truncate(10**12)  # nothing of it is on the disk

    assert b"abc" == content_of(tmp_path / "small")
    assert MAX_BYTES + 1 == len(content_of(tmp_path / "large"))


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"name = 1\nother = \xff\n", "not text in UTF-8 or UTF-16 (line 2)"),
        (b"\xff\xfe\x00", "not text in UTF-8 or UTF-16 (line 1)"),
        (b"name = 1\nother\0", "not text: it has a character NUL in line 2"),
        (b"a" * (MAX_BYTES + 1), "larger than 4 MB"),
    ],
)
def test_what_is_not_text_is_refused_with_its_line(content: bytes, fault: str) -> None:
    """No letter is guessed at."""
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the message is looked at below
        text_of(content)

    assert fault in str(refused.value)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a = 9223372036854775808", "a is a number that is too large"),
        (f"a = {'9' * 5000}", "it has a number that is too large"),
        ("a.b = [1, inf]", "a.b[1] is not a number, or a number that is too large"),
        ("a = " + "[" * 5000, "nested too deeply"),
        ("a = " + "[" * 30 + "]" * 30, "nested too deeply"),
        ("a" + ".a" * 100_000 + " = 1", "nested too deeply"),
        ("a = 1\na = 2\n", "at line 2"),
    ],
)
def test_toml_that_cannot_be_kept_is_refused(text: str, fault: str) -> None:
    """With the place, and at once."""
    began = perf_counter()
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the message is looked at below
        toml_of(text)

    assert fault in str(refused.value)
    assert perf_counter() - began < 2


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('{"a": {"b": 1e400}}', "a.b is not a number, or a number that is too large"),
        ('{"a": 9223372036854775808}', "a is a number that is too large"),
        (f'{{"a": {"9" * 5000}}}', "it has a number that is too large"),
        ('{"a": NaN}', "NaN is not a number in JSON"),
        ('{"a": "\\ud800"}', "a holds characters that cannot be stored"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a": 1,\n "b" 2}', "line 2"),
    ],
)
def test_json_that_cannot_be_kept_is_refused(text: str, fault: str) -> None:
    """With the place."""
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the message is looked at below
        json_of(text)

    assert fault in str(refused.value)


def test_a_key_that_is_there_twice_is_refused() -> None:
    """Nobody can know which of both is meant."""
    with pytest.raises(DoubleKey, match="a table has name twice"):
        json_of('[{"name": 1, "name": 2}]')


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_refused(content: bytes) -> None:
    """A text has no character NUL."""
    with suppress(ValueError):
        assert "\0" not in text_of(content)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab.=\"[]{}\n\\u19e-,'#t", max_size=60))
def test_any_text_is_a_document_or_refused(text: str) -> None:
    """Whatever is read can be written as JSON again."""
    documents: list[object] = []
    for read in (toml_of, json_of):
        with suppress(ValueError):
            documents.append(read(text))

    assert json.dumps(documents, allow_nan=False, default=str).encode()
