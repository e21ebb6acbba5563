"""Cases as far as they can be read: one that was damaged keeps no others from being read."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.exc import DBAPIError

from pathway import logs
from pathway.errors import PathwayError
from pathway.service.unit_of_work import UnitOfWork
from pathway.workflows.history.case import Case


def why_unreadable(reference: str, error: Exception) -> str:
    """
    Return a sentence about a case that cannot be read, and log it.

    Raises:
        DBAPIError: It is the database that failed, and with it the whole transaction.
    """
    if isinstance(error, DBAPIError):
        raise error
    sentence = why_damaged(reference, type(error).__name__)
    return error.message if isinstance(error, PathwayError) else sentence


def why_damaged(reference: str, fault: str) -> str:
    """Return a sentence about a case of which a stored row cannot be read, and log the fault."""
    logs.error("case.unreadable", case=reference, error=fault)
    return f"{reference} cannot be read: what is stored of it was changed. Run `pathway verify` and restore a backup."


def readable(unit: UnitOfWork, references: Collection[str]) -> dict[str, Case]:
    """
    Return those of the cases that can be read, by reference: several in two queries, a single one as
    it is read anyway, of which this process may still know most.
    """
    read = unit.cases.whole(references) if len(references) > 1 else {}
    cases: dict[str, Case] = {}
    for reference in references:
        try:
            # One that was not among those read says by itself why not.
            cases[reference] = read.get(reference) or unit.cases.get(reference)
        except Exception as error:  # noqa: BLE001 - one case must not keep others from being read
            why_unreadable(reference, error)
    return cases
