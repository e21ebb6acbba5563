"""
The names that the files of a definition give, and may use, with those of tables that could not be
read.
"""

from __future__ import annotations

from functools import cached_property

from pathway.workflows.definitions.format import DefinitionFile
from pathway.workflows.loading.checks.read import Files


class Names:
    """Every name in the files, by what it is the name of."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._all = list(files.by_name.values())

    @cached_property
    def case_states(self) -> list[str]:
        """Return the states of the case."""
        names: list[str] = []
        for file in self._of("case"):
            names += [state.name for state in file.state]
        return self._files.known("state", names)

    @cached_property
    def steps(self) -> list[str]:
        """Return the steps as triggers name them: that of an item as `publication.publish`."""
        names: list[str] = []
        for file in self._all:
            names += [full_name(file, step.name) for step in file.step]
        return self._files.known("step", names)

    @cached_property
    def items(self) -> list[str]:
        """Return the kinds of item."""
        return [file.name for file in self._of("item")]

    @cached_property
    def facts(self) -> list[str]:
        """Return the facts that may be recorded."""
        names: list[str] = []
        for file in self._all:
            names += [fact.name for fact in file.fact]
        return self._files.known("fact", names)

    @cached_property
    def outcomes(self) -> list[str]:
        """Return the outcomes of a case."""
        names: list[str] = []
        for file in self._all:
            names += [outcome.name for outcome in file.outcome]
        return self._files.known("outcome", names)

    @cached_property
    def ladders(self) -> list[str]:
        """Return the ladders."""
        names: list[str] = []
        for file in self._all:
            names += [ladder.name for ladder in file.ladder]
        return self._files.known("ladder", names)

    @cached_property
    def forms(self) -> list[str]:
        """Return the forms."""
        return self._files.known("form", self._files.forms.by_name)

    def _of(self, owns: str) -> list[DefinitionFile]:
        return [file for file in self._all if file.owns == owns]


def full_name(file: DefinitionFile, step: str) -> str:
    """Return a step's name as triggers write it, with the kind of item if it belongs to one."""
    return step if file.owns == "case" else f"{file.name}.{step}"
