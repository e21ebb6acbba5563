"""What `decide` answers where a step cannot be taken."""

from __future__ import annotations

from dataclasses import dataclass

from pathway.errors import Reason

# What the taker of a step says with it; everything else is a reason why this person cannot take it
# now.
SAID_WITH_IT = ("input", "reason_required", "late_reason_required")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Every reason why the step cannot be taken."""

    reasons: tuple[Reason, ...]

    @property
    def allowed(self) -> bool:
        """Say whether nothing stands in the way but what the taker still has to say."""
        return all(reason.code in SAID_WITH_IT for reason in self.reasons)
