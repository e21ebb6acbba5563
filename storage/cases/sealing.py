"""
Encrypts the sealed parts of events, with AES-256-GCM under each case's own data key.

The data key is wrapped by the master key, which is in a file of its own outside the database. The
event that a part belongs to (reference and number) is bound into its encryption, so that no part
can be moved to another event.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from pathway.errors import KeyMissing, VerificationFailed
from pathway.text_files import content_of, text_of
from pathway.workflows.history.events import canonical

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

HEADER = "pathway key 1"
KEY_BYTES, NONCE_BYTES = 32, 12


class WrappedKey(NamedTuple):
    """A case's data key as it is stored: encrypted, with the id of the master key that opens it."""

    wrapped: bytes
    key_id: str


@dataclass(frozen=True)
class Keyring:
    """The master key, and everything that is done with it."""

    master: bytes = field(repr=False)

    @staticmethod
    def make(path: Path) -> Keyring:
        """
        Write a new key file that only its owner may read, and return its key.

        Raises:
            KeyMissing: There is a file already, which is never overwritten, or none can be written
                there.
        """
        master = os.urandom(KEY_BYTES)
        text = f"{HEADER}\n{base64.b64encode(master).decode()}\n"
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            _fill(handle, path, text)
        except FileExistsError as error:
            raise KeyMissing(
                f"{path} exists and is not overwritten; use it as the key file, or name another."
            ) from error
        except OSError as error:
            raise KeyMissing(
                f"The key file {path} cannot be written: {error.strerror}; name another place."
            ) from error
        return Keyring(master)

    @staticmethod
    def load(path: Path) -> Keyring:
        """
        Return the key of a key file.

        Raises:
            KeyMissing: There is no such file, it may not be read, or it is not a key file.
        """
        try:
            header, _, encoded = text_of(content_of(path)).partition("\n")
            master = base64.b64decode(encoded.strip(), validate=True)
        except FileNotFoundError as error:
            raise KeyMissing(
                f"There is no key file at {path}; name the one this database was made with."
            ) from error
        except OSError as error:
            raise KeyMissing(
                f"The key file {path} cannot be read: {error.strerror}; check its permissions."
            ) from error
        except ValueError as error:
            raise KeyMissing(_no_key_file(path)) from error
        if header.strip() != HEADER or len(master) != KEY_BYTES:
            raise KeyMissing(_no_key_file(path))
        return Keyring(master)

    @cached_property
    def key_id(self) -> str:
        """Return the id of the master key, which reveals nothing of the key itself."""
        return hashlib.sha256(self.master).hexdigest()[:16]

    def new_data_key(self, reference: str) -> tuple[bytes, WrappedKey]:
        """Return a new data key for a case, in clear and as it is stored."""
        data_key = os.urandom(KEY_BYTES)
        return data_key, self.wrap(data_key, reference)

    def data_key(self, reference: str, stored: WrappedKey) -> bytes:
        """
        Return the data key of a case.

        Raises:
            KeyMissing: It was wrapped by another master key.
            VerificationFailed: The stored key was changed.
        """
        return self.unwrap(stored, reference, f"data key of {reference}")

    def wrap(self, key: bytes, belongs_to: str) -> WrappedKey:
        """Return a key as it is stored; it opens only for what it belongs to."""
        return WrappedKey(_encrypt(self._cipher, key, belongs_to), self.key_id)

    def unwrap(self, stored: WrappedKey, belongs_to: str, called: str = "") -> bytes:
        """
        Return a stored key in clear; raises what `data_key` raises.

        Args:
            called: What an error calls it; what it belongs to if left out.
        """
        called = called or belongs_to
        if stored.key_id != self.key_id:
            raise KeyMissing(
                f"The {called} was made with the key {stored.key_id} and the key given is {self.key_id}; "
                "give the key file this database was made with."
            )
        return _decrypt(self._cipher, stored.wrapped, belongs_to, f"the {called}")

    @cached_property
    def _cipher(self) -> AESGCM:
        return _cipher(self.master)


def seal(data_key: bytes, reference: str, seq: int, sealed: Mapping[str, Any]) -> bytes:
    """Return the sealed part of an event as it is stored."""
    return _encrypt(_cipher(data_key), canonical(sealed), f"{reference}/{seq}")


def unseal(data_key: bytes, reference: str, seq: int, stored: bytes) -> dict[str, Any]:
    """
    Return the sealed part of an event in clear.

    Raises:
        VerificationFailed: It was changed, or belongs to another event.
    """
    part: dict[str, Any] = orjson.loads(unsealed(data_key, reference, seq, stored))
    return part


def unsealed(data_key: bytes, reference: str, seq: int, stored: bytes) -> bytes:
    """Return the sealed part of an event as the bytes that were digested; raises as `unseal`."""
    called = f"the sealed part of event {seq} of {reference}"
    return _decrypt(_cipher(data_key), stored, f"{reference}/{seq}", called)


def _encrypt(cipher: AESGCM, clear: bytes, belongs_to: str) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, clear, belongs_to.encode())


def _decrypt(cipher: AESGCM, stored: bytes, belongs_to: str, part: str) -> bytes:
    from cryptography.exceptions import InvalidTag

    try:
        return cipher.decrypt(stored[:NONCE_BYTES], stored[NONCE_BYTES:], belongs_to.encode())
    # A column of SQLite may hold anything, whatever its type.
    except (InvalidTag, ValueError, TypeError) as error:
        raise VerificationFailed(
            f"{part[0].upper()}{part[1:]} does not open: it was changed; run `pathway verify` and restore a backup."
        ) from error


def _cipher(key: bytes) -> AESGCM:
    """Return the cipher; imported late, since lists and deadlines need no key."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)


def _no_key_file(path: Path) -> str:
    return f"{path} is not a key file of Pathway; name the one this database was made with."


def _fill(handle: int, path: Path, text: str) -> None:
    """
    Write a new key file through to the disk, where it must be before anything is wrapped with it;
    nothing is left of one that has no room.
    """
    try:
        with os.fdopen(handle, "w", encoding="ascii", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink()
        raise
