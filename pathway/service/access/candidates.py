"""Which cases somebody may be able to read: those that a list looks at, and of each asks."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from pathway.errors import PathwayError
from pathway.service.access.sitting import agendas_of
from pathway.service.unit_of_work import UnitOfWork
from pathway.storage import definitions
from pathway.storage.cases.pages import ANY_CASE, Among
from pathway.storage.cases.parties import are_few
from pathway.workflows.access.parties import parties_for
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.attempts.directory import Directory


def candidates(unit: UnitOfWork) -> Among:
    """Return the cases that the reader may be able to read."""
    if unit.reader is None:
        return ANY_CASE
    own = _of(unit, unit.reader, unit.directory_for(unit.reader))
    if own.parties is None:
        return own
    return replace(own, references=frozenset(agendas_of(unit, unit.reader)))


def cases_with_duties_of(unit: UnitOfWork, person: int) -> Among:
    """Return the cases in which a person may be in charge of a duty."""
    return _of(unit, person, unit.directory)


def readable_definitions(unit: UnitOfWork) -> list[BoundDefinition]:
    """Return the definitions that were loaded, without those whose rows were damaged."""
    readable: list[BoundDefinition] = []
    for content_hash in definitions.hashes(unit.connection):
        with suppress(PathwayError, ValueError):
            readable.append(unit.installation.definition(unit.connection, content_hash))
    return readable


def _of(unit: UnitOfWork, person: int, directory: Directory) -> Among:
    known = readable_definitions(unit)
    meetings = [own.meetings for own in known if own.meetings is not None]
    parties = parties_for([*known, *meetings], directory, person)
    return ANY_CASE if parties is None else Among(parties, few=are_few(unit.connection, parties))
