"""The content of a file, sealed in parts: whatever is done to them is noticed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathway.errors import VerificationFailed
from pathway.storage.documents.streams import PART_BYTES, Stream, new_salt

KEY = bytes(range(32))
CASE = "PR-2026-0001"


def stream_of(content: bytes, reference: str = CASE) -> Stream:
    """Return what is known of a content."""
    return Stream(reference, hashlib.sha256(content).hexdigest(), len(content), new_salt())


def parts_of(content: bytes) -> list[bytes]:
    """Return a content in its parts."""
    return [content[at : at + PART_BYTES] for at in range(0, len(content), PART_BYTES)]


@given(st.binary(min_size=1, max_size=2_000))
def test_what_is_sealed_opens_to_the_same(content: bytes) -> None:
    """And nothing of it is seen in between."""
    stream = stream_of(content)
    sealed = list(stream.seal(KEY, parts_of(content)))

    assert content == b"".join(stream.unseal(KEY, sealed))
    assert [stream.sealed_size(0)] == [len(part) for part in sealed]


@pytest.mark.parametrize("size", [PART_BYTES - 1, PART_BYTES, PART_BYTES + 1, 3 * PART_BYTES])
def test_a_part_is_about_a_mebibyte(size: int) -> None:
    """Where the last part is full, it is the last all the same."""
    content = os.urandom(size)
    stream = stream_of(content)
    sealed = list(stream.seal(KEY, parts_of(content)))

    assert stream.count == len(sealed)
    assert [stream.sealed_size(number) for number in range(stream.count)] == [
        len(part) for part in sealed
    ]
    assert content == b"".join(stream.unseal(KEY, sealed))


DAMAGES: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "cut off": lambda parts: parts[:-1],
    "the last cut": lambda parts: [*parts[:-1], parts[-1][:-1]],
    "swapped": lambda parts: [parts[1], parts[0], parts[2]],
    "doubled": lambda parts: [parts[0], *parts],
    "appended": lambda parts: [*parts, parts[-1]],
    "flipped": lambda parts: [parts[0], bytes([parts[1][0] ^ 1]) + parts[1][1:], parts[2]],
    "emptied": lambda _: [],
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_content_does_not_open(damage: str) -> None:
    """At the latest at its end."""
    content = os.urandom(2 * PART_BYTES + 5)
    stream = stream_of(content)
    sealed = list(stream.seal(KEY, parts_of(content)))

    with pytest.raises(VerificationFailed):
        list(stream.unseal(KEY, DAMAGES[damage](sealed)))


def test_content_opens_only_in_its_own_case_under_its_own_hash_and_key() -> None:
    """Nobody can give a case the file of another."""
    content = b"Seen at home."
    stream = stream_of(content)
    sealed = list(stream.seal(KEY, [content]))
    others = [
        Stream("PR-2026-0002", stream.sha256, stream.size, stream.salt),
        Stream(CASE, "0" * 64, stream.size, stream.salt),
        Stream(CASE, stream.sha256, stream.size, new_salt()),
    ]

    for other in others:
        with pytest.raises(VerificationFailed):
            list(other.unseal(KEY, sealed))
    with pytest.raises(VerificationFailed):
        list(stream.unseal(bytes(32), sealed))
