"""What a guard is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pathway.workflows.commands import Attempt


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition of the case, and the sentence that says what is missing and how to bring it about."""

    holds: Callable[[Attempt], bool]
    sentence: str | Callable[[Attempt], str]

    def why_not(self, attempt: Attempt) -> str:
        """Return the sentence for this case."""
        return self.sentence if isinstance(self.sentence, str) else self.sentence(attempt)
