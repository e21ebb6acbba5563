"""The key file, and what is encrypted with it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from pathway.errors import KeyMissing, VerificationFailed
from pathway.storage.cases.sealing import Keyring, WrappedKey, seal, unseal


def test_a_key_file_is_its_owners_alone(tmp_path: Path) -> None:
    """What was made is loaded again, and nobody else may read it."""
    made = Keyring.make(tmp_path / "pathway.key")

    assert made == Keyring.load(tmp_path / "pathway.key")
    assert 0o600 == stat.S_IMODE((tmp_path / "pathway.key").stat().st_mode)


def test_a_key_file_is_never_overwritten(tmp_path: Path) -> None:
    """A key that is lost takes every sealed part with it."""
    made = Keyring.make(tmp_path / "pathway.key")

    with pytest.raises(KeyMissing, match="not overwritten"):
        Keyring.make(tmp_path / "pathway.key")

    assert made == Keyring.load(tmp_path / "pathway.key")


def test_a_key_file_needs_a_folder(tmp_path: Path) -> None:
    """Where it cannot be written, the sentence says so."""
    with pytest.raises(KeyMissing, match="cannot be written"):
        Keyring.make(tmp_path / "none" / "pathway.key")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"pathway key 1\n",
        b"pathway key 1\nAAAA\n",
        b"pathway key 2\n" + b"A" * 43 + b"=\n",
        b"hello",
    ],
)
def test_another_file_is_not_accepted_as_a_key(tmp_path: Path, content: bytes) -> None:
    """A file of something else, or half a key, is named as such."""
    path = tmp_path / "pathway.key"
    path.write_bytes(content)

    with pytest.raises(KeyMissing, match="is not a key file"):
        Keyring.load(path)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_key_file_that_an_editor_saved_is_read(tmp_path: Path, encoding: str) -> None:
    """With a byte order mark, and the line ends of Windows."""
    made = Keyring.make(tmp_path / "pathway.key")
    text = (tmp_path / "pathway.key").read_text("ascii").replace("\n", "\r\n")
    (tmp_path / "saved.key").write_bytes(text.encode(encoding))

    assert made == Keyring.load(tmp_path / "saved.key")


def test_a_missing_key_file_is_named(tmp_path: Path) -> None:
    """The sentence names the place, and a folder is no key."""
    with pytest.raises(KeyMissing, match=r"There is no key file at .*none\.key"):
        Keyring.load(tmp_path / "none.key")
    with pytest.raises(KeyMissing, match="cannot be read"):
        Keyring.load(tmp_path)


def test_a_key_reveals_nothing_of_itself() -> None:
    """Neither its number nor its description gives a byte of it away."""
    keyring = Keyring(b"k" * 32)

    assert "k" * 8 not in repr(keyring)
    assert 16 == len(keyring.key_id)


def test_a_part_sealed_twice_looks_different() -> None:
    """Two people who say the same are not seen to."""
    part = {"salt": "00", "reason": "late"}

    assert seal(b"k" * 32, "PR-2026-0001", 1, part) != seal(b"k" * 32, "PR-2026-0001", 1, part)


def test_a_part_opens_in_its_own_place_only() -> None:
    """Another event, another case or another key does not open it."""
    part = {"salt": "00", "reason": "late – Tŷ"}
    stored = seal(b"k" * 32, "PR-2026-0001", 1, part)
    elsewhere = [
        (b"k" * 32, "PR-2026-0001", 2),
        (b"k" * 32, "PR-2026-0002", 1),
        (b"l" * 32, "PR-2026-0001", 1),
    ]

    assert part == unseal(b"k" * 32, "PR-2026-0001", 1, stored)
    for key, reference, seq in elsewhere:
        with pytest.raises(VerificationFailed):
            unseal(key, reference, seq, stored)


def test_a_data_key_belongs_to_its_case() -> None:
    """A data key that was moved to another case, or cut short, is found to be changed."""
    keyring = Keyring(b"k" * 32)
    data_key, stored = keyring.new_data_key("PR-2026-0001")

    assert data_key == keyring.data_key("PR-2026-0001", stored)
    for reference, wrapped in (
        ("PR-2026-0002", stored.wrapped),
        ("PR-2026-0001", stored.wrapped[:8]),
    ):
        with pytest.raises(VerificationFailed):
            keyring.data_key(reference, WrappedKey(wrapped, stored.key_id))


@pytest.mark.parametrize("stored", [5, "words", None])
def test_what_was_never_sealed_was_changed(stored: bytes) -> None:
    """SQLite keeps a value of any type in any column."""
    with pytest.raises(VerificationFailed, match="The sealed part of event 1"):
        unseal(b"k" * 32, "PR-2026-0001", 1, stored)
