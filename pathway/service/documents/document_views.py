"""Documents of a case as callers are shown them, for somebody who may see them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from pathway.documents.kinds import KINDS
from pathway.service.access.readers import note_read, required_reading
from pathway.service.files.readable import readable_documents
from pathway.service.files.records import DocumentRecord, latest
from pathway.service.files.storing import contents_of
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.documents import DocumentView
from pathway.storage.documents.contents import Content
from pathway.workflows.history.case import Case

SEPARATORS = re.compile(r"[^a-z0-9]+")
MAX_KIND = 60


def document_views(unit: UnitOfWork, reference: str) -> list[DocumentView]:
    """
    Return the documents of a case that its reader may read.

    Raises:
        NotFound: There is no such case.
        Refused: They may read nothing of the case.
        KeyMissing: There is no key to open the entries that name them.
    """
    case = unit.cases.get(reference)
    required_reading(unit, case)
    note_read(unit, reference, "documents")
    records = readable_documents(unit, case)
    stored = contents_of(unit, reference)
    newest = {record.id for record in latest(records)}
    return [_view(unit, case, record, stored, is_latest=record.id in newest) for record in records]


def _view(
    unit: UnitOfWork,
    case: Case,
    record: DocumentRecord,
    stored: Mapping[str, Content],
    *,
    is_latest: bool,
) -> DocumentView:
    content, event = stored.get(record.sha256), record.event
    person = unit.names.get(event.actor) if event.actor is not None else None
    kind = KINDS.get(content.kind) if content is not None else None
    return DocumentView(
        id=record.id,
        title=record.title,
        kind=record.kind,
        name=record.name,
        sha256=record.sha256,
        size=content.stream.size if content is not None else None,
        type=content.kind if content is not None else None,
        media_type=kind.media_type if kind is not None else None,
        version=record.version,
        replaces=record.replaces,
        is_latest=is_latest,
        event=event.seq,
        step=event.step,
        item=event.item,
        field=record.field,
        by=person.email if person is not None else None,
        role=event.role,
        occurred_on=event.occurred_on,
        recorded_at=event.recorded_at,
        kept=_kept(case, record, content),
        export_name=export_name(case, record, content.kind if content is not None else ""),
    )


def export_name(case: Case, record: DocumentRecord, ending: str) -> str:
    """
    Return the name for a file of a document: reference, kind, item and version, and no name of
    anybody: `PR-2026-0001-agency-return-summary-police-v2.docx`.
    """
    # A title is free text, and may name somebody; kinds and items are codes of the definition.
    about = (record.item or "").partition(":")[2]
    # Several of one kind may have been added.
    number = f"doc-{record.id.partition(':')[2]}" if not about else ""
    words = [_slug(record.kind)[:MAX_KIND], _slug(about), _slug(number), f"v{record.version}"]
    stem = "-".join([case.reference, *(word for word in words if word)])
    return f"{stem}.{ending}" if ending else stem


def _slug(text: str) -> str:
    return SEPARATORS.sub("-", text.casefold()).strip("-")


def _kept(
    case: Case, record: DocumentRecord, content: Content | None
) -> Literal["here", "elsewhere", "missing"]:
    if content is not None:
        return "here"
    return "missing" if record.sha256 in case.memory.get("files", {}) else "elsewhere"
