"""Under which definition a case begins: the one that is named, else the one that is set, else the latest in force."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from pathway.errors import NotFound, WrongUsage, shown
from pathway.storage import definitions
from pathway.workflows.definition import Definition
from pathway.workflows.loading import SHIPPED, packaged_definition

if TYPE_CHECKING:
    from pathway.service.office import Unit

# Those that no case follows unless they are named.
BESIDE = SHIPPED[1:]


def definition_on(unit: Unit, day: date, name: str | None = None) -> Definition:
    """
    Return the definition under which a case begins that is referred on that day.

    Of several of a name it is the latest loaded of those whose edition is in force then; where none is, of all.

    Args:
        name: What it is called; left out, it is that of the settings, else whatever was loaded last. One that is
            shipped need not be loaded.

    Raises:
        WrongUsage: There is none of that name; those that there are are named, the nearest first.
        NotFound: None was ever loaded.
    """
    wanted = name or unit.office.settings.definition
    if wanted:
        return _named(unit, day, wanted)
    loaded = [definition for definition in unit.definitions if definition.case.name not in BESIDE] or unit.definitions
    if not loaded:
        raise NotFound("definition", SHIPPED[0], hint="Load one with `pathway definition load`.")
    return _latest(loaded, day)


def known_names(unit: Unit) -> list[str]:
    """Return the names of the definitions that a case may follow: those that were loaded, and those shipped."""
    loaded = [stored.name for stored in definitions.listed(unit.connection)]
    return list(dict.fromkeys([*loaded, *SHIPPED]))


def known_states(unit: Unit) -> dict[str, str]:
    """Return the titles of the states of a case, by name: those of new cases, then those of other definitions."""
    titles: dict[str, str] = {}
    for definition in _known(unit):
        for state in definition.case.state:
            titles.setdefault(state.name, state.title)
    return titles


def known_kinds(unit: Unit) -> dict[str, str]:
    """Return the titles of the kinds of referral, by name, in the order of `known_states`."""
    titles: dict[str, str] = {}
    for definition in _known(unit):
        for name, kind in definition.forms.kinds.items():
            titles.setdefault(name, kind.title)
    return titles


def _known(unit: Unit) -> list[Definition]:
    """Return the definition that new cases follow, and every one that was loaded."""
    return [unit.current_definition(), *unit.definitions]


def _named(unit: Unit, day: date, name: str) -> Definition:
    stored = [entry.hash for entry in definitions.listed(unit.connection, name)]
    if stored:
        return _latest([unit.office.definition(unit.connection, content) for content in stored], day)
    if name in SHIPPED:
        return replace(packaged_definition(name), vocabulary=unit.office.vocabulary)
    raise WrongUsage(_unknown(name, known_names(unit)))


def _latest(known: Sequence[Definition], day: date) -> Definition:
    return next((definition for definition in known if definition.in_force(day)), known[0])


def _unknown(name: str, known: Sequence[str]) -> str:
    def distance(other: str) -> float:
        return -difflib.SequenceMatcher(None, name.casefold(), other).ratio()

    nearest = ", ".join(sorted(known, key=distance))
    return f"There is no definition {shown(name)}; there are, the nearest first: {nearest}."
