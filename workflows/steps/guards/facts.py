"""The guard of facts: that there is one to record."""

from __future__ import annotations

from collections.abc import Mapping

from pathway.workflows.attempts.attempt import Guard
from pathway.workflows.attempts.needs import needs_of
from pathway.workflows.cases.fact_choices import facts

GUARDS: Mapping[str, Guard] = {
    "fact_to_record": Guard(
        lambda attempt: bool(facts(attempt)),
        "none of your duties waits for a fact that can be recorded now; "
        "the business unit records others",
        needs_of(facts),
    ),
}
