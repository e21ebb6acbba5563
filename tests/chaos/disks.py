"""
A disk that can be filled: a file system in memory of its own, which only root can mount.

With SQLite the operator's folder lies on it; with PostgreSQL the database's tablespace does, while
the server's log of writes does not: a server that cannot write that stops by itself, whatever its
clients do. Where none can be mounted, an SQLite database is given a largest size instead, which
SQLite tells its callers in the same words; PostgreSQL's disk is not filled then.
"""

from __future__ import annotations

import shutil
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url

from tests.databases import USER, Server

SIZE = "64m"
SPACE = "small"
PIECE = 1 << 20  # bytes


@dataclass
class Disk:
    """A folder that is a disk of its own, or else is not."""

    folder: Path
    is_mounted: bool
    server: Server | None = None

    def create(self) -> str:
        """Return the address of a new database of the server, on this disk if it is one."""
        if self.server is None:
            return ""
        url = self.server.create()
        if self.is_mounted:
            self.server.run(f"CREATE TABLESPACE {SPACE} LOCATION '{self.folder}'")
            self.server.run(f'ALTER DATABASE "{make_url(url).database}" SET TABLESPACE {SPACE}')
        return url

    def fill(self, left: int) -> None:
        """Fill it but for so many bytes, whoever else is writing to it."""
        with self._ballast.open("wb", buffering=0) as file, suppress(OSError):
            while (room := shutil.disk_usage(self.folder).free - left) > 0:
                file.write(bytes(min(room, PIECE)))

    def clear(self) -> None:
        """Make room again."""
        self._ballast.unlink(missing_ok=True)

    def close(self) -> None:
        """Take it away; its database has gone already."""
        if not self.is_mounted:
            return
        if self.server is not None:
            self.server.run(f"DROP TABLESPACE {SPACE}")
        subprocess.run(["umount", "--lazy", self.folder], check=True)

    @property
    def _ballast(self) -> Path:
        return self.folder / "ballast"


def disk(folder: Path, server: Server | None) -> Disk:
    """Return the disk on which an operator's folder lies, or with a server its database."""
    folder.mkdir()
    if server is None:
        return Disk(folder, _mounted(folder))
    assert server.folder is not None
    place = server.folder / SPACE
    place.mkdir(exist_ok=True)
    is_mounted = _mounted(place)
    if is_mounted:
        shutil.chown(place, USER)
    return Disk(place, is_mounted, server)


def _mounted(folder: Path) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0
    except OSError:
        return False
