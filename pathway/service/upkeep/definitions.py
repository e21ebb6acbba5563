"""Definitions as callers keep them: what is loaded, what new cases follow, and loading more."""

from __future__ import annotations

from collections.abc import Mapping

from pathway.service.definition_choice import definition_on, known_kinds, known_names, known_states
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.storage import definitions
from pathway.storage.definitions import StoredDefinition
from pathway.workflows.attempts.attempt import BoundDefinition


class Definitions:
    """The definitions that cases follow (`Pathway.definitions`)."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    def load(self, texts: Mapping[str, str], *, by: str | None = None) -> BoundDefinition:
        """
        Store a definition next to the others, and return it. New cases follow it if its edition is
        in force.

        Args:
            texts: The text of each of its files, by file name. Files that Pathway ships may be left
                out.
            by: Who asks: the chair, or somebody in the business unit; if left out, it is whoever
                keeps the installation, if the host answers for that.

        Raises:
            ImportRefused: The files have faults; every one is listed with its file and table.
            Refused: Its version is already stored with other content, and cases follow it; or the
                person may not load one.
            NotFound: Nobody has that email.
        """

        from pathway.service.upkeep import definition_versions

        def work(unit: UnitOfWork) -> BoundDefinition:
            person = unit.keeper(by, "Loading a definition")
            return definition_versions.load_definition(unit, texts, person)

        return self._installation.in_transaction(work)

    def current(self, name: str | None = None) -> BoundDefinition:
        """
        Return the definition that a case referred today would follow.

        Args:
            name: The name of a definition, loaded or shipped; if left out, it is chosen as in
                `refer`.

        Raises:
            WrongUsage: There is no definition of that name.
        """
        with self._installation.reading() as unit:
            return definition_on(unit, unit.today, name)

    def names(self) -> list[str]:
        """
        Return the names of the definitions that a case may follow: those that were loaded, and
        those that Pathway ships.
        """
        with self._installation.reading() as unit:
            return known_names(unit)

    def states(self) -> dict[str, str]:
        """
        Return the title of every state that a case may be in under any definition, by name.
        """
        with self._installation.reading() as unit:
            return known_states(unit)

    def kinds(self) -> dict[str, str]:
        """Return the title of every kind of referral under any definition, by name."""
        with self._installation.reading() as unit:
            return known_kinds(unit)

    def list(self) -> list[StoredDefinition]:
        """Return every definition that was loaded, the latest first."""
        with self._installation.reading() as unit:
            return definitions.listed(unit.connection)
