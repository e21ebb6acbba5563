"""The bytes in which the documents of cases, items and deadlines are stored."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathway.storage.database.packed_documents import (
    LARGEST,
    WORDS,
    document_in,
    packed,
    unpacked,
)
from tests.stored_documents import bomb, packed_otherwise


@given(st.dictionaries(st.text(), st.text() | st.integers() | st.none()))
def test_what_is_packed_is_unpacked(document: dict[str, Any]) -> None:
    """Whatever the document says."""
    content = json.dumps(document).encode()

    assert content == unpacked(packed(content))
    assert document == document_in(packed(content))


def test_the_words_never_change() -> None:
    """Every document that was ever stored points into them."""
    assert (
        "e20aa57aed6a1bf5b1a9b41bcb55bd86130c4bdb9cbe26d9ccee20e1b69553f7"
        == sha256(WORDS).hexdigest()
    )


@pytest.mark.parametrize("damaged", [b"", packed(b"{}")[:-1], packed(b"{}") + b"0", b"{}"])
def test_what_is_not_a_document_is_refused(damaged: bytes) -> None:
    """Empty, too short, too long, or not packed at all."""
    with pytest.raises(ValueError, match="content"):
        document_in(damaged)


@pytest.mark.parametrize("damaged", [None, "{}", 5])
def test_what_is_not_even_bytes_is_refused(damaged: object) -> None:
    """SQLite keeps whatever it is given."""
    with pytest.raises(TypeError):
        document_in(damaged)


def test_no_more_is_unpacked_than_was_ever_packed() -> None:
    """A few bytes that would be heaps are not; nor is as much packed."""
    with pytest.raises(ValueError, match="content"):
        unpacked(bomb(LARGEST + 1))
    with pytest.raises(ValueError, match="beyond all bounds"):
        packed(b"0" * (LARGEST + 1))


def test_a_document_says_the_same_however_it_is_packed() -> None:
    """Another library may pack alike and not the same."""
    content = packed(b'{"a":1}')

    assert content != packed_otherwise(content)
    assert unpacked(content) == unpacked(packed_otherwise(content))
