"""The library as a stranger's desk: JSON in, JSON out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tests.rehearsals import REASONS, Reasons, Rehearsal
from tests.stranger import Json


@dataclass
class LibraryDesk:
    """
    What a stranger does by the library; how time passes is for each test to say.

    Args:
        reasons: Given with every step.
    """

    desk: Rehearsal
    reasons: ClassVar[Reasons] = REASONS

    def case(self, reference: str) -> Json:
        """Return the case."""
        return self.desk.pathway.case(reference).as_json()

    def steps(self, reference: str, by: str) -> list[Json]:
        """Return the steps as that person may take them."""
        return [step.as_json() for step in self.desk.pathway.steps(reference, by=by)]

    def take(self, reference: str, step: Json, by: str, answers: Json) -> Json:
        """Take a step with every reason given."""
        case = self.desk.pathway.take(
            reference, step["step"], by=by, item=step["item"], input=answers, **self.reasons
        )
        return case.as_json()
