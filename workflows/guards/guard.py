"""What a guard is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pathway.workflows.commands import Attempt
from pathway.workflows.forms.fields import Fields


@dataclass(frozen=True, slots=True)
class Guard:
    """
    A condition of the case, and the sentence that says what is missing and how to bring it about.

    Args:
        fields: What it reads of the input of a step that starts, meets or stops a duty. Where it stands between a
            person and a step, no input is read yet.
    """

    holds: Callable[[Attempt], bool]
    sentence: str | Callable[[Attempt], str]
    fields: type[Fields] | None = None

    def why_not(self, attempt: Attempt) -> str:
        """Return the sentence for this case."""
        return self.sentence if isinstance(self.sentence, str) else self.sentence(attempt)
