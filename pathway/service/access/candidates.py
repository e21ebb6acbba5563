"""
The cases and duties that somebody may be able to read. A list looks at these alone, and asks the
rules of each.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from pathway.errors import PathwayError
from pathway.service.access.sitting import agendas_of
from pathway.service.unit_of_work import UnitOfWork
from pathway.storage import definitions
from pathway.storage.cases.pages import ANY_CASE, Among
from pathway.storage.cases.parties import are_few
from pathway.workflows.access.duties import OwnDuties, own_duties
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
    return own._replace(references=frozenset(agendas_of(unit, unit.reader)))


def readable_duties(unit: UnitOfWork) -> list[OwnDuties]:
    """Return which duties may be the reader's own; nothing where that may be any."""
    if unit.reader is None:
        return []
    return _own_duties(unit, unit.reader, unit.directory_for(unit.reader))


def duties_of(unit: UnitOfWork, person: int) -> list[OwnDuties]:
    """Return which duties a person may be in charge of; nothing where that may be any."""
    return _own_duties(unit, person, unit.directory)


def cases_with_duties_of(unit: UnitOfWork, person: int) -> Among:
    """Return the cases in which a person may be in charge of a duty."""
    return _of(unit, person, unit.directory)


def readable_definitions(unit: UnitOfWork) -> list[BoundDefinition]:
    """Return the definitions that were loaded, without those whose rows were damaged."""
    if unit.readable_definitions is None:
        unit.readable_definitions = list(_readable_definitions(unit))
    return unit.readable_definitions


def _readable_definitions(unit: UnitOfWork) -> Iterator[BoundDefinition]:
    for content_hash in definitions.hashes(unit.connection):
        with suppress(PathwayError, ValueError):
            yield unit.installation.definition(unit.connection, content_hash)


def _of(unit: UnitOfWork, person: int, directory: Directory) -> Among:
    parties = parties_for(_followed(unit), directory, person)
    return ANY_CASE if parties is None else Among(parties, few=are_few(unit.connection, parties))


def _own_duties(unit: UnitOfWork, person: int, directory: Directory) -> list[OwnDuties]:
    own = own_duties(_followed(unit), directory, person)
    return [own] if own is not None else []


def _followed(unit: UnitOfWork) -> list[BoundDefinition]:
    """Return what cases and meetings may follow."""
    known = readable_definitions(unit)
    return known + [own.meetings for own in known if own.meetings is not None]
