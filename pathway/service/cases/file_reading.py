"""
The files of a step that are read, as its form says: what is wrong in them is wrong with the input.

They are read before the step takes the write lock, as a long one takes its time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from pathway.documents.chronologies.reading.reading import Summary
from pathway.documents.files import CheckedFile
from pathway.service.cases.step_request import StepRequest
from pathway.service.files.chronologies import faults_of, reading_of
from pathway.service.files.naming import DOCUMENT_ID, with_hashes
from pathway.service.files.places import is_document
from pathway.service.files.storing import content_of, contents_of
from pathway.service.unit_of_work import UnitOfWork
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.forms.documents import DocumentPlace, document_places, fields_asked
from pathway.workflows.history.case import Case
from pathway.workflows.history.events import texts_in

PART_BYTES = 1 << 20


def names_files(request: StepRequest) -> bool:
    """Return whether files are given with a step, or documents of its case are named in its input."""
    if request.files:
        return True
    return any(DOCUMENT_ID.fullmatch(text) for text in texts_in(request.input))


def with_read_files(unit: UnitOfWork, request: StepRequest) -> StepRequest:
    """
    Return a request with every fault in its files that are read, and what was read of them. A file
    that is kept elsewhere cannot be.

    Raises:
        NotFound: There is no such case.
    """
    if request.reference is None or not isinstance(request.input, Mapping):
        return request
    case = unit.cases.get(request.reference)
    definition = unit.definition_of(case)
    if not list(_read_places(definition, case, request.step, request.input)):
        return request
    answers, _ = with_hashes(unit, case, request.step, request.input)
    faults, summaries = list(request.faults), dict[str, Summary]()
    for place in _read_places(definition, case, request.step, answers):
        content = _content(unit, case, request.files, place.value)
        if content is not None:
            reading = reading_of(content, definition, today=unit.today)
            faults += faults_of(reading, place.path)
            summaries[place.value["sha256"]] = reading.summary
    return replace(request, faults=tuple(faults), summaries=summaries)


def _read_places(
    definition: BoundDefinition, case: Case, step: str, answers: Mapping[str, Any]
) -> Iterator[DocumentPlace]:
    """Yield the documents of an input that are read."""
    known: set[str] = set()
    for _, table in definition.steps_named(step):
        fields = fields_asked(definition.forms, table.input, case.kind)
        for place in document_places(definition.forms, fields, answers):
            if place.field.read_as is not None and place.path not in known:
                known.add(place.path)
                yield place


def _content(
    unit: UnitOfWork, case: Case, files: Iterable[CheckedFile], value: object
) -> Iterable[bytes] | None:
    """Return the content of a document: given with the step, or stored before."""
    if not is_document(value):
        return None
    for file in files:
        if file.sha256 == value["sha256"]:
            return file.parts(PART_BYTES)
    if value["sha256"] in contents_of(unit, case.reference):
        return content_of(unit, case.reference, value["sha256"])
    return None
