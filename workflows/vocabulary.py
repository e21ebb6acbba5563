"""The words of a definition file that stand for code: guards, effects, choices; ours, and those that a host adds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from pydantic import BaseModel

from pathway.errors import WrongUsage
from pathway.workflows.choices import CHOICES, CONDITIONS, EXPLANATIONS, Choice, Condition, Explanation
from pathway.workflows.correctable import ANOTHER_DAY, ENTRY_TO_CORRECT, another_day, entry_to_correct, why_no_place
from pathway.workflows.effects import EFFECTS, Effect
from pathway.workflows.effects.checks import CHECKS, Check
from pathway.workflows.forms.ties import KNOWN_PLACES
from pathway.workflows.guards import GUARDS, Guard


@dataclass(frozen=True)
class Vocabulary:
    """
    What a definition file may name, by name.

    Args:
        guards: What must hold, and the sentence that says what to do where it does not.
        inputs: A host's own models of what a step asks for; derive yours from `pathway.Input`.
        effects: What a step does to the case. A pure function: it is carried out for previews too.
        checks: What no field of an input can say alone: under the name of the effect that relies on it, of a host's
            input, or under one that a form names.
        choices: Values of a case that a field may name, and examples that would be accepted today.
        conditions: When an optional field must be given.
        explanations: Why a value is not among the choices of that name, where a list of them does not say it.
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
            WrongUsage: A word is there already: definitions that use it would no longer mean what they meant.
        """
        both = [f"{kind[:-1]} {name}" for kind, ours, theirs in self._beside(own) for name in theirs if name in ours]
        if both:
            raise WrongUsage(f"Pathway has these already: {', '.join(sorted(both))}; give yours other names.")
        return Vocabulary(**{kind: {**ours, **theirs} for kind, ours, theirs in self._beside(own)})

    def _beside(self, own: Vocabulary) -> list[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
        return [(field.name, getattr(self, field.name), getattr(own, field.name)) for field in fields(self)]


STANDARD = Vocabulary(
    guards=GUARDS,
    effects=EFFECTS,
    checks=CHECKS,
    choices={**CHOICES, ENTRY_TO_CORRECT: entry_to_correct, ANOTHER_DAY: another_day},
    conditions=CONDITIONS,
    explanations={**EXPLANATIONS, KNOWN_PLACES: why_no_place},
)
