"""
The attempt that guards, inputs and effects look at, and what those are: the signatures of all that
a definition names.

They are one circle of types: a guard looks at an attempt, an attempt has a definition, a definition
is bound to guards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from pydantic import BaseModel

from pathway.errors import Reason, WrongUsage
from pathway.workflows.attempts.command import Command, Situation, Standing
from pathway.workflows.attempts.definition import Definition
from pathway.workflows.attempts.needs import NOTHING, Needs
from pathway.workflows.calendar.moments import Moment
from pathway.workflows.definitions.format import DefinitionFile, Step
from pathway.workflows.history.case import Case, Item
from pathway.workflows.history.changes import Changes


@dataclass(frozen=True, slots=True)
class Attempt:
    """One step that is being looked at, with all that a guard, an input or an effect may ask."""

    definition: BoundDefinition
    file: DefinitionFile
    step: Step
    case: Case
    item: Item | None
    command: Command
    situation: Situation
    standing: Standing | None = None
    input: BaseModel | None = None

    @property
    def on(self) -> date:
        """Return the day the step happened."""
        return self.command.on

    @property
    def moment(self) -> Moment:
        """Return when the step happened."""
        return Moment(self.command.on, self.command.at)

    @property
    def seq(self) -> int:
        """Return the number the event will have."""
        return self.case.version + 1

    @property
    def name(self) -> str:
        """Return the step's name as triggers write it: `publication.publish` for an item's."""
        return self.step.name if self.file.owns == "case" else f"{self.file.name}.{self.step.name}"

    @property
    def reads_form(self) -> bool:
        """Say whether the step takes in a referral form."""
        return self.definition.forms.is_of_kind(self.step.input)

    @property
    def actor(self) -> int | None:
        """Return the number of who acts."""
        return self.command.by

    @property
    def seat(self) -> str | None:
        """
        Return the safeguarding partners' seat of who acts, or None where their agency has none.
        """
        return self.definition.seat_of(self.standing.agency) if self.standing is not None else None

    def remembered(self, *path: str) -> Any:
        """Return what the case remembers at that path, or None."""
        return self.case.remembered(*path)

    @property
    def today(self) -> date:
        """Return the day it is in London."""
        return self.situation.today

    @property
    def labels(self) -> tuple[str, ...]:
        """Return what the form calls the children, in its order."""
        return self.situation.labels

    def choices(self, name: str) -> list[Any]:
        """Return the values of that name which the case has."""
        return list(self.definition.vocabulary.choices[name](self))

    def condition(self, name: str) -> bool:
        """Return whether a condition of the case holds."""
        return self.definition.vocabulary.conditions[name](self)

    def explanation(self, name: str, value: Any) -> str | None:
        """
        Return why a value is not among the choices, where that takes more than a list of them.
        """
        explain = self.definition.vocabulary.explanations.get(name)
        return explain(self, value) if explain else None


@dataclass(frozen=True, slots=True)
class Guard:
    """
    A condition of the case, and the sentence that says what is missing and how to bring it about.

    Args:
        needs: What it reads of the definition by name; fields only of the input of a step that
            starts, meets or stops a duty: where it is between a person and a step, no input is read
            yet.
    """

    holds: Callable[[Attempt], bool]
    sentence: str | Callable[[Attempt], str]
    needs: Needs = NOTHING

    def why_not(self, attempt: Attempt) -> str:
        """Return the sentence for this case."""
        return self.sentence if isinstance(self.sentence, str) else self.sentence(attempt)


# One that reads the step's input declares what it reads: a further parameter `fields`, of a class
# made of `Fields`.
Effect = Callable[[Attempt, Changes], None] | Callable[[Attempt, Changes, Any], None]
Check = Callable[[Attempt], list[Reason]] | Callable[[Attempt, Any], list[Reason]]
Choice = Callable[[Attempt], Sequence[Any]]
Condition = Callable[[Attempt], bool]
Explanation = Callable[[Attempt, Any], str | None]


@dataclass(frozen=True)
class Vocabulary:
    """
    What a definition file may name, by name.

    Args:
        guards: What must hold, and the sentence that says what to do where it does not.
        inputs: A host's own models of what a step asks for; derive yours from `pathway.Input`.
        effects: What a step does to the case. A pure function: it is carried out for previews too.
        checks: What no field of an input can say alone: under the name of the effect that relies on
            it, of a host's input, or under one that a form names.
        choices: Values of a case that a field may name, and examples that would be accepted today.
        conditions: When an optional field must be given.
        explanations: Why a value is not among the choices of that name, where a list of them does
            not say it.
    """

    guards: Mapping[str, Guard] = field(default_factory=dict[str, Guard])
    inputs: Mapping[str, type[BaseModel]] = field(default_factory=dict[str, type[BaseModel]])
    effects: Mapping[str, Effect] = field(default_factory=dict[str, Effect])
    checks: Mapping[str, Check] = field(default_factory=dict[str, Check])
    choices: Mapping[str, Choice] = field(default_factory=dict[str, Choice])
    conditions: Mapping[str, Condition] = field(default_factory=dict[str, Condition])
    explanations: Mapping[str, Explanation] = field(default_factory=dict[str, Explanation])

    def extended(self, own: Vocabulary) -> Vocabulary:
        """
        Return this vocabulary with the host's own words added.

        Raises:
            WrongUsage: A word is there already: definitions that use it would no longer mean what
                they meant.
        """
        both = [
            f"{kind[:-1]} {name}"
            for kind, ours, theirs in self._beside(own)
            for name in theirs
            if name in ours
        ]
        if both:
            raise WrongUsage(
                f"Pathway has these already: {', '.join(sorted(both))}; give yours other names."
            )
        return Vocabulary(**{kind: {**ours, **theirs} for kind, ours, theirs in self._beside(own)})

    def _beside(self, own: Vocabulary) -> list[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
        return [
            (field.name, getattr(self, field.name), getattr(own, field.name))
            for field in fields(self)
        ]


@dataclass(frozen=True)
class BoundDefinition(Definition):
    """
    A definition with the code behind the names that it uses.

    Args:
        vocabulary: The guards, effects and choices; no part of the hash.
    """

    vocabulary: Vocabulary
