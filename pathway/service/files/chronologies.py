"""Chronologies of agencies, read as the definition of their case says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date

from pathway.documents.chronologies.entries import Entry
from pathway.documents.chronologies.reading.files import tables_of
from pathway.documents.chronologies.reading.reading import Reading
from pathway.documents.chronologies.reading.row_reading import Agency
from pathway.errors import ImportRefused, Reason
from pathway.service.files.storing import content_of
from pathway.service.unit_of_work import UnitOfWork
from pathway.workflows.attempts.definition import Definition
from pathway.workflows.history.case import Case


def reading_of(
    content: Iterable[bytes],
    definition: Definition,
    agency: Agency | None = None,
    *,
    today: date | None = None,
) -> Reading:
    """
    Return the reading of a file; nothing is read before its entries are asked for.

    Args:
        content: Its bytes, in parts.
        agency: Whose it is.
        today: No event is later than this day.
    """
    headings = definition.case.chronology
    return Reading(tables_of(b"".join(content), headings), headings, agency, today=today)


def faults_of(reading: Reading, path: str) -> list[Reason]:
    """
    Return everything that is wrong with a file, each with its place in it.

    Args:
        path: Of its field in the input of a step.
    """
    with suppress(ImportRefused):
        reading.read()
    return [
        replace(fault, path=f"{path}, {fault.path}" if fault.path else path)
        for fault in reading.faults.reasons
    ]


def entries_of(unit: UnitOfWork, case: Case, agency: Agency, sha256: str) -> Iterator[Entry]:
    """
    Yield the entries of an agency's chronology that is stored in a case.

    Raises:
        ImportRefused: It cannot be read as the definition says.
        KeyMissing: There is no key to open it.
        VerificationFailed: It was changed or cut off.
    """
    definition = unit.definition_of(case)
    reading = reading_of(content_of(unit, case.reference, sha256), definition, agency)
    try:
        yield from reading
    except ImportRefused as error:
        raise ImportRefused(f"The chronology of {agency.code}", error.reasons) from error
