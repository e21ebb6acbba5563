"""The words of a definition file that stand for code: guards, inputs, effects; ours, and those that a host adds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from pathway.errors import Reason, WrongUsage
from pathway.workflows.commands import Attempt
from pathway.workflows.effects import EFFECTS, Effect
from pathway.workflows.guards import GUARDS, Guard
from pathway.workflows.inputs import INPUTS
from pathway.workflows.inputs.checks import CHECKS

Check = Callable[[Attempt], list[Reason]]


@dataclass(frozen=True)
class Vocabulary:
    """
    What a definition file may name, by name.

    Args:
        guards: What must hold, and the sentence that says what to do where it does not.
        inputs: What a step asks for; derive yours from `pathway.Input`.
        effects: What a step does to the case. A pure function: it is carried out for previews too.
        checks: What a model cannot say of its input alone, by the input's name.
    """

    guards: Mapping[str, Guard] = field(default_factory=dict[str, Guard])
    inputs: Mapping[str, type[BaseModel]] = field(default_factory=dict[str, type[BaseModel]])
    effects: Mapping[str, Effect] = field(default_factory=dict[str, Effect])
    checks: Mapping[str, Check] = field(default_factory=dict[str, Check])

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
        return [(kind, getattr(self, kind), getattr(own, kind)) for kind in ("guards", "inputs", "effects", "checks")]


STANDARD = Vocabulary(GUARDS, INPUTS, EFFECTS, CHECKS)
