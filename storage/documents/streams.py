"""
Seals the content of a file part by part, and opens it: the STREAM construction over AES-256-GCM.

Each part is bound to its number and to whether it is the last, and all are bound to the case and the
SHA-256 of the whole. So a part that was cut off, added, swapped or changed is noticed. Each file has
a key of its own, derived from the case's data key and a random salt (HKDF), since the numbers of
parts, which are the nonces, are the same in every file.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pathway.errors import VerificationFailed
from pathway.storage.cases.sealing import KEY_BYTES

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PART_BYTES = 1 << 20
TAG_BYTES, SALT_BYTES = 16, 16
COUNTER_BYTES = 11
LAST, NOT_LAST = b"\x01", b"\x00"


@dataclass(frozen=True, slots=True)
class Stream:
    """
    The content of one file of a case, as it is sealed.

    Args:
        reference: The case.
        sha256: Of the whole content in clear, in hexadecimal.
        size: Of the whole content in clear, in bytes.
        salt: From which, with the case's data key, the file's own key is derived.
    """

    reference: str
    sha256: str
    size: int
    salt: bytes = field(repr=False)

    @property
    def belongs_to(self) -> bytes:
        """Return what every part is bound to."""
        return f"{self.reference}/{self.sha256}".encode()

    @property
    def count(self) -> int:
        """Return how many parts there are."""
        return max(1, -(-self.size // PART_BYTES))

    def sealed_size(self, number: int) -> int:
        """Return how many bytes a sealed part has."""
        is_last = number == self.count - 1
        clear = self.size - number * PART_BYTES if is_last else PART_BYTES
        return clear + TAG_BYTES

    def seal(self, data_key: bytes, parts: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the parts of a content, each of `PART_BYTES` but the last, as they are stored."""
        cipher = self._cipher(data_key)
        for number, part in enumerate(parts):
            yield cipher.encrypt(self._nonce(number), part, self.belongs_to)

    def unseal(self, data_key: bytes, stored: Iterable[bytes]) -> Iterator[bytes]:
        """
        Yield the parts of a content in clear, each once it is known to be genuine.

        Raises:
            VerificationFailed: A part was changed, swapped, added or is missing; at the latest at
                the end.
        """
        from cryptography.exceptions import InvalidTag

        cipher, digest, number = self._cipher(data_key), hashlib.sha256(), -1
        for number, part in enumerate(stored):
            try:
                clear = cipher.decrypt(self._nonce(number), part, self.belongs_to)
            except (InvalidTag, ValueError, TypeError) as error:
                raise self._damaged() from error
            digest.update(clear)
            yield clear
        if number != self.count - 1 or digest.hexdigest() != self.sha256:
            raise self._damaged()

    def _nonce(self, number: int) -> bytes:
        last = LAST if number == self.count - 1 else NOT_LAST
        return number.to_bytes(COUNTER_BYTES, "big") + last

    def _cipher(self, data_key: bytes) -> AESGCM:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        info = b"pathway document " + self.belongs_to
        derived = HKDF(SHA256(), KEY_BYTES, salt=self.salt, info=info).derive(data_key)
        return AESGCM(derived)

    def _damaged(self) -> VerificationFailed:
        return VerificationFailed(
            f"A file of {self.reference} does not open: it was changed or cut off; "
            "run `pathway verify` and restore a backup."
        )


def new_salt() -> bytes:
    """Return the salt of a new file."""
    return os.urandom(SALT_BYTES)
