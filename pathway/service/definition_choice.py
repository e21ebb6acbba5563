"""
Which definition a new case follows: the one that is named, else the one in the settings, else the
latest in force.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from pathway.errors import NotFound, WrongUsage, shown
from pathway.service.unit_of_work import UnitOfWork
from pathway.storage import definitions
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.loading.definition_files import SHIPPED, packaged_definition

# The shipped definitions that no case follows unless they are named.
BESIDE = SHIPPED[1:]


def definition_on(unit: UnitOfWork, day: date, name: str | None = None) -> BoundDefinition:
    """
    Return the definition that a case referred on that day follows.

    Of several with the same name it is the latest loaded whose edition is then in force; where none
    is, the latest loaded.

    Args:
        name: The name of the definition; left out, it is the one in the settings, else any that was
            loaded. A shipped one need not be loaded.

    Raises:
        WrongUsage: There is none of that name; the known ones are named, the nearest first.
        NotFound: None was ever loaded.
    """
    wanted = name or unit.installation.settings.definition
    if wanted:
        return _named(unit, day, wanted)
    if not unit.definitions:
        raise NotFound("definition", SHIPPED[0], hint="Load one with `pathway definition load`.")
    usual = [definition for definition in unit.definitions if definition.case.name not in BESIDE]
    return _latest(usual or unit.definitions, day)


def definition_today(unit: UnitOfWork) -> BoundDefinition:
    """
    Return the definition that a case referred today follows; see `definition_on`.
    """
    if unit.definition_today is None:
        unit.definition_today = definition_on(unit, unit.today)
    return unit.definition_today


def known_names(unit: UnitOfWork) -> list[str]:
    """
    Return the names of the definitions that a case may follow: those that were loaded, and those
    shipped.
    """
    loaded = [stored.name for stored in definitions.listed(unit.connection)]
    return list(dict.fromkeys([*loaded, *SHIPPED]))


def known_states(unit: UnitOfWork) -> dict[str, str]:
    """
    Return the titles of the states of a case, by name: those of new cases first, then those of
    other definitions.
    """
    titles: dict[str, str] = {}
    for definition in _known(unit):
        for state in definition.case.state:
            titles.setdefault(state.name, state.title)
    return titles


def known_kinds(unit: UnitOfWork) -> dict[str, str]:
    """Return the titles of the kinds of referral, by name, in the order of `known_states`."""
    titles: dict[str, str] = {}
    for definition in _known(unit):
        for name, kind in definition.kinds.items():
            titles.setdefault(name, kind.title)
    return titles


def _known(unit: UnitOfWork) -> list[BoundDefinition]:
    """Return the definition that new cases follow, and every one that was loaded."""
    return [definition_today(unit), *unit.definitions]


def _named(unit: UnitOfWork, day: date, name: str) -> BoundDefinition:
    stored = [
        unit.installation.definition(unit.connection, entry.hash)
        for entry in definitions.listed(unit.connection, name)
    ]
    if stored:
        return _latest(stored, day)
    if name in SHIPPED:
        return replace(packaged_definition(name), words=unit.installation.words)
    raise WrongUsage(_unknown(name, known_names(unit)))


def _latest(known: Sequence[BoundDefinition], day: date) -> BoundDefinition:
    return next((definition for definition in known if definition.in_force(day)), known[0])


def _unknown(name: str, known: Sequence[str]) -> str:
    from difflib import SequenceMatcher

    def distance(other: str) -> float:
        return -SequenceMatcher(None, name.casefold(), other).ratio()

    nearest = ", ".join(sorted(known, key=distance))
    return f"There is no definition {shown(name)}; there are, the nearest first: {nearest}."
