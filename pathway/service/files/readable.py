"""The documents of a case that its reader may read: those of the entries that are open to them."""

from __future__ import annotations

from pathway.service.access.entries import Opening
from pathway.service.files.records import DocumentRecord, documents_of
from pathway.service.unit_of_work import UnitOfWork
from pathway.workflows.cases.entries import numbered
from pathway.workflows.history.case import Case


def readable_documents(unit: UnitOfWork, case: Case) -> list[DocumentRecord]:
    """
    Return the documents of a case that its reader may read, in the order in which they came.

    Raises:
        KeyMissing: There is no key to open the entries.
        VerificationFailed: An entry does not open.
    """
    history = list(unit.cases.events(case.reference, opened=False))
    opening = Opening(unit, case, numbered(history))
    return [record for record in documents_of(unit, case) if opening.opens(record.event)]
