"""
The folder of a demo: made anew each time, and nothing replaced but what an earlier demo made there.

A small file beside the database says that a demo made it, with the digest of the key. Where that
file is missing, or the key is another one, whatever lies there is somebody else's.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime
from json import JSONDecodeError
from pathlib import Path
from typing import Any

from sqlalchemy import event

from pathway.errors import DatabaseNotReady, WrongUsage
from pathway.service import Pathway
from pathway.service.installing import install
from pathway.storage.database.engine import open_engine

MAIL = re.compile(r"[0-9a-f]{32}\.eml")
PAPER = re.compile(r"PR-\d{4}-\d{4,}-[a-z-]+\.[a-z]+")
DATABASE_FILES = ("pathway.db", "pathway.db-wal", "pathway.db-shm", "pathway.key", "demo.json")


@dataclass(frozen=True, slots=True)
class DemoFolder:
    """Where a demo keeps its database, its key and its emails."""

    path: Path

    @property
    def url(self) -> str:
        """Return the database's address."""
        return f"sqlite:///{self.path / 'pathway.db'}"

    @property
    def key(self) -> Path:
        """Return the key's file."""
        return self.path / "pathway.key"

    @property
    def mail(self) -> Path:
        """Return the folder of the emails."""
        return self.path / "mail"

    @property
    def papers(self) -> Path:
        """Return the folder of the papers."""
        return self.path / "papers"

    def prepare(self, now: datetime) -> None:
        """
        Make a fresh rehearsal database whose clock stands at an instant.

        Raises:
            WrongUsage: Something lies there that no demo made; it is left as it is.
            DatabaseNotReady: The folder cannot be written to.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._clear()
            install(self.url, self.key, rehearsal=True, trust_operators=False, now=now)
            self._sign()
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise DatabaseNotReady(
                f"The folder {self.path} cannot be written to ({why}); choose another."
            ) from error

    def open(self) -> Pathway:
        """Return the cases of the database."""
        engine = open_engine(self.url)
        event.listen(engine, "connect", _hurry)
        return Pathway.connect(engine, key_file=self.key)

    def _clear(self) -> None:
        names = [self.path / name for name in DATABASE_FILES]
        existing = [
            path for path in (*names, self.mail, self.papers) if path.exists() or path.is_symlink()
        ]
        if existing and not self._is_a_demo():
            listed = ", ".join(path.name for path in existing)
            raise WrongUsage(
                f"{self.path} holds {listed}, which no demo made, and was left as it is; choose another folder."
            )
        for path in (*names, *_files(self.mail, MAIL), *_files(self.papers, PAPER)):
            path.unlink(missing_ok=True)

    def _is_a_demo(self) -> bool:
        try:
            signature = json.loads((self.path / "demo.json").read_text("utf-8"))
            return bool(signature == self._signature())
        except (OSError, JSONDecodeError, UnicodeDecodeError):
            return False

    def _sign(self) -> None:
        (self.path / "demo.json").write_text(
            json.dumps(self._signature(), indent=2) + "\n", "utf-8"
        )

    def _signature(self) -> dict[str, str]:
        return {
            "made_by": "pathway demo",
            "key_sha256": hashlib.sha256(self.key.read_bytes()).hexdigest(),
        }


def _files(folder: Path, name: re.Pattern[str]) -> list[Path]:
    """Return the files of a folder that a demo makes, by their names."""
    if not folder.is_dir():
        return []
    return [path for path in folder.iterdir() if name.fullmatch(path.name)]


def _hurry(driver: Any, _record: object) -> None:
    """Wait for no disk: what a power cut takes away of a demo is played again."""
    driver.execute("PRAGMA synchronous=OFF").close()
