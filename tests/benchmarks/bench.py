"""What all groups of rows share: how much is measured, where, and the PostgreSQL server."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.databases import Server, started

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build" / "bench"
ROUNDS, FEW_ROUNDS = 21, 2
# As a host runs it: durable, and on a disk.
DURABLE = ("fsync=on", "synchronous_commit=on", "shared_buffers=256MB", "max_connections=100")


@dataclass
class Bench:
    """
    One run.

    Args:
        is_quick: Fewer rounds and smaller sizes.
        rounds: How often each is measured.
        place: The folder in which databases are made, on the disk that is measured.
        own: What must be closed at the end of the run.
    """

    is_quick: bool
    rounds: int
    place: Path = BUILD / "work"
    own: ExitStack = field(default_factory=ExitStack)
    _server: Server | None = None
    _folders: int = 0

    @property
    def sizes(self) -> Sequence[int]:
        """Return how much databases are filled with."""
        return (500, 5_000) if self.is_quick else (1_000, 10_000, 100_000)

    def few(self, rounds: int) -> int:
        """Return how often what takes long is measured: once in a quick run."""
        return 1 if self.is_quick else rounds

    @property
    def is_kept(self) -> bool:
        """Return whether what is measured is put into the page of results."""
        return not self.is_quick and self.place.is_relative_to(BUILD)

    def folder(self) -> Path:
        """Return a new folder in the place, removed at the end of the run."""
        self.place.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=self.place))
        self.own.callback(shutil.rmtree, folder, ignore_errors=True)
        return folder

    def server(self) -> Server:
        """Return a PostgreSQL server that keeps what it commits, started when first asked for."""
        if self._server is None:
            self.place.mkdir(parents=True, exist_ok=True)
            # PostgreSQL does not run as root, and nobody else may look into a checkout of root's.
            is_ours = self.place.is_relative_to(ROOT)
            place = tempfile.gettempdir() if is_ours else str(self.place)
            self._server = started(*DURABLE, place=place)
            self.own.callback(self._server.stop)
        return self._server
