"""Guards of facts: that there is one to record."""

from __future__ import annotations

from collections.abc import Mapping

from pathway.workflows.fact_choices import facts
from pathway.workflows.guards.guard import Guard
from pathway.workflows.needs import needs_of

GUARDS: Mapping[str, Guard] = {
    "fact_to_record": Guard(
        lambda attempt: bool(facts(attempt)),
        "none of your duties waits for a fact that can be recorded now; the business unit records others",
        needs_of(facts),
    ),
}
