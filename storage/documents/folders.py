"""
A folder in which the sealed content of files is kept instead of the database.

A file is written under a temporary name, brought to the disk and then given its name, before the
transaction commits that names it. What no committed row names is removed later. Each file has a name
of its own, so that removing one never hits another that was written meanwhile.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from pathway.errors import DatabaseNotReady, VerificationFailed
from pathway.storage.documents.streams import Stream

FILE = re.compile(r"[A-Z]{2}-\d{4}-\d{4,}-[0-9a-f]{64}-[0-9a-f]{16}\.sealed(\.part)?", re.ASCII)
FOLDER_MODE, FILE_MODE = 0o700, 0o600
BINARY = getattr(os, "O_BINARY", 0)
NO_LINK = getattr(os, "O_NOFOLLOW", 0)
NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | BINARY | NO_LINK
OLD_FILE = os.O_RDONLY | BINARY | NO_LINK
TEMPORARY = ".part"


@dataclass(frozen=True, slots=True)
class DocumentFolder:
    """The folder, which is made when the first file is written."""

    path: Path

    def write(self, stream: Stream, sealed: Iterable[bytes]) -> str:
        """
        Write sealed parts to a new file, and return its name: reference, hash and a random number.

        Raises:
            DatabaseNotReady: The folder or the file cannot be written.
        """
        name = f"{stream.reference}-{stream.sha256}-{token_hex(8)}.sealed"
        temporary = self.path / f"{name}{TEMPORARY}"
        try:
            self._make()
            self._write(temporary, sealed)
            temporary.rename(self.path / name)
            self._sync()
        except OSError as error:
            raise DatabaseNotReady(
                f"The folder of documents {self.path} cannot be written to: {error.strerror}; "
                "see `document_folder` in the settings."
            ) from error
        finally:
            temporary.unlink(missing_ok=True)
        return name

    def read(self, name: str, stream: Stream) -> Iterator[bytes]:
        """
        Yield the sealed parts of a file.

        Raises:
            VerificationFailed: It is missing, or longer or shorter than it was, or cannot be read.
        """
        try:
            with os.fdopen(os.open(self._place(name), OLD_FILE), "rb") as file:
                if os.fstat(file.fileno()).st_size != _size_of(stream):
                    raise _missing(stream, "is longer or shorter than it was")
                for number in range(stream.count):
                    yield file.read(stream.sealed_size(number))
        except OSError as error:
            raise _missing(stream, "cannot be read") from error

    def has(self, name: str, stream: Stream) -> bool:
        """Return whether the file is there and has the size that it should have."""
        try:
            status = self._place(name).lstat()
        except (OSError, VerificationFailed):
            return False
        return stat.S_ISREG(status.st_mode) and status.st_size == _size_of(stream)

    def left_over(self, named: Collection[str], before: float) -> list[Path]:
        """
        Return the files that no row names; never one that may be of a transaction still running.

        Args:
            named: The names of those that rows name.
            before: Only those last changed before that instant, in seconds since 1970.
        """
        if not self.path.is_dir():
            return []
        unnamed = [
            entry
            for entry in self.path.iterdir()
            if FILE.fullmatch(entry.name) and entry.name not in named
        ]
        return [entry for entry in unnamed if _is_file_before(entry, before)]

    def remove(self, files: Iterable[Path]) -> int:
        """Remove files, and return how many were removed; one that cannot be is left there."""
        removed = 0
        for file in files:
            with suppress(OSError):
                file.unlink()
                removed += 1
        return removed

    def why_unusable(self) -> str | None:
        """Return why the folder cannot be used, or None where it can be, or is not made yet."""
        try:
            status = self.path.lstat()
        except FileNotFoundError:
            return None
        except OSError as error:
            return f"cannot be looked at: {error.strerror}"
        if not stat.S_ISDIR(status.st_mode):
            return "is not a folder"
        if os.name == "posix" and status.st_mode & 0o077:
            return "can be read by others; give it the mode 0700"
        if not os.access(self.path, os.R_OK | os.W_OK | os.X_OK):
            return "cannot be read and written to"
        return None

    def _place(self, name: str) -> Path:
        # A row that was changed must not lead anywhere else.
        if not FILE.fullmatch(name):
            raise VerificationFailed(
                "A row names a file of documents that is none; run `pathway verify`."
            )
        return self.path / name

    def _make(self) -> None:
        self.path.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        if self.path.is_symlink():
            raise NotADirectoryError(20, "it is a link")

    def _write(self, place: Path, sealed: Iterable[bytes]) -> None:
        with os.fdopen(os.open(place, NEW_FILE, FILE_MODE), "wb") as file:
            for part in sealed:
                file.write(part)
            file.flush()
            os.fsync(file.fileno())

    def _sync(self) -> None:
        """Bring the name of a new file to the disk, where a folder can be opened for that."""
        if os.name != "posix":
            return
        handle = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _size_of(stream: Stream) -> int:
    return sum(stream.sealed_size(number) for number in range(stream.count))


def _is_file_before(entry: Path, before: float) -> bool:
    try:
        status = entry.lstat()
    except OSError:
        return False
    return stat.S_ISREG(status.st_mode) and status.st_mtime < before


def _missing(stream: Stream, why: str) -> VerificationFailed:
    return VerificationFailed(
        f"A file of {stream.reference} {why} in the folder of documents; "
        "run `pathway verify` and restore a backup."
    )
