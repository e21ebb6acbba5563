"""The store of the content of files: written once for each case and hash, and read part by part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select

from pathway.errors import DatabaseNotReady, NotFound
from pathway.storage.cases.history import CaseKey
from pathway.storage.database.document_tables import document_content, document_part
from pathway.storage.database.tables import case
from pathway.storage.documents.folders import DocumentFolder
from pathway.storage.documents.streams import Stream, new_salt

# One part at a time is in memory.
ONE_BY_ONE = {"yield_per": 1}


@dataclass(frozen=True, slots=True)
class Content:
    """
    What is stored of a file.

    Args:
        kind: Such as `docx`.
        file: The name of its file in the folder of documents; None where it is in the database.
    """

    case_id: int
    stream: Stream
    kind: str
    file: str | None = None


class DocumentStore:
    """
    Writes and reads the content of files inside a connection's transaction, which it never commits.

    Args:
        folder: Where new content is kept instead of the database, and that of earlier files may be.
    """

    def __init__(self, connection: Connection, folder: DocumentFolder | None) -> None:
        self._connection, self._folder = connection, folder

    def write(self, key: CaseKey, content: NewContent, parts: Iterable[bytes]) -> bool:
        """
        Store content, unless the case has it already, and return whether it was stored.

        Raises:
            DatabaseNotReady: The folder of documents cannot be written to.
        """
        if self.find(key.reference, content.sha256) is not None:
            return False
        stream = Stream(key.reference, content.sha256, content.size, new_salt())
        sealed = stream.seal(key.data_key, parts)
        file = self._folder.write(stream, sealed) if self._folder is not None else None
        row = {"case_id": key.case_id, "sha256": content.sha256, "size": content.size}
        row |= {"kind": content.kind, "salt": stream.salt, "file": file}
        self._connection.execute(insert(document_content), row)
        if file is None:
            for number, part in enumerate(sealed):
                place = {"case_id": key.case_id, "sha256": content.sha256, "number": number}
                self._connection.execute(insert(document_part), place | {"sealed": part})
        return True

    def find(self, reference: str, sha256: str) -> Content | None:
        """Return what is stored under a hash in a case, or None."""
        query = _of_case(reference).where(document_content.c.sha256 == sha256)
        row = self._connection.execute(query).first()
        return content_of(reference, row) if row is not None else None

    def of_case(self, reference: str) -> dict[str, Content]:
        """Return everything that is stored in a case, by hash."""
        rows = self._connection.execute(_of_case(reference)).all()
        return {row.sha256: content_of(reference, row) for row in rows}

    def read(self, key: CaseKey, sha256: str) -> Iterator[bytes]:
        """
        Yield the content that is stored under a hash, part by part; each part is genuine, and all
        are once the last was read.

        Raises:
            NotFound: The case has no such content.
            VerificationFailed: It was changed or cut off.
        """
        content = self.find(key.reference, sha256)
        if content is None:
            raise NotFound("file", f"{sha256[:12]} of {key.reference}")
        yield from content.stream.unseal(key.data_key, self.sealed(content))

    def sealed(self, content: Content) -> Iterator[bytes]:
        """
        Yield the parts of content as they are stored.

        Raises:
            VerificationFailed: A part is missing in the folder.
            DatabaseNotReady: No folder of documents is set.
        """
        if content.file is None:
            yield from self._parts(content)
        elif self._folder is None:
            raise DatabaseNotReady(
                "The file is in a folder of documents, and none is set; "
                "set `document_folder` to the folder that this database was used with."
            )
        else:
            yield from self._folder.read(content.file, content.stream)

    def _parts(self, content: Content) -> Iterator[bytes]:
        query = (
            select(document_part.c.sealed)
            .where(
                document_part.c.case_id == content.case_id,
                document_part.c.sha256 == content.stream.sha256,
            )
            .order_by(document_part.c.number)
        )
        with self._connection.execute(query, execution_options=ONE_BY_ONE) as rows:
            for row in rows:
                yield row.sealed


@dataclass(frozen=True, slots=True)
class NewContent:
    """What is known of content that is to be stored."""

    sha256: str
    size: int
    kind: str


def _of_case(reference: str) -> Select[Any]:
    return select(document_content).join(case).where(case.c.reference == reference)


def content_of(reference: str, row: Row[Any]) -> Content:
    """Return what a row says."""
    stream = Stream(reference, row.sha256, row.size, row.salt)
    return Content(row.case_id, stream, row.kind, row.file)


MOST_COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class Amounts:
    """How many files are stored, their bytes in clear, and how many of them are in a folder."""

    count: int
    size: int
    in_folder: int


def amounts(connection: Connection) -> Amounts:
    """Return how many files are stored in all cases; beyond `MOST_COUNTED` they are not counted."""
    counted = select(document_content.c.size, document_content.c.file).limit(MOST_COUNTED + 1)
    file = counted.subquery()
    size = func.coalesce(func.sum(file.c.size), 0)
    query = select(func.count(), size, func.count(file.c.file)).select_from(file)
    count, total, in_folder = connection.execute(query).one()
    return Amounts(count, int(total), in_folder)


def files_named(connection: Connection) -> set[str]:
    """Return the names of all files in the folder of documents that rows name."""
    query = select(document_content.c.file).where(document_content.c.file.is_not(None))
    return set(connection.scalars(query))
