"""
The names that the files of a definition give and may name, those of tables that could not be read
among them.
"""

from __future__ import annotations

from functools import cached_property

from pathway.workflows.definitions.format import DefinitionFile
from pathway.workflows.loading.checks.read import Files


class Names:
    """Every name that the files give to something, by what it is."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._every = list(files.by_name.values())

    @cached_property
    def case_states(self) -> list[str]:
        """Return the states of the case."""
        return self._files.known(
            "state", (state.name for file in self._of("case") for state in file.state)
        )

    @cached_property
    def steps(self) -> list[str]:
        """Return the steps as triggers name them: `publication.publish` is that of an item."""
        return self._files.known(
            "step", (full_name(file, step.name) for file in self._every for step in file.step)
        )

    @cached_property
    def items(self) -> list[str]:
        """Return the kinds of item."""
        return [file.name for file in self._of("item")]

    @cached_property
    def facts(self) -> list[str]:
        """Return the facts that may be recorded."""
        return self._files.known("fact", (fact.name for file in self._every for fact in file.fact))

    @cached_property
    def outcomes(self) -> list[str]:
        """Return the outcomes of a case."""
        return self._files.known(
            "outcome", (outcome.name for file in self._every for outcome in file.outcome)
        )

    @cached_property
    def ladders(self) -> list[str]:
        """Return the ladders."""
        return self._files.known(
            "ladder", (ladder.name for file in self._every for ladder in file.ladder)
        )

    @cached_property
    def forms(self) -> list[str]:
        """Return the forms."""
        return self._files.known("form", self._files.forms.by_name)

    def _of(self, owns: str) -> list[DefinitionFile]:
        return [file for file in self._every if file.owns == owns]


def full_name(file: DefinitionFile, step: str) -> str:
    """Return a step's name as triggers write it."""
    return step if file.owns == "case" else f"{file.name}.{step}"
