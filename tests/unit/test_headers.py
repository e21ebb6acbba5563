"""The bytes in which a header is stored."""

from __future__ import annotations

import zlib
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathway.workflows.history.events import event_from, hash_of
from pathway.workflows.history.headers import (
    GENESIS,
    LARGEST,
    LINK,
    WORDS,
    packed,
    unpacked,
)
from pathway.workflows.history.packing import WINDOW
from tests.headers import bomb
from tests.routes import in_triage

HASH = "ab" * 32


@given(st.binary(max_size=10_000))
def test_what_is_packed_is_unpacked(content: bytes) -> None:
    """Whatever the content is."""
    assert (HASH, content) == unpacked(packed(HASH, content))


def test_the_hash_before_can_be_read_without_unpacking() -> None:
    """It is what the header begins with."""
    assert bytes.fromhex(HASH) == packed(HASH, b"{}")[:LINK]


def test_the_words_never_change() -> None:
    """Every header that was ever stored points into them."""
    assert (
        "d68ed2099f17d18738bf23833d7edf6e684cdb9fae783041f06352340bf6d806"
        == sha256(WORDS).hexdigest()
    )


@pytest.mark.parametrize(
    "header",
    [
        b"",
        bytes(LINK),
        packed(GENESIS, b"{}")[:-1],
        packed(GENESIS, b"{}") + b"0",
        bomb(LARGEST + 1),
        bytes(LINK) + zlib.compress(b"{}"),
    ],
)
def test_what_is_no_header_is_refused(header: bytes) -> None:
    """Too short, too long, without end, or packed otherwise."""
    with pytest.raises(ValueError, match="content"):
        unpacked(header)


def test_nothing_is_packed_that_would_not_be_unpacked() -> None:
    """A header as large as that is refused before it is stored."""
    assert b"0" * LARGEST == unpacked(packed(GENESIS, b"0" * LARGEST))[1]
    with pytest.raises(ValueError, match="beyond all bounds"):
        packed(GENESIS, b"0" * (LARGEST + 1))


def test_a_header_that_was_read_is_not_packed_again() -> None:
    """Another library may pack alike and not the same: the hash is that of the bytes that were stored."""
    content = in_triage().events[0].content()
    compressor = zlib.compressobj(0, zlib.DEFLATED, WINDOW, zdict=WORDS)
    stored = bytes(LINK) + compressor.compress(content) + compressor.flush()

    assert stored != packed(GENESIS, content)
    assert stored == event_from(stored).header()
    assert hash_of(stored) == event_from(stored).hash == event_from(stored).closed().hash
