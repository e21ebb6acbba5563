"""
What is left in the folder of documents by a transaction that failed, or a process that was killed.

Only what no committed row names is removed, and only once it is older than any transaction. Another
database that is used with the same folder, such as a copy of this one, would miss its files, so the
folder belongs to the database that first looked after it.
"""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

from pathway.service.files.storing import folder_of
from pathway.service.unit_of_work import UnitOfWork
from pathway.storage.database.failures import place
from pathway.storage.documents.contents import files_named
from pathway.storage.documents.folders import FILE_MODE, NEW_FILE, DocumentFolder

OLDER_THAN_SECONDS = 24 * 60 * 60.0
OWNER = "owner"


def remove_leftovers(unit: UnitOfWork) -> int:
    """Remove what is left over in the folder of documents, and return how many files were removed."""
    folder = folder_of(unit.installation.settings)
    if folder is None or not folder.path.is_dir() or not _owns(unit, folder):
        return 0
    return folder.remove(leftovers(unit, folder))


def leftovers(unit: UnitOfWork, folder: DocumentFolder) -> list[Path]:
    """Return what is left over in the folder of documents."""
    before = time.time() - OLDER_THAN_SECONDS
    # The folder is read before the rows: a file that a row names by then is none of these.
    old = folder.left_over((), before)
    named = files_named(unit.connection)
    return [file for file in old if file.name not in named]


def is_of_another(unit: UnitOfWork, folder: DocumentFolder) -> bool:
    """Return whether another database looks after the folder."""
    owner = _owner(folder)
    return owner is not None and owner != _identity(unit)


def _owns(unit: UnitOfWork, folder: DocumentFolder) -> bool:
    """Return whether this database looks after the folder; the first one that does, owns it."""
    if _owner(folder) is None:
        try:
            handle = os.open(folder.path / OWNER, NEW_FILE, FILE_MODE)
        except OSError:
            return False
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(f"{_identity(unit)}\n")
    return _owner(folder) == _identity(unit)


def _owner(folder: DocumentFolder) -> str | None:
    try:
        return (folder.path / OWNER).read_text("ascii").strip()
    except (OSError, ValueError):
        return None


def _identity(unit: UnitOfWork) -> str:
    """Return what tells a database from all others, copies of it elsewhere among them."""
    where = place(unit.connection)
    if unit.connection.dialect.name == "sqlite":
        where = str(Path(where).resolve())
    return hashlib.sha256(f"{unit.message_secret} {where}".encode()).hexdigest()
