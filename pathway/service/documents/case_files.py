"""The files of a case: listing, reading and adding them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO, TypedDict, Unpack

from pathway.documents.files import CheckedFile, PathwayFile
from pathway.errors import NotFound, Reason, Refused
from pathway.service.access.readers import read_as
from pathway.service.casework import Casework
from pathway.service.documents.document_views import document_views
from pathway.service.files.given import check_files, named_file
from pathway.service.files.leftovers import remove_leftovers
from pathway.service.files.storing import content_of
from pathway.service.transactions import Installation
from pathway.service.views.documents import DocumentView
from pathway.workflows.known_names import ADD_DOCUMENT

FILE = "file"


class StepOptions(TypedDict, total=False):
    """What may be given with a document, as with any step; see `Pathway.take`."""

    on: date | datetime | None
    reason: str | None
    late_reason: str | None
    expect_version: int | None
    key: str | None


@dataclass(frozen=True, slots=True)
class StoredFile:
    """
    A document of a case, with its content.

    Args:
        document: Its name, type and other details, without the content.
    """

    document: DocumentView
    _installation: Installation = field(repr=False)
    _reference: str

    def chunks(self) -> Iterator[bytes]:
        """
        Yield the content in parts of about 1 MiB, each authenticated. Only after the last one is it
        certain that the content is complete.

        Raises:
            KeyMissing: There is no key to open it.
            VerificationFailed: It was changed or truncated.
        """
        with self._installation.reading() as unit:
            yield from content_of(unit, self._reference, self.document.sha256)

    def read(self) -> bytes:
        """Return the whole content. Raises what `chunks` raises."""
        return b"".join(self.chunks())


class CaseFiles:
    """The files of cases; each call is a transaction of its own."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    def list(self, reference: str, *, by: str | None = None) -> list[DocumentView]:
        """
        Return the documents of a case in the order in which they were added, with all versions.

        Args:
            by: Who reads, as for `Pathway.case`; documents that they may not read are left out.

        Raises:
            NotFound: There is no such case, or nobody has that email.
            Refused: The person may read nothing of the case.
            KeyMissing: There is no key to open the entries that name them.
        """
        with self._installation.reading() as unit:
            read_as(unit, by)
            return document_views(unit, reference)

    def get(self, reference: str, document: str, *, by: str | None = None) -> StoredFile:
        """
        Return a document of a case with its content.

        Args:
            document: Its id, such as `doc:7`.
            by: Who reads, as for `list`.

        Raises:
            NotFound: There is no such case or person, no such document that the person may read, or
                it is kept elsewhere.
            Refused: The person may read nothing of the case.
            KeyMissing: There is no key to open it.
        """
        views = {view.id: view for view in self.list(reference, by=by)}
        view = views.get(document)
        if view is None:
            raise NotFound("document", document, views, f"See `pathway document list {reference}`.")
        if view.kept == "elsewhere":
            why = "Only its name and SHA-256 are here; ask for the file where it is kept."
            raise NotFound("content of document", document, hint=why)
        return StoredFile(view, self._installation, reference)

    def add(
        self,
        reference: str,
        file: PathwayFile | Path | BinaryIO,
        *,
        title: str,
        by: str,
        kind: str = "other",
        replaces: str | None = None,
        **options: Unpack[StepOptions],
    ) -> DocumentView:
        """
        Add a document to a case by the step `add_document`, and return it.

        Args:
            file: A `PathwayFile`, a `Path`, or an open binary file with a name.
            title: What it is, without naming the child.
            kind: The kind of document; the step's schema lists the kinds.
            replaces: The id of an added document that this is a new version of.

        Raises:
            What `Pathway.take` raises.
        """
        answers = {"title": title, "kind": kind}
        if replaces is not None:
            answers["replaces"] = replaces
        files = {"document": named_file(file)}
        case = Casework(self._installation).take(
            reference, ADD_DOCUMENT, by=by, input=answers, files=files, **options
        )
        with self._installation.reading() as unit:
            unit.reader = unit.actor(by)
            views = document_views(unit, reference)
        # A repeat under the same key returns what the first call added.
        added = [view for view in views if view.step == ADD_DOCUMENT and view.event <= case.version]
        return added[-1]

    def check(self, file: PathwayFile | Path | BinaryIO) -> CheckedFile:
        """
        Check a file that is to be given to a step, and return it with its SHA-256; nothing is stored.

        Raises:
            Refused: It is not accepted; the reason says why, and what to do instead.
            WrongUsage: It is not a file with a name.
        """
        accepted, faults = check_files({FILE: named_file(file)}, self._installation.settings)
        if faults:
            why = faults[0].message
            raise Refused(f"{why[0].upper()}{why[1:]}.", [Reason("input", why)])
        return accepted[FILE]

    def tidy(self) -> int:
        """
        Remove what failed steps left in the document folder, and return the number of files
        removed. The worker does this once a day.
        """
        with self._installation.reading() as unit:
            return remove_leftovers(unit)
