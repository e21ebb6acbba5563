"""
Definitions over time: loading versions beside each other, and moving running cases from one to
another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pathway.errors import NotFound, Reason, Refused
from pathway.service.cases.step_request import new_salt
from pathway.service.cases.taken import Taken
from pathway.service.cases.taking import recount
from pathway.service.installing import store_definition
from pathway.service.unit_of_work import KEEPERS, UnitOfWork, followed_by
from pathway.storage import definitions
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.deciding.migration import (
    MIGRATE,
    Move,
    against_migration,
    against_taking_back,
    migrated,
    taken_back,
)
from pathway.workflows.definitions.gathering import gathered
from pathway.workflows.history.case import Case
from pathway.workflows.history.evolve import replay
from pathway.workflows.loading.definition_files import load, shipped_files
from pathway.workflows.people.in_charge import in_charge
from pathway.workflows.people.roles import RoleContext

MOVING = "Moving a case to another version"


@dataclass(frozen=True, slots=True)
class Migration:
    """
    The version that a case is to be moved to, or None to take the last move back; by whom and why.
    """

    to: str | None
    by: str | None = None
    reason: str | None = None


def load_definition(
    unit: UnitOfWork, texts: Mapping[str, str], by: int | None = None
) -> BoundDefinition:
    """
    Store a definition beside the others, and return it.

    Args:
        by: The number of the person who asks; None for whoever keeps the installation.

    Raises:
        ImportRefused: The files have faults; every one is listed with its file and table.
        Refused: Its version is stored with another content, and cases follow it: it never changes
            again.
    """
    texts = gathered(texts, shipped_files().get)
    definition = load(texts, unit.installation.words)
    with unit.recording("definition", by):
        _remove_unused(unit, definition)
        store_definition(unit.connection, definition, texts, unit.now)
    return definition


def _remove_unused(unit: UnitOfWork, definition: BoundDefinition) -> None:
    """Remove the same version with another content, unless a case follows it."""
    own = definition.case
    definitions.hold(unit.connection)
    for content in definitions.versions(unit.connection, own.name, own.version):
        if content != definition.hash and not definitions.remove(unit.connection, content):
            sentence = f"Cases already follow {own.name} {own.version}, so it cannot change; give yours a new version."
            raise Refused(sentence, [Reason("version_used", sentence)])


def migrate(unit: UnitOfWork, reference: str, asked: Migration) -> Taken:
    """
    Move a case to another version of its definition, or back, and return it; not saved yet.

    Raises:
        NotFound: There is no such case, person or version.
        Refused: The other version has no place for something in the case; every reason is listed.
    """
    unit.need_key()
    case = unit.cases.get(reference, lock=unit.writes)
    move = _move(unit, case, asked)
    if asked.to is None:
        return _back(unit, case, move)
    to = followed_by(_version(unit, asked.to), reference)
    history = list(unit.cases.events(reference, opened=False))
    reasons = against_migration(case, history, to)
    _refuse(f"{reference} cannot be moved to version {asked.to}", reasons)
    taken = Taken(to, case, case)
    taken.add(migrated(case, unit.definition_of(case), to, move), unit)
    return taken


def _back(unit: UnitOfWork, case: Case, move: Move) -> Taken:
    history = list(unit.cases.events(case.reference, opened=False))
    _refuse(f"{case.reference} cannot be moved back", against_taking_back(history))
    number = max(event.seq for event in history if event.step == MIGRATE)
    before = replay(case.reference, history[: number - 1])
    to = unit.definition_of(before)
    taken = Taken(to, case, case)
    taken.add(taken_back(case, before, to, since=history[number:], move=move), unit)
    recount(unit, taken)
    return taken


def _move(unit: UnitOfWork, case: Case, asked: Migration) -> Move:
    person = unit.keeper(asked.by, MOVING)
    directory = unit.directory_for(person)
    context = RoleContext(unit.definition_of(case), case, None, directory)
    allowed: set[int] = set()
    for role in KEEPERS:
        allowed |= {post.person for post in in_charge(context, role).people}
    if person is not None and person not in allowed:
        sentence = f"{MOVING} is for: {', '.join(KEEPERS)}."
        raise Refused(sentence, [Reason("not_permitted", sentence)])
    return Move(
        by=person,
        now=unit.now,
        calendar=unit.calendar,
        directory=directory,
        reason=asked.reason,
        salt=new_salt(),
    )


def _version(unit: UnitOfWork, version: str) -> BoundDefinition:
    """Return the latest definition that was loaded with that version, or content hash."""
    for definition in unit.definitions:
        if version in (definition.case.version, definition.hash):
            return definition
    known = [definition.case.version for definition in unit.definitions]
    raise NotFound("version", version, known, "See `pathway definition list`.")


def _refuse(sentence: str, reasons: list[Reason]) -> None:
    if reasons:
        raise Refused(
            f"{sentence}: {'; '.join(objection.message for objection in reasons)}.", reasons
        )
