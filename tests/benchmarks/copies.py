"""Databases that are prepared once and copied, so that several contestants begin alike."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pathway import Pathway
from pathway.service.installing import install
from pathway.testing.people import PEOPLE
from tests.benchmarks.bench import Bench
from tests.databases import SQLITE
from tests.rehearsals import instant

DAY = "2026-03-02"
DATABASE, KEY = "pathway.db", "pathway.key"


@dataclass(frozen=True, slots=True)
class Database:
    """
    A database with its key.

    Args:
        url: The address of a database of the server; empty for a file in the folder.
    """

    bench: Bench
    folder: Path
    url: str = ""

    @property
    def address(self) -> str:
        """Return the database's address."""
        return self.url or f"sqlite:///{self.file}"

    @property
    def file(self) -> Path:
        """Return where the database of SQLite is."""
        return self.folder / DATABASE

    @property
    def key(self) -> Path:
        """Return the key's file."""
        return self.folder / KEY

    def connect(self) -> Pathway:
        """Return a connection, closed at the end of the run."""
        pathway = Pathway.connect(self.address, key_file=self.key)
        self.bench.own.callback(pathway.close)
        return pathway

    def copy(self) -> Database:
        """Return a copy; nobody may be connected to this one."""
        folder = self.bench.folder()
        shutil.copy(self.key, folder)
        if self.url:
            return Database(self.bench, folder, self.bench.server().create(self.url))
        shutil.copy(self.file, folder)
        return Database(self.bench, folder)


def prepared(bench: Bench, backend: str, act: Callable[[Pathway], object]) -> Database:
    """Return a rehearsal in which something was done, to which nobody is connected any more."""
    folder = bench.folder()
    url = "" if backend == SQLITE else bench.server().create()
    database = Database(bench, folder, url)
    now = instant(DAY)
    install(database.address, database.key, rehearsal=True, trust_operators=False, now=now)
    pathway = Pathway.connect(database.address, key_file=database.key)
    pathway.people.import_file(PEOPLE)
    act(pathway)
    pathway.close()
    return database
