"""What `decide` returns when a step cannot be taken."""

from __future__ import annotations

from dataclasses import dataclass

from pathway.errors import Reason

# Reasons about what a person gives with the step; any other reason means that this person cannot
# take it now.
SAID_WITH_IT = ("input", "reason_required", "late_reason_required")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Every reason why the step cannot be taken."""

    reasons: tuple[Reason, ...]

    @property
    def allowed(self) -> bool:
        """Return whether the step could be taken if the person gave what is missing."""
        return all(objection.code in SAID_WITH_IT for objection in self.reasons)
