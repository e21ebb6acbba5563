"""
A file that somebody gives: read twice, once to be checked and once to be stored, and never held in
memory as a whole unless it came so.
"""

from __future__ import annotations

import hashlib
import io
import os
import stat
import unicodedata
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from pathway.documents.kinds import FileNotTaken, ending_of, kind_of

PIECE = 1 << 20
MAX_NAME = 200
MEGABYTE = 1_000_000
DIVIDE = "divide it into several files"
SMALLER_PICTURES = f"make its pictures smaller, save it as PDF, or {DIVIDE}"
# How a file of a kind becomes smaller.
SMALLER: Mapping[str, str] = {
    "docx": SMALLER_PICTURES,
    "odt": SMALLER_PICTURES,
    "pptx": SMALLER_PICTURES,
    "xlsx": f"delete the sheets and pictures that nobody needs, or {DIVIDE}",
    "ods": f"delete the sheets and pictures that nobody needs, or {DIVIDE}",
    "pdf": f"save it again with a smaller file size, or {DIVIDE}",
    "png": "save the picture in a smaller size, or as JPEG",
    "jpg": "save the picture in a smaller size",
    "csv": f"delete the rows that nobody needs, or {DIVIDE}",
}
CHANGED = "it changed while it was read; give it again once it is at rest"


@dataclass(frozen=True)
class PathwayFile:
    """
    A file with its name, for a step that takes one.

    Args:
        name: Its name, whose ending says of what kind it is. A folder before it is left away.
        content: Its bytes, its place, or a binary file that is open; one that cannot be read twice
            is held in memory.
    """

    name: str
    content: bytes | Path | BinaryIO = field(repr=False)

    @staticmethod
    def at(path: Path | str) -> PathwayFile:
        """Return the file at a place, under its own name."""
        place = Path(path)
        return PathwayFile(place.name, place)


@dataclass(frozen=True)
class CheckedFile:
    """
    A file that may be stored.

    Args:
        name: As it is kept: without a folder, in one line.
        sha256: Of its bytes, in hexadecimal.
        size: In bytes.
        kind: Such as `docx`.
    """

    name: str
    sha256: str
    size: int
    kind: str
    _content: bytes | Path | BinaryIO = field(repr=False)

    @property
    def value(self) -> dict[str, str]:
        """Return what stands for it in an input: its name and the SHA-256 of its bytes."""
        return {"name": self.name, "sha256": self.sha256}

    def parts(self, length: int) -> Iterator[bytes]:
        """
        Yield its bytes in parts of that length, the last one shorter.

        Raises:
            FileNotTaken: It is not the file that was checked any more.
        """
        digest = hashlib.sha256()
        with _opened(self._content) as file:
            left = self.size
            while left:
                part = _exactly(file, min(length, left))
                digest.update(part)
                left -= len(part)
                if not left and (file.read(1) or digest.hexdigest() != self.sha256):
                    raise FileNotTaken(CHANGED)
                yield part


def checked(file: PathwayFile, limit: int) -> CheckedFile:
    """
    Return a file that may be stored.

    Args:
        limit: How many bytes it may have.

    Raises:
        FileNotTaken: It may not; the message says why and what to do, and goes on after its name.
    """
    too_large = _too_large(limit, file.name)
    content = _rewindable(file.content, limit, too_large)
    with _opened(content) as opened:
        size, sha256 = _measured(opened, limit, too_large)
        name = plain_name(file.name)
        kind = kind_of(name, opened)
    return CheckedFile(name, sha256, size, kind.name, content)


def plain_name(name: str) -> str:
    """
    Return the name of a file as it is kept: without a folder, in one line, composed (NFC).

    Raises:
        FileNotTaken: Nothing is left of it, or it is too long.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    letters = "".join(letter if letter.isprintable() else " " for letter in last)
    plain = " ".join(unicodedata.normalize("NFC", letters).split())
    if not plain.strip(". "):
        raise FileNotTaken("it has no name; name it, such as summary.docx")
    if len(plain) > MAX_NAME:
        raise FileNotTaken(f"its name has more than {MAX_NAME} characters; give it a shorter one")
    return plain


def _rewindable(
    content: bytes | Path | BinaryIO, limit: int, too_large: str
) -> bytes | Path | BinaryIO:
    """Return content that can be read twice; a stream that cannot is read into memory."""
    if isinstance(content, bytes | Path) or content.seekable():
        return content
    read = content.read(limit + 1)
    if len(read) > limit:
        raise FileNotTaken(too_large)
    return read


@contextmanager
def _opened(content: bytes | Path | BinaryIO) -> Generator[BinaryIO]:
    """Open content at its beginning; an open file stays open."""
    if isinstance(content, bytes):
        yield io.BytesIO(content)
    elif isinstance(content, Path):
        with _file_at(content) as file:
            yield file
    else:
        content.seek(0)
        yield content


@contextmanager
def _file_at(path: Path) -> Generator[BinaryIO]:
    try:
        # Opening a pipe waits for whoever writes to it.
        handle = os.open(
            path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        )
    except (FileNotFoundError, ValueError) as error:
        raise FileNotTaken("there is no file of that name; check where it is") from error
    except OSError as error:
        raise FileNotTaken(f"it cannot be read: {error.strerror}") from error
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise FileNotTaken("it is not a file; name a file")
    with os.fdopen(handle, "rb") as file:
        yield file


def _measured(file: BinaryIO, limit: int, too_large: str) -> tuple[int, str]:
    """Return the size of a file and the SHA-256 of its bytes."""
    if file.seek(0, io.SEEK_END) > limit:
        raise FileNotTaken(too_large)
    file.seek(0)
    digest, size = hashlib.sha256(), 0
    while piece := file.read(PIECE):
        size += len(piece)
        if size > limit:
            raise FileNotTaken(too_large)
        digest.update(piece)
    if not size:
        raise FileNotTaken("it is empty; save it again")
    return size, digest.hexdigest()


def _exactly(file: BinaryIO, length: int) -> bytes:
    """Return so many bytes, also from a file that gives fewer at a time."""
    part = b""
    while len(part) < length:
        piece = file.read(length - len(part))
        if not piece:
            raise FileNotTaken(CHANGED)
        part += piece
    return part


def _too_large(limit: int, name: str) -> str:
    return (
        f"it is larger than {limit // MEGABYTE} MB, the most that is taken "
        f"(`document_size_limit`); {SMALLER.get(ending_of(name), DIVIDE)}"
    )
