"""
Office files (.docx, .xlsx, .odt and their like), which are zip archives of XML: opened within bounds.

What an archive says of itself need not be so. Its list of parts is read only up to a length, each
part is unpacked piece by piece and counted, and no XML that declares a document type, with which
entities come, gets to a reader.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

MAX_PARTS = 5_000
MAX_UNPACKED = 200_000_000
# The list of parts in an archive is read in one go.
MAX_READ = 2_000_000
PIECE = 1 << 16
ENCRYPTED = 0x1
OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
DOCUMENT_TYPE = b"<!DOCTYPE"
XML = (".xml", ".rels")
BYTE_ORDER_MARKS = b"\xef\xbb\xbf\xff\xfe\xfe\xff"
WHITE_SPACE = b" \t\r\n"
# What zipfile raises for an archive that is damaged or is none.
DAMAGED = (BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError, zlib.error)

NO_OFFICE_FILE = "it is not an Office file, or is damaged; save it again and try once more"
HAS_PASSWORD = "it has a password; save it without one"  # noqa: S105 - a sentence, not a password
OLD_KIND = (
    "it is a file of an old kind, or has a password; save it as .docx, .xlsx or .pptx without"
)
HAS_ENTITIES = "its XML declares a document type, which no Office program writes; save it again"
TOO_MANY_PARTS = f"it has more than {MAX_PARTS} parts, and no more are read; save it as PDF"


class UnreadableOffice(ValueError):
    """An Office file is not read; the message goes on after the file's name and "is not taken:"."""


class OfficeFile:
    """
    An open Office file.

    Args:
        archive: The archive, whose list of parts was read within bounds.
        most: How many bytes all its parts may have when unpacked.
    """

    def __init__(self, archive: ZipFile, most: int) -> None:
        self._archive, self._left = archive, most
        self.most = most
        self.parts: Mapping[str, ZipInfo] = _parts(archive, most)

    @property
    def names(self) -> list[str]:
        """Return the names of the parts, in their order in the archive."""
        return list(self.parts)

    def read(self, name: str, most: int = MAX_UNPACKED) -> bytes:
        """
        Return a part, which counts against the bound of all parts.

        Args:
            most: How many bytes it may have.

        Raises:
            UnreadableOffice: There is no such part, it is damaged or too large, or is XML that
                declares a document type.
        """
        content = bytearray()
        for piece in self.pieces(name):
            content += piece
            if len(content) > most:
                raise UnreadableOffice(too_large(most))
        if name.lower().endswith(XML):
            check_xml(content)
        return bytes(content)

    def pieces(self, name: str) -> Iterator[bytes]:
        """
        Yield a part piece by piece, as it is; the pieces count against the bound of all parts.

        Raises:
            UnreadableOffice: There is no such part, or it is damaged or too large.
        """
        if name not in self.parts:
            raise UnreadableOffice(NO_OFFICE_FILE)
        try:
            with self._archive.open(self.parts[name]) as part:
                while piece := part.read(PIECE):
                    self._left -= len(piece)
                    if self._left < 0:
                        raise UnreadableOffice(too_large(self.most))
                    yield piece
        except UnreadableOffice:
            raise
        except DAMAGED as error:
            raise UnreadableOffice(NO_OFFICE_FILE) from error

    def checked_pieces(self, name: str) -> Iterator[bytes]:
        """
        Yield a part piece by piece, as `pieces` does.

        Raises:
            UnreadableOffice: What `pieces` raises, or it is XML that declares a document type.
        """
        pieces = self.pieces(name)
        return _checked(pieces) if name.lower().endswith(XML) else pieces

    def check(self) -> None:
        """
        Unpack every part once, and keep none of it.

        Raises:
            UnreadableOffice: A part is damaged, all are too large together, or one is XML that
                declares a document type.
        """
        for name in self.parts:
            for _ in self.checked_pieces(name):
                pass


@contextmanager
def opened(content: bytes | BinaryIO, most: int = MAX_UNPACKED) -> Generator[OfficeFile]:
    """
    Open an Office file.

    Args:
        content: The file, or its bytes.
        most: How many bytes all its parts may have when unpacked.

    Raises:
        UnreadableOffice: It is not an Office file, has a password, is of an old kind, or has too
            many parts or too large ones; and what reading its parts raises.
    """
    file = io.BytesIO(content) if isinstance(content, bytes) else content
    file.seek(0)
    if file.read(len(OLD_OR_LOCKED)) == OLD_OR_LOCKED:
        raise UnreadableOffice(OLD_KIND)
    file.seek(0)
    try:
        archive = ZipFile(_InBounds(file))
    except UnreadableOffice:
        raise
    except DAMAGED as error:
        raise UnreadableOffice(NO_OFFICE_FILE) from error
    with archive:
        yield OfficeFile(archive, most)


def check_xml(content: bytes | bytearray) -> None:
    """
    Make sure that XML declares no document type, and is in an encoding in which that can be seen.

    Raises:
        UnreadableOffice: It does, or is not.
    """
    for _ in _checked([bytes(content)]):
        pass


def too_large(most: int) -> str:
    """Return the sentence for a file whose parts are too large together."""
    return (
        f"unpacked it has more than {most // 1_000_000} MB, the most that is read; save it as PDF"
    )


class _InBounds(io.RawIOBase):
    """A file of which nothing is read that is longer than an archive of an Office file needs."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def read(self, size: int = -1, /) -> bytes:
        content = self._file.read(size if 0 <= size <= MAX_READ else MAX_READ + 1)
        if len(content) > MAX_READ:
            raise UnreadableOffice(TOO_MANY_PARTS)
        return content

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True


def _parts(archive: ZipFile, most: int) -> Mapping[str, ZipInfo]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MAX_PARTS:
        raise UnreadableOffice(TOO_MANY_PARTS)
    parts = {entry.filename: entry for entry in entries}
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        raise UnreadableOffice(HAS_PASSWORD)
    # With the same name twice, two readers see two documents. The other ways to compress unpack
    # without a bound, and no Office program uses them.
    usual = all(entry.compress_type in (ZIP_STORED, ZIP_DEFLATED) for entry in entries)
    if len(parts) < len(entries) or not usual:
        raise UnreadableOffice(NO_OFFICE_FILE)
    if sum(entry.file_size for entry in entries) > most:
        raise UnreadableOffice(too_large(most))
    return parts


def _checked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield XML that has no document type, also where a piece ends in the middle of the word."""
    kept = b""
    is_begun = False
    for piece in pieces:
        # Without the zeros UTF-16 reads like ASCII.
        plain = piece.replace(b"\0", b"")
        if not is_begun:
            start = plain.lstrip(BYTE_ORDER_MARKS).lstrip(WHITE_SPACE)
            if start and not start.startswith(b"<"):
                raise UnreadableOffice(NO_OFFICE_FILE)
            is_begun = bool(start)
        if DOCUMENT_TYPE in kept + plain:
            raise UnreadableOffice(HAS_ENTITIES)
        kept = (kept + plain)[-len(DOCUMENT_TYPE) :]
        yield piece
