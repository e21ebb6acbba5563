"""Documents of a case named by their ids in an input: `doc:7` stands for the hash, or the document."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pathway.errors import MAX_SHOWN_FAULTS, Reason
from pathway.service.files.places import with_value
from pathway.service.files.records import DocumentRecord, documents_of
from pathway.service.unit_of_work import UnitOfWork
from pathway.workflows.forms.documents import (
    HASH,
    DocumentPlace,
    document_places,
    fields_asked,
)
from pathway.workflows.history.case import Case

DOCUMENT_ID = re.compile(r"doc:\d{1,9}(?:\.\d{1,9})?", re.ASCII)
NAMED = 20


def with_hashes(
    unit: UnitOfWork, case: Case, step: str, answers: Mapping[str, Any]
) -> tuple[Mapping[str, Any], list[Reason]]:
    """
    Return a step's input with each id of a document replaced by what it stands for, and a fault for
    each that the case does not have.
    """
    definition = unit.definition_of(case)
    named: dict[str, DocumentPlace] = {}
    for _, table in definition.steps_named(step):
        fields = fields_asked(definition.forms, table.input, case.kind)
        for place in document_places(definition.forms, fields, answers):
            if isinstance(place.value, str) and DOCUMENT_ID.fullmatch(place.value):
                named[place.path] = place
    return _replaced(answers, named, documents_of(unit, case)) if named else (answers, [])


def _replaced(
    answers: Mapping[str, Any],
    named: Mapping[str, DocumentPlace],
    records: Sequence[DocumentRecord],
) -> tuple[Mapping[str, Any], list[Reason]]:
    by_id = {record.id: record for record in records}
    faults: list[Reason] = []
    for path, place in named.items():
        record = by_id.get(place.value)
        if record is None:
            faults.append(Reason("input", no_document(records), path))
            continue
        whole = {"name": record.name, "sha256": record.sha256}
        value = record.sha256 if place.field.type == HASH else whole
        answers = with_value(answers, path, value)
    return answers, faults[:MAX_SHOWN_FAULTS]


def no_document(records: Sequence[DocumentRecord]) -> str:
    """Return a sentence that the case has no document of an id, with the ids that it has."""
    ids = [record.id for record in records]
    if not ids:
        return "the case has no documents yet"
    more = " and others" if len(ids) > NAMED else ""
    return f"the case has no such document; it has {', '.join(ids[-NAMED:])}{more}"
