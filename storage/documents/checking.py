"""
Checks the content of files: all that the cases name is there, nothing else is, and with the key it
opens to the hash under which it is named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from pathway.errors import PathwayError
from pathway.storage.cases.audit import Finding
from pathway.storage.cases.sealing import Keyring, WrappedKey
from pathway.storage.database.dialects import byte_length
from pathway.storage.database.document_tables import document_content, document_part
from pathway.storage.database.packed_documents import document_in
from pathway.storage.database.raw import PAGE, UNREADABLE, raw_rows, shown
from pathway.storage.database.tables import case, case_key
from pathway.storage.documents.folders import DocumentFolder
from pathway.storage.documents.streams import Stream

UNCHECKED = "files_unchecked"
HASH_SHOWN = 12
Named = Mapping[str, Mapping[str, Any]]


def verify(
    connection: Connection,
    reference: str | None,
    folder: DocumentFolder | None,
    keyring: Keyring | None,
) -> Iterator[Finding]:
    """
    Yield what is wrong with the content of files.

    Args:
        reference: The case whose files are checked; those of all cases if left out.
        folder: Where content may be that is not in the database.
        keyring: The master key; without it only presence and length are checked.
    """
    checker = _Checker(connection, folder, keyring)
    number = 0
    while page := list(_cases_after(connection, number)):
        chosen = [row for row in page if reference in (None, row.reference)]
        contents = _contents(connection, chosen)
        for row in chosen:
            yield from checker.faults_of(row, contents[row.id])
        number = page[-1].id
    yield from _orphans(connection)
    if checker.unopened:
        why = "no key was given, or `document_folder` is not set"
        yield Finding(
            reference or "", UNCHECKED, f"{checker.unopened} files were not opened: {why}."
        )


@dataclass
class _Checker:
    """
    Checks the files of one case after the other.

    Args:
        unopened: How many files could not be opened, since the key or the folder was not given.
    """

    connection: Connection
    folder: DocumentFolder | None
    keyring: Keyring | None
    unopened: int = 0

    def faults_of(self, row: Any, contents: Iterable[Any]) -> Iterator[Finding]:
        """Yield what is wrong with the files of a case, whose contents have these rows."""
        reference, named = shown(row.reference), _named(row.document)
        stored = {shown(content.sha256): content for content in contents}
        for sha256 in named.keys() - stored.keys():
            yield _fault(reference, sha256, "is missing")
        data_key = self._data_key(reference, row.id) if stored else None
        for sha256, content in stored.items():
            try:
                why = self._why_damaged(reference, content, named.get(sha256), data_key)
            except (PathwayError, *UNREADABLE):
                why = "was changed, and cannot be opened"
            if why is not None:
                yield _fault(reference, sha256, why)

    def _why_damaged(
        self,
        reference: str,
        content: Any,
        named: Mapping[str, Any] | None,
        data_key: bytes | None,
    ) -> str | None:
        if named is None:
            return "is in no event"
        if (content.size, content.kind) != (named["size"], named["kind"]):
            return "has another size or kind than its event names"
        stream = Stream(reference, content.sha256, content.size, content.salt)
        if content.file is not None and self.folder is None and not self._has_parts(content):
            self.unopened += 1
            return None
        if not self._is_there(content, stream):
            return "is missing, cut off or longer than it was"
        if data_key is None:
            self.unopened += 1
            return None
        for _ in stream.unseal(data_key, self._sealed(content, stream)):
            pass
        return None

    def _has_parts(self, content: Any) -> bool:
        query = select(document_part.c.number).where(*_parts_of(content)).limit(1)
        return self.connection.execute(query).first() is not None

    def _is_there(self, content: Any, stream: Stream) -> bool:
        if content.file is not None:
            is_in_folder = self.folder is not None and self.folder.has(content.file, stream)
            return is_in_folder and not self._has_parts(content)
        expected = [(number, stream.sealed_size(number)) for number in range(stream.count)]
        query = (
            select(document_part.c.number, byte_length(document_part.c.sealed))
            .where(*_parts_of(content))
            .order_by(document_part.c.number)
            .limit(stream.count + 1)
        )
        return expected == [tuple(row) for row in self.connection.execute(query)]

    def _sealed(self, content: Any, stream: Stream) -> Iterator[bytes]:
        if content.file is not None and self.folder is not None:
            yield from self.folder.read(content.file, stream)
            return
        order = (document_part.c.number,)
        where = _parts_of(content)
        for row in raw_rows(self.connection, document_part, *where, order=order, fetched=1):
            yield row.sealed

    def _data_key(self, reference: str, case_id: int) -> bytes | None:
        """Return a case's data key; None where it does not open, which the check of events tells."""
        if self.keyring is None:
            return None
        for row in raw_rows(self.connection, case_key, case_key.c.case_id == case_id):
            try:
                return self.keyring.data_key(reference, WrappedKey(row.wrapped, shown(row.key_id)))
            except (PathwayError, *UNREADABLE):
                return None
        return None


def _cases_after(connection: Connection, number: int) -> Iterator[Any]:
    names = ("id", "reference", "document")
    return raw_rows(
        connection, case, case.c.id > number, only=names, order=(case.c.id,), limit=PAGE
    )


def _contents(connection: Connection, cases: Sequence[Any]) -> Mapping[int, list[Any]]:
    """Return the rows of the contents of some cases, by the id of the case."""
    contents: dict[int, list[Any]] = defaultdict(list)
    if cases:
        where = document_content.c.case_id.between(cases[0].id, cases[-1].id)
        for content in raw_rows(connection, document_content, where):
            contents[content.case_id].append(content)
    return contents


def _named(document: object) -> Named:
    """Return the files that a case names, by hash; that it can be read is checked elsewhere."""
    try:
        files: Named = document_in(document).get("memory", {}).get("files", {})
    except UNREADABLE:
        return {}
    return files


def _parts_of(content: Any) -> tuple[Any, Any]:
    return (
        document_part.c.case_id == content.case_id,
        document_part.c.sha256 == content.sha256,
    )


def _orphans(connection: Connection) -> Iterator[Finding]:
    """Yield the rows that belong to no case or to no file."""
    contents = select(document_content.c.sha256).where(
        ~select(case.c.id).where(case.c.id == document_content.c.case_id).exists()
    )
    parts = select(document_part.c.sha256).where(
        ~select(document_content.c.case_id)
        .where(
            document_content.c.case_id == document_part.c.case_id,
            document_content.c.sha256 == document_part.c.sha256,
        )
        .exists()
    )
    for what, query in (("of no case", contents), ("without the row of its file", parts)):
        for sha256 in connection.scalars(query.distinct().limit(PAGE)):
            yield _fault("", shown(sha256), f"is {what}")


def _fault(reference: str, sha256: str, why: str) -> Finding:
    return Finding(reference, "file", f"The content of the file {sha256[:HASH_SHOWN]} {why}.")
