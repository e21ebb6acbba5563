"""
The documents of a case: every file that an entry of its history brought, in order, with versions.

Their names are sealed with the entries, so that they are read from there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pathway.service.files.places import documents_anywhere, is_document
from pathway.service.unit_of_work import UnitOfWork
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.forms.documents import (
    DOCUMENT,
    DocumentPlace,
    document_places,
    fields_asked,
)
from pathway.workflows.history.case import Case
from pathway.workflows.history.events import Event
from pathway.workflows.known_names import ADD_DOCUMENT, CORRECT


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """
    A file that an entry of a case's history brought.

    Args:
        id: `doc:7` is what entry 7 brought, and `doc:7.2` its second file.
        field: Where it is in the entry's input.
        title: What it is: as somebody named it, else as its form does.
        kind: What kind of paper it is, in a word that may be part of a file's name.
        version: 1 for the first of its kind, 2 for what came in its place, and so on.
        replaces: The id of the version before.
    """

    id: str
    event: Event
    field: str
    title: str
    kind: str
    name: str
    sha256: str
    version: int = 1
    replaces: str | None = None

    @property
    def item(self) -> str | None:
        """Return the item that it is about."""
        return self.event.item


@dataclass(frozen=True, slots=True)
class _Place:
    """
    A document in an entry, and what tells that it comes in the place of an earlier one.

    Args:
        replaced: The hash of the earlier one, empty where there is none; None where that is not
            said, and what is of the same step, item and field is replaced.
        corrects: The entry and the field that are corrected.
    """

    path: str
    title: str
    kind: str
    value: Mapping[str, str]
    replaced: str | None = None
    corrects: tuple[int, str] | None = None


def documents_of(unit: UnitOfWork, case: Case) -> list[DocumentRecord]:
    """
    Return the documents of a case in the order in which they came.

    Raises:
        KeyMissing: There is no key to open the entries.
        VerificationFailed: An entry does not open.
    """
    unit.need_key()
    definition = unit.definition_of(case)
    records: list[DocumentRecord] = []
    for event in unit.cases.events(case.reference):
        places = list(_places(definition, case, event))
        for number, place in enumerate(places, start=1):
            records.append(_record(event, place, number, records))
    return records


def latest(records: list[DocumentRecord]) -> list[DocumentRecord]:
    """Return the documents that no later version replaces."""
    replaced = {record.replaces for record in records}
    return [record for record in records if record.id not in replaced]


def _record(
    event: Event, place: _Place, number: int, earlier: list[DocumentRecord]
) -> DocumentRecord:
    before = _before(event, place, earlier)
    return DocumentRecord(
        id=f"doc:{event.seq}" if number == 1 else f"doc:{event.seq}.{number}",
        event=event,
        field=place.path,
        title=before.title if before and place.corrects else place.title,
        kind=before.kind if before and place.corrects else place.kind,
        name=place.value["name"],
        sha256=place.value["sha256"],
        version=before.version + 1 if before else 1,
        replaces=before.id if before else None,
    )


def _before(event: Event, place: _Place, earlier: list[DocumentRecord]) -> DocumentRecord | None:
    """Return the version in whose place a document comes, or None."""
    for record in reversed(latest(earlier)):
        if place.replaced is not None:
            if record.sha256 == place.replaced:
                return record
        elif place.corrects is not None:
            if (record.event.seq, record.field) == place.corrects:
                return record
        elif _is_same_paper(record, event, place):
            return record
    return None


def _is_same_paper(record: DocumentRecord, event: Event, place: _Place) -> bool:
    """Return whether a step was taken again for the same item, with a file in the same field."""
    return event.seq != record.event.seq and (event.step, event.item, place.path) == (
        record.event.step,
        record.event.item,
        record.field,
    )


def _places(definition: BoundDefinition, case: Case, event: Event) -> Iterator[_Place]:
    """Yield the documents in an entry, in the order of its form."""
    answers: Mapping[str, Any] = (event.sealed or {}).get("input", {})
    if event.step == CORRECT:
        yield from _corrected(answers)
        return
    known: dict[str, _Place] = {}
    for _, step in definition.steps_named(event.step):
        fields = fields_asked(definition.forms, step.input, case.kind)
        for place in document_places(definition.forms, fields, answers):
            if place.field.type == DOCUMENT and is_document(place.value):
                known[place.path] = _place(event, step.input, place)
    yield from known.values()
    # What a host's own input, or an earlier form, has is known by what it looks like.
    for path, value in documents_anywhere(answers):
        if path not in known:
            yield _Place(path, path, "document", value)


def _place(event: Event, form: str, place: DocumentPlace) -> _Place:
    """Return a document with what its form says of it, or whoever added it."""
    if event.step == ADD_DOCUMENT:
        return _Place(
            place.path,
            title=place.holder["title"],
            kind=place.holder["kind"],
            value=place.value,
            replaced=place.holder.get("replaces", ""),
        )
    name = place.field.name
    kind = form if name == DOCUMENT or form.endswith(name) else f"{form}_{name}"
    return _Place(place.path, place.field.label or name, kind, place.value)


def _corrected(answers: Mapping[str, Any]) -> Iterator[_Place]:
    """Yield the document that a correction puts in the place of another."""
    value = answers.get("value")
    if is_document(value):
        corrects = (int(answers.get("event", 0)), str(answers.get("field", "")))
        yield _Place("value", "document", "document", value, corrects=corrects)
