"""
The attempt that guards, inputs and effects look at, and the types of all the Python that a
definition names.

They are in one module because their types form a circle: a guard looks at an attempt, an attempt
has a definition, and a definition is bound to guards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pathway.errors import Reason, WrongUsage
from pathway.workflows.attempts.definition import Definition
from pathway.workflows.attempts.needs import NOTHING, Needs
from pathway.workflows.calendar.moments import Moment
from pathway.workflows.definitions.format import DefinitionFile, Step
from pathway.workflows.definitions.meetings import of_meetings
from pathway.workflows.history.case import Case
from pathway.workflows.history.item import Item

if TYPE_CHECKING:
    from pydantic import BaseModel

    from pathway.workflows.attempts.command import Command, Situation
    from pathway.workflows.attempts.directory import Standing
    from pathway.workflows.history.changes import Changes


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt at one step, with everything that a guard, an input or an effect may need."""

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
        """Return the day on which the step happened."""
        return self.command.on

    @property
    def moment(self) -> Moment:
        """Return when the step happened."""
        return Moment(self.command.on, self.command.at)

    @property
    def seq(self) -> int:
        """Return the number that the event will have."""
        return self.case.version + 1

    @property
    def name(self) -> str:
        """Return the step's name as in triggers: for a step of an item, `publication.publish`."""
        return self.step.name if self.file.owns == "case" else f"{self.file.name}.{self.step.name}"

    @property
    def reads_form(self) -> bool:
        """Return whether the step takes in a referral form."""
        return self.definition.forms.is_of_kind(self.step.input)

    @property
    def actor(self) -> int | None:
        """Return the number of the person who acts; None for the system."""
        return self.command.by

    @property
    def seat(self) -> str | None:
        """
        Return the safeguarding partner's seat of the person who acts, or None if their agency has
        none.
        """
        if self.standing is None:
            return None
        return self.definition.seat_of(self.standing.agency)

    @property
    def today(self) -> date:
        """Return the day it is in London."""
        return self.situation.today

    @property
    def labels(self) -> tuple[str, ...]:
        """Return what the form calls the children, in its order."""
        return self.situation.labels

    def choices(self, name: str) -> list[Any]:
        """Return the values that the case has under that name."""
        return list(self.definition.vocabulary.choices[name](self))

    def condition(self, name: str) -> bool:
        """Return whether a condition of the case holds."""
        return self.definition.vocabulary.conditions[name](self)

    def explanation(self, name: str, value: Any) -> str | None:
        """
        Return why a value is not among the choices, where a list of them would not explain it.
        """
        explain = self.definition.vocabulary.explanations.get(name)
        return explain(self, value) if explain else None


@dataclass(frozen=True, slots=True)
class Guard:
    """
    A condition that a case must meet.

    Args:
        holds: Returns whether the case meets it.
        sentence: What is missing, and how to bring it about; or a function that returns this.
        needs: What it reads from the definition by name. It may read fields of an input only as a
            condition on a step that starts, meets or stops a duty; when it decides whether somebody
            may take a step, no input has been read yet.
    """

    holds: Callable[[Attempt], bool]
    sentence: str | Callable[[Attempt], str]
    needs: Needs = NOTHING

    def why_not(self, attempt: Attempt) -> str:
        """Return the sentence for this case."""
        return self.sentence if isinstance(self.sentence, str) else self.sentence(attempt)


# An effect or a check that reads the step's input has a further parameter `fields`, whose type is a
# subclass of `Fields` that declares what it reads.
Effect = Callable[[Attempt, "Changes"], None] | Callable[[Attempt, "Changes", Any], None]
Check = Callable[[Attempt], list[Reason]] | Callable[[Attempt, Any], list[Reason]]
Choice = Callable[[Attempt], Sequence[Any]]
Condition = Callable[[Attempt], bool]
Explanation = Callable[[Attempt, Any], str | None]


@dataclass(frozen=True)
class Vocabulary:
    """
    The Python code that a definition file may refer to, by name.

    Args:
        guards: The conditions for a step.
        inputs: A host's own models of what a step asks for; derive yours from `pathway.Input`.
        effects: What a step changes in the case. Each is a pure function, because previews run it
            too.
        checks: Checks of an input that no field can make alone, under the name of the effect that
            relies on it, of a host's input, or of the check as a form names it.
        choices: The values of a case among which a field may choose, and example values.
        conditions: Whether an optional field must be given.
        explanations: Why a value is not among the choices of that name, if a list of them would not
            explain it.
    """

    guards: Mapping[str, Guard] = field(default_factory=dict[str, Guard])
    inputs: Mapping[str, type[BaseModel]] = field(default_factory=dict[str, "type[BaseModel]"])
    effects: Mapping[str, Effect] = field(default_factory=dict[str, Effect])
    checks: Mapping[str, Check] = field(default_factory=dict[str, Check])
    choices: Mapping[str, Choice] = field(default_factory=dict[str, Choice])
    conditions: Mapping[str, Condition] = field(default_factory=dict[str, Condition])
    explanations: Mapping[str, Explanation] = field(default_factory=dict[str, Explanation])

    def extended(self, own: Vocabulary) -> Vocabulary:
        """
        Return this vocabulary with the host's own words added.

        Raises:
            WrongUsage: A word is there already; a second meaning would change the definitions that
                use it.
        """
        both: list[str] = []
        for kind, ours, theirs in self._beside(own):
            both += [f"{kind[:-1]} {name}" for name in theirs if name in ours]
        if both:
            raise WrongUsage(
                f"Pathway has these already: {', '.join(sorted(both))}; give yours other names."
            )
        return Vocabulary(**{kind: {**ours, **theirs} for kind, ours, theirs in self._beside(own)})

    def _beside(self, own: Vocabulary) -> list[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
        """Return each kind of word, with our words and the host's."""
        return [
            (field.name, getattr(self, field.name), getattr(own, field.name))
            for field in fields(self)
        ]


@dataclass(frozen=True)
class BoundDefinition(Definition):
    """
    A definition with the code behind the names that it uses.

    Args:
        words: Returns the guards, effects and choices; not part of the hash. A list of cases needs
            none of them.
        of_both: The files of cases and of meetings, by name.
    """

    words: Callable[[], Vocabulary]
    of_both: Mapping[str, DefinitionFile] = field(default_factory=dict[str, DefinitionFile])

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Return the guards, effects and choices, loaded when they are first used."""
        return self.words()

    @cached_property
    def meetings(self) -> BoundDefinition | None:
        """Return the definition that its meetings follow, under the same hash; None without any."""
        files = of_meetings(self.of_both)
        return BoundDefinition(files, self.hash, self.words) if files else None
