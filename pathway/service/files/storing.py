"""Storing the content of files in a unit of work, and reading it back by its hash."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pathway.documents.files import CheckedFile
from pathway.documents.kinds import FileNotTaken
from pathway.errors import Reason, Refused
from pathway.service.unit_of_work import UnitOfWork
from pathway.settings import Settings
from pathway.storage.documents.contents import Content, DocumentStore, NewContent
from pathway.storage.documents.folders import DocumentFolder
from pathway.storage.documents.streams import PART_BYTES


def folder_of(settings: Settings) -> DocumentFolder | None:
    """Return the folder of documents, or None where their content is kept in the database."""
    named = settings.document_folder
    return DocumentFolder(Path(named)) if named else None


def store_of(unit: UnitOfWork) -> DocumentStore:
    """Return the store of the content of files."""
    return DocumentStore(unit.connection, folder_of(unit.installation.settings))


def store(unit: UnitOfWork, reference: str, file: CheckedFile) -> dict[str, str]:
    """
    Store the content of a file in a case, unless the case has the same bytes, and return its name
    and hash as an input has them.

    The event with which it is stored must name it, which steps do by `Command.files`.

    Raises:
        Refused: The file is not the one that was checked any more.
        DatabaseNotReady: The folder of documents cannot be written to.
    """
    content = NewContent(file.sha256, file.size, file.kind)
    try:
        store_of(unit).write(unit.cases.key(reference), content, file.parts(PART_BYTES))
    except FileNotTaken as error:
        why = f"the file is not accepted: {error}"
        raise Refused(f"Nothing was stored: {why}.", [Reason("input", why)]) from error
    return file.value


def store_all(unit: UnitOfWork, reference: str, files: Iterable[CheckedFile]) -> None:
    """Store the content of files; see `store`."""
    for file in files:
        store(unit, reference, file)


def content_of(unit: UnitOfWork, reference: str, sha256: str) -> Iterator[bytes]:
    """
    Yield the content of a file of a case by its hash, part by part.

    Raises:
        NotFound: The case has no such content.
        KeyMissing: There is no key to open it.
        VerificationFailed: It was changed or cut off.
    """
    return store_of(unit).read(unit.cases.key(reference), sha256)


def contents_of(unit: UnitOfWork, reference: str) -> dict[str, Content]:
    """Return what is stored of the files of a case, by hash."""
    return store_of(unit).of_case(reference)
