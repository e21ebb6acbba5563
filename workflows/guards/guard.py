"""What a guard is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pathway.workflows.commands import Attempt
from pathway.workflows.needs import NOTHING, Needs


@dataclass(frozen=True, slots=True)
class Guard:
    """
    A condition of the case, and the sentence that says what is missing and how to bring it about.

    Args:
        needs: What it reads of the definition by name; fields only of the input of a step that starts, meets or stops
            a duty: where it is between a person and a step, no input is read yet.
    """

    holds: Callable[[Attempt], bool]
    sentence: str | Callable[[Attempt], str]
    needs: Needs = NOTHING

    def why_not(self, attempt: Attempt) -> str:
        """Return the sentence for this case."""
        return self.sentence if isinstance(self.sentence, str) else self.sentence(attempt)
